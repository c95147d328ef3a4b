package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Web;
import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.FitKind;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.TriggerReason;
import dev.freshet.config.Secret;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.deploy.Monitoring;
import dev.freshet.deploy.PromQl;
import dev.freshet.ops.EventSender;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the running service answers over HTTP, held against what stands on its topics. */
class ApiIT {
  private static final SimulatedAdvertiser ADVERTISER =
      Simulator.advertiser(
          new Simulator.Setting(
              "acme/DE",
              "EUR",
              ZoneId.of("Europe/Berlin"),
              "DE",
              5,
              LocalDate.of(2025, 3, 3),
              56,
              11));
  private static final String MODEL = "/api/v1/models/acme/DE";

  /** Labels that Prometheus gives to whatever it scrapes. */
  private static final Set<String> OF_THE_SCRAPE = Set.of("job", "instance");

  @TempDir private static Path folder;
  private static Platform stage;
  private static Platform.Running service;
  private static Web web;

  /** Metrics once the last week was published: a restart begins them anew. */
  private static String metrics;

  @BeforeAll
  static void stream() throws Exception {
    stage = Platform.chosen(folder);
    open();
    assertThat(web.get("/health/live").statusCode()).isEqualTo(200);
    try (EventSender sender = new EventSender(stage.cluster)) {
      SimulatedFeed feed = new SimulatedFeed(stage.topics, sender);
      feed.sendSpec(ADVERTISER);
      // The last week comes alone, so that one refresh follows the build.
      for (int week = 0; week < ADVERTISER.weeks() - 1; week++) {
        feed.send(ADVERTISER.delivery(week));
      }
      sender.flush();
      Platform.await(() -> !stage.table(stage.topics.models()).isEmpty());
      feed.send(ADVERTISER.delivery(ADVERTISER.weeks() - 1));
      feed.send(ADVERTISER.remainder());
    }
    stage.awaitWeeklyTruth(ADVERTISER);
    stage.awaitFresh(ADVERTISER);
    metrics = web.get("/metrics").body();
  }

  private static void open() {
    service = stage.run(Optional.of(new Secret("s3cret")));
    web = service.web();
  }

  @AfterAll
  static void close() {
    Platform.close(service, stage);
  }

  private static JsonNode get(String path) {
    HttpResponse<String> response = web.get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Web.json(response);
  }

  /** Waits until the read model shows what the topics hold. */
  private static void awaitPublished() {
    Platform.await(
        () -> {
          String newest = stage.table(stage.topics.models()).get("acme/DE").getModelVersion();
          HttpResponse<String> shown = web.get(MODEL + "/roi");
          return shown.statusCode() == 200
              && Web.json(shown).get("modelVersion").asText().equals(newest);
        });
  }

