package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Web;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshReport;
import dev.freshet.calendar.WeekCalendar;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.ledger.LedgerTopology;
import dev.freshet.model.FittedModel;
import dev.freshet.ops.EventSender;
import dev.freshet.refresh.PlannerTopology;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topic;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows of docs/production.md's table of losses, and a model that begins anew, played on a real
 * broker.
 */
class RecoveryIT {
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
  private static final String MODEL = ADVERTISER.spec().model();
  private static final int BEFORE = ADVERTISER.weeks() - 1;
  private static final FittedModel EXPECTED = Platform.fitOf(ADVERTISER);

  @TempDir private Path folder;
  private Stage stage;
  private Platform.Running service;
  private EventSender sender;
  private SimulatedFeed feed;

  @BeforeEach
  void publish() throws Exception {
    stage = new Stage(folder);
    service = stage.run(Optional.empty());
    sender = new EventSender(stage.cluster);
    feed = new SimulatedFeed(stage.topics, sender);
    feed.sendSpec(ADVERTISER);
    for (int week = 0; week < BEFORE; week++) {
      feed.send(ADVERTISER.delivery(week));
    }
    stage.awaitFresh(ADVERTISER, BEFORE - 1);
  }

  @AfterEach
  void close() {
    sender.close();
    Platform.close(service, stage);
  }

