package dev.freshet.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Rules, their tests, the dashboard and the runbook speak of the same things, and of what there is.
 */
class MonitoringTest {
  private static final Path RUNBOOK = Path.of("docs/runbook.md");

  @Test
  void shouldTellMetricsFromTheRestOfAnExpression() {
    assertThat(
            PromQl.metrics(
                "1 - sum by (le, job) (rate(a_bucket{le=~\"60\", x=\"b_c\"}[5m])) / job:c:rate5m"
                    + " unless on (job) d == 1e3 or vector(0)"))
        .containsExactly("a_bucket", "d", "job:c:rate5m");
  }

  @Test
  void shouldTellWhichLabelsAMetricMustHave() {
    assertThat(
            PromQl.labels(
                "sum by (le, lane) (rate(a_bucket{le=~\"60\", x!=\"b=c\"}[5m])) and on () d{y=\"1\"}"))
        .isEqualTo(Map.of("a_bucket", Set.of("le", "lane", "x"), "d", Set.of("lane", "le", "y")));
  }

  @Test
  void shouldAlertOnMetricsThatAreServed() throws IOException {
    Names served = Names.ofMetrics();
    Set<String> recorded = new TreeSet<>();
    for (JsonNode rule : Monitoring.rules()) {
      assertThat(PromQl.metrics(rule.path("expr").asText()))
          .as(rule.toString())
          .isNotEmpty()
          .allMatch(name -> served.contains(name) || recorded.contains(name));
      if (rule.has("record")) {
        recorded.add(rule.path("record").asText());
      }
    }
  }

  @Test
  void shouldShowMetricsThatAreServed() throws IOException {
    Names served = Names.ofMetrics();
    for (String query : Monitoring.dashboardQueries()) {
      assertThat(PromQl.metrics(query)).as(query).isNotEmpty().allMatch(served::contains);
    }
  }

  @Test
  void shouldShowTheSameDashboardOnAnyDataSource() throws IOException {
    JsonNode dashboard = Monitoring.dashboard();

    assertThat(dashboard.path("uid").asText()).isEqualTo("freshet-overview");
    assertThat(dashboard.path("templating").path("list").path(0).path("type").asText())
        .isEqualTo("datasource");
    assertThat(dashboard.findValues("datasource"))
        .filteredOn(JsonNode::isObject)
        .isNotEmpty()
        .allMatch(source -> source.path("uid").asText().equals("${datasource}"));
  }

  @Test
  void shouldPointGrafanaAtThePrometheusOfCompose() throws IOException {
    JsonNode source =
        Monitoring.YAML
            .readTree(
                Path.of("monitoring/grafana/provisioning/datasources/prometheus.yml").toFile())
            .path("datasources")
            .path(0);
    JsonNode services =
        Monitoring.YAML.readTree(Path.of("docker-compose.yml").toFile()).path("services");

    assertThat(source.path("type").asText()).isEqualTo("prometheus");
    assertThat(source.path("url").asText()).isEqualTo("http://prometheus:9090");
    assertThat(services.path("prometheus").path("ports").path(0).asText()).endsWith(":9090");
  }

  @Test
  void shouldSayOfEachAlertHowBadItIsAndWhatToDo() throws IOException {
    for (JsonNode alert : alerts()) {
      String name = alert.path("alert").asText();
      assertThat(alert.path("labels").path("severity").asText())
          .as(name)
          .isIn("critical", "warning");
      assertThat(alert.path("annotations").path("summary").asText()).as(name).isNotBlank();
      assertThat(alert.path("annotations").path("runbook_url").asText())
          .isEqualTo(RUNBOOK + "#" + name.toLowerCase(Locale.ROOT));
    }
    assertThat(sections()).containsExactlyElementsOf(names(alerts()));
  }

  @Test
  void shouldTestThatEachAlertFiresAndIsQuiet() throws IOException {
    Set<String> fires = new TreeSet<>();
    Set<String> quiet = new TreeSet<>();
    for (JsonNode test : Monitoring.tests()) {
      for (JsonNode expected : test.path("alert_rule_test")) {
        String alert = expected.path("alertname").asText();
        if (expected.path("exp_alerts").isEmpty()) {
          quiet.add(alert);
        } else {
          fires.add(alert);
        }
      }
    }

    assertThat(fires).containsExactlyInAnyOrderElementsOf(names(alerts()));
    assertThat(quiet).containsExactlyInAnyOrderElementsOf(names(alerts()));
  }

  @Test
  void shouldHaveTheSameRulesOnKubernetes() throws IOException {
    JsonNode resource =
        Monitoring.YAML.readTree(Path.of("k8s/components/monitoring/rules.yaml").toFile());

    assertThat(resource.path("spec").path("groups"))
        .as("spec.groups: copy those of " + Monitoring.RULES)
        .isEqualTo(Monitoring.YAML.readTree(Monitoring.RULES.toFile()).path("groups"));
  }

  private static List<JsonNode> alerts() throws IOException {
    return Monitoring.rules().stream().filter(rule -> rule.has("alert")).toList();
  }

  private static List<String> names(List<JsonNode> alerts) {
    return alerts.stream().map(Monitoring::name).toList();
  }

  /** Headings of the runbook; a heading's anchor is its text in lower case. */
  private static List<String> sections() throws IOException {
    Matcher heading =
        Pattern.compile("^## (\\w+)$", Pattern.MULTILINE).matcher(Files.readString(RUNBOOK));
    return heading.results().map(h -> h.group(1)).collect(Collectors.toList());
  }
}
