package dev.freshet.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Web;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What docker-compose.yml has brought up with the simulator, asked from outside. {@code
 * .ci/containers} brings it up and runs this; {@code -Dfreshet.compose.api} and {@code
 * -Dfreshet.compose.prometheus} say where they listen.
 */
class ComposeIT {
  private static final String API = System.getProperty("freshet.compose.api", "");
  private static final String PROMETHEUS = System.getProperty("freshet.compose.prometheus", "");

  /** Some scrapes, and rules evaluated on them. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** What Grafana puts in place of its variables. */
  private static final Map<String, String> VARIABLES =
      Map.of("$job", "freshet", "$__range", "15m", "$__rate_interval", "1m");

  private final Web prometheus = new Web(PROMETHEUS);

  @BeforeAll
  static void assumeUp() {
    assumeTrue(!API.isEmpty(), "not asked for: .ci/containers brings compose up and runs this");
  }

  private static void assumePrometheus() {
    assumeTrue(!PROMETHEUS.isEmpty(), "there is no Prometheus to ask");
  }

  @Test
  void shouldShowRoiOfTheSimulatedAdvertisers() {
    Web api = new Web(API);
    eventually(
        () -> {
          HttpResponse<String> roi = api.get("/api/v1/models/acme/DE/roi");
          assertThat(roi.statusCode()).as(roi.body()).isEqualTo(200);
          assertThat(Web.json(roi).get("roi"))
              .isNotEmpty()
              .anySatisfy(row -> assertThat(row.get("roi").isNumber()).isTrue());
        });
  }

  @Test
  void shouldBeScraped() {
    assumePrometheus();
    eventually(
        () ->
            assertThat(ask("/api/v1/targets?state=active").get("activeTargets"))
                .isNotEmpty()
                .allSatisfy(
                    target ->
                        assertThat(target.get("health").asText())
                            .as(target.toString())
                            .isEqualTo("up")));
    eventually(
        () -> assertThat(values("sum(freshet_models{job=\"freshet\"})")).containsExactly("2"));
  }

  @Test
  void shouldEvaluateEveryRule() throws IOException {
    assumePrometheus();
    Map<String, String> expected = new TreeMap<>();
    for (JsonNode rule : Monitoring.rules()) {
      expected.put(Monitoring.name(rule), "ok ");
    }
    eventually(
        () -> {
          Map<String, String> evaluated = new TreeMap<>();
          for (JsonNode group : ask("/api/v1/rules").get("groups")) {
            for (JsonNode rule : group.get("rules")) {
              evaluated.put(
                  rule.get("name").asText(),
                  rule.get("health").asText() + " " + rule.path("lastError").asText());
            }
          }
          assertThat(evaluated).isEqualTo(expected);
        });
  }

  @Test
  void shouldRecordWhatRulesRecord() throws IOException {
    assumePrometheus();
    for (JsonNode rule : Monitoring.rules()) {
      if (rule.has("record")) {
        String name = rule.get("record").asText();
        eventually(() -> assertThat(values(name)).as(name).isNotEmpty());
      }
    }
  }

  /** As Grafana asks its data source; what is shown only above zero may be empty. */
  @Test
  void shouldAnswerEveryQueryOfTheDashboard() throws IOException {
    assumePrometheus();
    for (String expression : Monitoring.dashboardQueries()) {
      String query = expression;
      for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
        query = query.replace(variable.getKey(), variable.getValue());
      }
      String asked = query;
      if (asked.endsWith("> 0")) {
        assertThat(values(asked)).as(asked).isNotNull();
      } else {
        eventually(() -> assertThat(values(asked)).as(asked).isNotEmpty());
      }
    }
    assertThat(ask("/api/v1/label/job/values?match[]=freshet_models".replace("[]", "%5B%5D")))
        .extracting(JsonNode::asText)
        .containsExactly("freshet");
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .untilAsserted(assertion);
  }

  /** Values of an instant query. */
  private List<String> values(String query) {
    JsonNode result =
        ask("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8))
            .get("result");
    List<String> values = new ArrayList<>();
    result.forEach(series -> values.add(series.get("value").get(1).asText()));
    return values;
  }

  private JsonNode ask(String path) {
    HttpResponse<String> response = prometheus.get(path);
    assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(200);
    return Web.json(response).get("data");
  }
}