  @Test
  void shouldBookAndFitTheSameAgainWhenInternalTopicsAndStateAreLost() throws Exception {
    List<RefreshReport> reports = reports();
    service.close();
    for (String application :
        List.of(LedgerTopology.APPLICATION_ID, PlannerTopology.APPLICATION_ID)) {
      deleteTopics(topicsOf(application));
      deleteGroup(application);
    }
    PathUtils.deleteDirectory(stage.stateDir);

    service = stage.run(Optional.empty());
    sendTheRest();

    assertSameAsUndisturbed();
    assertThat(reports())
        .as("none told twice, none with the sequence of another")
        .startsWith(reports.toArray(RefreshReport[]::new))
        .extracting(RefreshReport::getSequence)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldPublishAllAgainAfterARebuildWhenOutputTopicsAreLost() throws Exception {
    service.close();
    deleteTopics(
        Stream.of(
                stage.topics.models(),
                stage.topics.contributions(),
                stage.topics.roi(),
                stage.topics.curves(),
                stage.topics.spendWeeks(),
                stage.topics.refreshes())
            .map(Topic::name)
            .toList());
    PathUtils.deleteDirectory(stage.stateDir.resolve("api"));

    service = stage.run(Optional.empty());
    assertThat(stage.rebuild(MODEL).getModelVersion()).isNotEmpty();
    assertThat(stage.publishedRoi()).isNotEmpty();
    sendTheRest();

    assertSameAsUndisturbed();
  }

  @Test
  void shouldKeepAllSumsWhenInputTopicsAreLostAndStateIsNot() throws Exception {
    service.close();
    deleteTopics(
        Stream.of(
                stage.topics.spend(),
                stage.topics.impressions(),
                stage.topics.outcomes(),
                stage.topics.context(),
                stage.topics.progress())
            .map(Topic::name)
            .toList());

    service = stage.run(Optional.empty());
    sendTheRest();

    assertSameAsUndisturbed();
  }

  @Test
  void shouldShowTheSameAgainWhenTheReadModelIsLost() throws Exception {
    JsonNode before = shown();
    service.close();
    PathUtils.deleteDirectory(stage.stateDir.resolve("api"));

    service = stage.run(Optional.empty());

    assertThat(shown()).isEqualTo(before);
  }

  @Test
  void shouldBeginAnewWhenAModelRetiresAndComesBackAtOnceWithOtherWeeks() {
    ModelSpec fromSunday = withWeeksFrom(DayOfWeek.SUNDAY);
    feed.send(ADVERTISER.delivery(BEFORE));
    sender.send(stage.topics.specs(), MODEL, null);
    sender.send(stage.topics.specs(), MODEL, SpecMapping.toAvro(fromSunday));
    sender.flush();
    Platform.await(() -> stage.table(stage.topics.weekly()).isEmpty());
    Platform.await(() -> stage.table(stage.topics.roi()).isEmpty());

    for (int week = 0; week <= BEFORE; week++) {
      feed.send(ADVERTISER.delivery(week));
    }
    feed.send(ADVERTISER.remainder());
    LocalDate last = ADVERTISER.week(BEFORE).minusDays(1);
    Platform.await(() -> isFreshThrough(last));

    assertThat(stage.table(stage.topics.weekly()).values())
        .extracting(row -> row.getWeek().getDayOfWeek())
        .containsOnly(DayOfWeek.SUNDAY);
    assertThat(stage.publishedContributions().keySet())
        .extracting(key -> LocalDate.parse(key.split("\\|")[1]).getDayOfWeek())
        .containsOnly(DayOfWeek.SUNDAY);
    assertThat(spent()).isEqualTo(trulySpent());
    assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
  }

  private static ModelSpec withWeeksFrom(DayOfWeek day) {
    ModelSpec spec = ADVERTISER.spec();
    return new ModelSpec(
        spec.model(),
        spec.currency(),
        spec.outcome(),
        spec.outcomeIsMoney(),
        new WeekCalendar(day, spec.calendar().zone()),
        spec.windowWeeks(),
        spec.minWeeks(),
        spec.baseline(),
        spec.media(),
        spec.organic(),
        spec.context(),
        spec.outcomeSource(),
        spec.closing(),
        Optional.empty());
  }

  private boolean isFreshThrough(LocalDate week) {
    ModelStatus status = stage.table(stage.topics.status()).get(MODEL);
    return status != null
        && status.getState() == ModelState.FRESH
        && week.equals(status.getClosedWeek());
  }

  /** Over all weeks, whatever day they begin on. */
  private long spent() {
    return stage.weeklyAmounts().values().stream()
        .flatMap(week -> week.entrySet().stream())
        .filter(e -> e.getKey().startsWith("spend."))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static long trulySpent() {
    return ADVERTISER.truth().variables().stream()
        .filter(v -> v.startsWith("spend."))
        .flatMapToLong(v -> LongStream.of(ADVERTISER.truth().micros(v)))
        .sum();
  }

  /** ROI as the API shows it, once it shows what is on the topic. */
  private JsonNode shown() {
    String newest = stage.table(stage.topics.models()).get(MODEL).getModelVersion();
    String path = "/api/v1/models/" + MODEL + "/roi";
    Platform.await(
        () ->
            service.web().get(path).statusCode() == 200
                && Web.json(service.web().get(path)).get("modelVersion").asText().equals(newest));
    return Web.json(service.web().get(path)).get("roi");
  }

  private void sendTheRest() {
    feed.send(ADVERTISER.delivery(BEFORE));
    feed.send(ADVERTISER.remainder());
    stage.awaitWeeklyTruth(ADVERTISER);
    stage.awaitFresh(ADVERTISER);
  }

  private void assertSameAsUndisturbed() {
    RefreshReport report = stage.rebuild(MODEL);

    assertThat(report.getModelVersion()).isEqualTo(EXPECTED.modelVersion());
    assertThat(stage.publishedRoi()).isEqualTo(Platform.roiOf(MODEL, EXPECTED));
    assertThat(stage.publishedContributions()).isEqualTo(Platform.contributionsOf(MODEL, EXPECTED));
    assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
  }

  private List<RefreshReport> reports() {
    return stage.records(stage.topics.refreshes().name()).stream()
        .map(r -> stage.topics.refreshes().value(r.value()))
        .toList();
  }

  private List<String> topicsOf(String application) throws Exception {
    try (Admin admin = admin()) {
      return admin.listTopics().names().get().stream()
          .filter(name -> name.startsWith(application + "-"))
          .toList();
    }
  }

  private void deleteTopics(Collection<String> names) throws Exception {
    assertThat(names).isNotEmpty();
    try (Admin admin = admin()) {
      admin.deleteTopics(names).all().get();
      Platform.await(() -> Collections.disjoint(admin.listTopics().names().get(), names));
    }
  }

  /** With its offsets; its members are given up when their session has ended. */
  private void deleteGroup(String group) {
    try (Admin admin = admin()) {
      Platform.await(
          () ->
              admin
                  .describeConsumerGroups(Set.of(group))
                  .all()
                  .get()
                  .get(group)
                  .members()
                  .isEmpty());
      admin.deleteConsumerGroups(Set.of(group)).all().get();
    } catch (Exception e) {
      throw new AssertionError("group " + group + " cannot be deleted", e);
    }
  }

  private Admin admin() {
    return Admin.create(stage.cluster.kafkaClient());
  }
}