  @Test
  void shouldBeReadyWithAllItsPartsAtWork() {
    JsonNode health = get("/health/ready");

    assertThat(health.get("status").asText()).isEqualTo("UP");
    assertThat(health.get("parts"))
        .hasSize(4)
        .allSatisfy(part -> assertThat(part.asText()).isEqualTo("RUNNING"));
    assertThat(web.get("/health/startup").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldShowTheRoiOnTheTopicToTheLastDigit() {
    awaitPublished();
    Map<String, Double> shown = new TreeMap<>();
    get(MODEL + "/roi")
        .get("roi")
        .forEach(
            r ->
                shown.put(
                    "acme/DE|" + r.get("channel").asText() + "|" + r.get("horizon").asText(),
                    r.get("roi").isNull() ? null : r.get("roi").asDouble()));

    Map<String, Double> published = new TreeMap<>();
    for (Map.Entry<String, ChannelRoi> e : stage.table(stage.topics.roi()).entrySet()) {
      published.put(e.getKey(), e.getValue().getRoi());
    }
    assertThat(shown).isEqualTo(published).isNotEmpty();
  }

  @Test
  void shouldShowContributionsThatAddUpToTheFittedValue() {
    awaitPublished();
    LocalDate week = ADVERTISER.week(ADVERTISER.weeks() - 1);
    Map<String, Double> rows = new TreeMap<>();
    get(MODEL + "/contributions?from=" + week + "&to=" + week)
        .get("contributions")
        .forEach(r -> rows.put(r.get("component").asText(), r.get("contribution").asDouble()));

    double sum =
        rows.entrySet().stream()
            .filter(e -> !e.getKey().matches("fitted|residual|media\\.total"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    assertThat(sum).isCloseTo(rows.get("fitted"), within(1e-9 * Math.abs(sum)));
  }

  @Test
  void shouldShowStatusCurvesAndWhatMoved() {
    awaitPublished();

    assertThat(get(MODEL + "/status").get("closedWeeks").asInt()).isEqualTo(ADVERTISER.weeks());
    assertThat(get(MODEL + "/curves").get("curves"))
        .hasSameSizeAs(stage.table(stage.topics.curves()).values());
    assertThat(get(MODEL + "/spend-weeks").get("spendWeeks"))
        .hasSameSizeAs(stage.table(stage.topics.spendWeeks()).values());
    assertThat(get("/api/v1/models").get("models")).hasSize(1);
    JsonNode refreshes = get(MODEL + "/refreshes").get("refreshes");
    assertThat(refreshes)
        .hasSize(Math.min(20, stage.records(stage.topics.refreshes().name()).size()))
        .anySatisfy(
            r -> {
              assertThat(r.get("kind").asText()).isEqualTo("REFRESH");
              assertThat(r.get("outcome").asText()).isEqualTo("PUBLISHED");
              assertThat(r.get("moved")).isNotEmpty();
            });
  }

  @Test
  void shouldRebuildOnOrderAndRefuseWhoHasNoToken() {
    assertThat(web.post(MODEL + "/rebuild", null).statusCode()).isEqualTo(401);

    HttpResponse<String> order =
        web.post(MODEL + "/rebuild", null, "Authorization", "Bearer s3cret");

    assertThat(order.statusCode()).as(order.body()).isEqualTo(202);
    RefreshReport report =
        stage.awaitReport(
            r -> r.getReasons().contains(TriggerReason.COMMAND) && r.getKind() == FitKind.REBUILD);
    assertThat(report.getModelVersion()).isNotEmpty();
    Platform.await(
        () ->
            get(MODEL + "/refreshes").get("refreshes").get(0).get("sequence").asLong()
                >= report.getSequence());
  }

  @Test
  void shouldGoOnAnsweringFromItsDiskAfterARestart() {
    awaitPublished();
    JsonNode before = get(MODEL + "/roi").get("roi");
    service.close();

    open();

    assertThat(get(MODEL + "/roi").get("roi")).isEqualTo(before);
  }

  @Test
  void shouldMeasureUnderTheNamesThatAreDocumented() throws Exception {
    assertThat(MetricsText.families(metrics))
        .isEqualTo(MetricsText.documented(Path.of("docs/metrics.md")));
  }

  @Test
  void shouldMeasureWithTheLabelsThatAreDocumented() throws Exception {
    Map<String, Set<String>> served = MetricsText.labels(metrics);

    assertThat(MetricsText.documentedLabels(Path.of("docs/metrics.md")))
        .isNotEmpty()
        .allSatisfy((name, labels) -> assertThat(served.get(name)).as(name).isEqualTo(labels));
  }

  @Test
  void shouldServeWhatRulesAndDashboardAskFor() throws Exception {
    Map<String, Set<String>> served = MetricsText.labels(metrics);
    served.put("up", Set.of());
    for (String expression : Monitoring.expressions()) {
      PromQl.labels(expression)
          .forEach(
              (metric, labels) -> {
                // A name with a colon is a rule's own.
                if (!metric.contains(":")) {
                  labels.removeAll(OF_THE_SCRAPE);
                  assertThat(served).as(expression).containsKey(metric);
                  assertThat(served.get(metric)).as(expression).containsAll(labels);
                }
              });
    }
  }

  @Test
  void shouldMeasureWhatItDid() {
    Map<String, Double> values = MetricsText.values(metrics);

    assertThat(values)
        .containsEntry("freshet_topology_up{application=\"freshet-ledger\"}", 1.0)
        .containsEntry("freshet_topology_restoring{application=\"freshet-planner\"}", 0.0)
        .containsEntry("freshet_thread_deaths_total{application=\"freshet-planner\"}", 0.0)
        .containsEntry("freshet_models", 1.0)
        .containsEntry("freshet_refresh_oldest_unrefreshed_seconds{lane=\"refresh\"}", 0.0)
        .containsEntry("freshet_models_resting", 0.0)
        .containsEntry("freshet_lane_failures_total{lane=\"build\"}", 0.0)
        .containsEntry("freshet_refresher_rejected_total{reason=\"MALFORMED\"}", 0.0)
        .containsEntry("freshet_role_ready{role=\"refresher\"}", 1.0)
        .containsEntry("freshet_requests_waiting{lane=\"refresh\"}", 0.0);
    for (String lane : List.of("refresh", "build")) {
      String labels = "{lane=\"%s\"}".formatted(lane);
      assertThat(values.get("freshet_refresh_lag_seconds_count" + labels)).as(lane).isPositive();
      assertThat(values.get("freshet_refresh_lag_seconds_sum" + labels)).isBetween(1e-3, 600.0);
      assertThat(
              values.get(
                  "freshet_refresh_lag_seconds_bucket{lane=\"%s\",le=\"86400.0\"}".formatted(lane)))
          .isEqualTo(values.get("freshet_refresh_lag_seconds_count" + labels));
    }
    assertThat(fits(values, "build")).isPositive();
    assertThat(fits(values, "refresh")).isPositive();
    assertThat(values.get("freshet_ledger_rows_total")).isGreaterThanOrEqualTo(ADVERTISER.weeks());
    assertThat(values.get("freshet_roi_interval_width_count")).isPositive();
    assertThat(values.get("freshet_forecast_error_count")).isPositive();
    assertThat(values.get("freshet_weeks_open")).isNotNegative();
  }

  private static double fits(Map<String, Double> values, String kind) {
    return values.get(
        "freshet_fit_seconds_count{kind=\"%s\",outcome=\"published\"}".formatted(kind));
  }

  @Test
  void shouldMeasureTheLibrariesToo() {
    Map<String, Double> values = MetricsText.values(metrics);

    for (String family :
        List.of("kafka_stream_", "kafka_consumer_", "kafka_producer_", "jvm_memory_used_bytes")) {
      assertThat(values.keySet()).anyMatch(k -> k.startsWith(family));
    }
    assertThat(values.keySet()).noneMatch(k -> k.contains("acme"));
  }
}
