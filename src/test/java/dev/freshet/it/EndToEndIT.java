package dev.freshet.it;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.FitKind;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.SpendEvent;
import dev.freshet.avro.TriggerReason;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.model.FittedModel;
import dev.freshet.ops.EventSender;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.Keys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events in, ROI out, on real brokers: embedded, or in containers by the profile of that name. */
class EndToEndIT {
  private static final SimulatedAdvertiser ADVERTISER =
      Simulator.advertiser(
          new Simulator.Setting(
              "acme/DE",
              "EUR",
              ZoneId.of("Europe/Berlin"),
              "DE",
              5,
              LocalDate.of(2025, 3, 3),
              60,
              7));
  private static final String MODEL = ADVERTISER.spec().model();
  private static final String CHANNEL = ADVERTISER.truth().channels().get(0);

  @TempDir private static Path folder;
  private static Platform stage;
  private static Platform.Running service;

  @BeforeAll
  static void stream() throws Exception {
    stage = Platform.chosen(folder);
    service = stage.run(Optional.empty());
    try (EventSender sender = new EventSender(stage.cluster)) {
      SimulatedFeed feed = new SimulatedFeed(stage.topics, sender);
      feed.sendSpec(ADVERTISER);
      for (int week = 0; week < ADVERTISER.weeks(); week++) {
        if (week == 30) {
          sendRubbish(sender);
        }
        feed.send(ADVERTISER.delivery(week));
      }
      feed.send(ADVERTISER.remainder());
    }
    stage.awaitWeeklyTruth(ADVERTISER);
    stage.awaitFresh(ADVERTISER);
  }

  @AfterAll
  static void close() {
    Platform.close(service, stage);
  }

  /** Garbage bytes, an unknown schema id, a foreign currency and a time in 2036. */
  private static void sendRubbish(EventSender sender) {
    Map<String, Object> settings = new HashMap<>(stage.cluster.kafkaClient());
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      String topic = stage.topics.spend().name();
      producer.send(new ProducerRecord<>(topic, "garbage".getBytes(StandardCharsets.UTF_8)));
      byte[] unknown = ByteBuffer.allocate(9).put((byte) 0).putInt(987_654).array();
      producer.send(new ProducerRecord<>(topic, unknown));
    }
    sender.send(stage.topics.spend(), MODEL, spend("foreign", "JPY", Instant.now()).build());
    sender.send(
        stage.topics.spend(),
        MODEL,
        spend("far", "EUR", Instant.parse("2036-01-01T00:00:00Z")).build());
  }

  private static SpendEvent.Builder spend(String id, String currency, Instant time) {
    return SpendEvent.newBuilder()
        .setModel(MODEL)
        .setSource(ADVERTISER.spec().variableToSource().get("spend." + CHANNEL))
        .setEventId(id)
        .setTime(time)
        .setChannel(CHANNEL)
        .setAmountMicros(1_000_000)
        .setCurrency(currency);
  }

  @Test
  void shouldPutRubbishAsideWithReasonsAndLoseNothingElse() {
    List<ConsumerRecord<byte[], byte[]>> letters = stage.records(stage.topics.deadLetters().name());

    assertThat(letters)
        .extracting(r -> header(r, DeadLetters.REASON))
        .containsExactlyInAnyOrder(
            "MALFORMED", "UNKNOWN_SCHEMA", "FOREIGN_CURRENCY", "TIME_IN_FUTURE");
    assertThat(letters)
        .allSatisfy(r -> assertThat(header(r, DeadLetters.DETAIL)).isNotBlank())
        .allSatisfy(
            r -> assertThat(header(r, DeadLetters.TOPIC)).isEqualTo(stage.topics.spend().name()))
        .anySatisfy(
            r -> assertThat(r.value()).isEqualTo("garbage".getBytes(StandardCharsets.UTF_8)));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldPublishRoiOfEveryChannelUnderOneVersion() {
    Map<String, ChannelRoi> roi = stage.table(stage.topics.roi());

    assertThat(roi.values().stream().map(ChannelRoi::getModelVersion).distinct()).hasSize(1);
    assertThat(new TreeSet<>(roi.values().stream().map(ChannelRoi::getChannel).toList()))
        .containsAll(ADVERTISER.truth().channels());
    assertThat(roi.values())
        .filteredOn(r -> r.getRoi() != null)
        .allSatisfy(
            r -> {
              assertThat(r.getRoi()).isBetween(r.getRoiLower(), r.getRoiUpper());
              assertThat(r.getCurrency()).isEqualTo("EUR");
            });
  }

  @Test
  void shouldPublishContributionsThatAddUpToTheFittedValue() {
    Map<String, Double> rows = stage.publishedContributions();

    for (int w = 0; w < ADVERTISER.weeks(); w++) {
      String week = MODEL + "|" + ADVERTISER.week(w) + "|";
      double fitted = rows.get(week + "fitted");
      double sum =
          rows.entrySet().stream()
              .filter(e -> e.getKey().startsWith(week))
              .filter(e -> !e.getKey().matches(".*\\|(fitted|residual|media\\.total)"))
              .mapToDouble(Map.Entry::getValue)
              .sum();
      // Rounding of some twenty doubles of the size of the outcome.
      assertThat(sum).isCloseTo(fitted, within(1e-9 * Math.abs(fitted)));
      double outcome = ADVERTISER.truth().micros(ADVERTISER.spec().outcomeVariable())[w] / 1e6;
      assertThat(fitted + rows.get(week + "residual")).isCloseTo(outcome, within(1e-9 * outcome));
    }
  }

  @Test
  void shouldReportEveryRequestOnceAndStartRefreshesFromTheirIncumbent() {
    List<RefreshReport> reports =
        stage.records(stage.topics.refreshes().name()).stream()
            .map(r -> stage.topics.refreshes().value(r.value()))
            .toList();

    assertThat(reports).extracting(RefreshReport::getRequestId).doesNotHaveDuplicates();
    // While history is on its way a context value may be missing yet: that fit fails and says so.
    assertThat(reports)
        .filteredOn(r -> r.getOutcome() == RefreshOutcome.FAILED)
        .allSatisfy(r -> assertThat(r.getDetail()).contains("has no value in week"));
    List<RefreshReport> published =
        reports.stream().filter(r -> r.getOutcome() != RefreshOutcome.FAILED).toList();
    assertThat(published)
        .extracting(RefreshReport::getOutcome)
        .containsOnly(RefreshOutcome.PUBLISHED);
    assertThat(published.get(0).getKind()).isEqualTo(FitKind.BUILD);
    assertThat(published.subList(1, published.size()))
        .extracting(RefreshReport::getKind)
        .doesNotContain(FitKind.BUILD);
  }

  @Test
  void shouldBookLateSpendUnderANewRevisionAndRefreshAndTakeItBackAgain() {
    String variable = "spend." + CHANNEL;
    long[] spent = ADVERTISER.truth().micros(variable);
    int dear = IntStream.range(0, spent.length).boxed().max(comparing(w -> spent[w])).orElseThrow();
    LocalDate week = ADVERTISER.week(dear);
    String key = Keys.week(MODEL, week);
    WeeklyObservation before = stage.table(stage.topics.weekly()).get(key);
    Map<String, Long> expected = new TreeMap<>(stage.weeklyAmounts().get(key));
    // A tenth more is far beyond the tolerance of restatements.
    long tenth = spent[dear] / 10;
    expected.merge(variable, tenth, Long::sum);
    Instant time = week.atTime(12, 0).atZone(ADVERTISER.spec().calendar().zone()).toInstant();
    SpendEvent.Builder late = spend("late", "EUR", time).setAmountMicros(tenth);
    try (EventSender sender = new EventSender(stage.cluster)) {
      RefreshReport refresh = refreshAfter(sender, late.build());
      assertThat(stage.weeklyAmounts().get(key)).isEqualTo(expected);
      long revision = stage.table(stage.topics.weekly()).get(key).getRevision();
      assertThat(revision).isGreaterThan(before.getRevision());

      RefreshReport back = refreshAfter(sender, late.setRevision(1).setWithdrawn(true).build());
      stage.awaitWeeklyTruth(ADVERTISER);
      assertThat(stage.table(stage.topics.weekly()).get(key).getRevision()).isGreaterThan(revision);
      assertThat(back.getDataRevision()).isGreaterThan(refresh.getDataRevision());
    }
    stage.awaitFresh(ADVERTISER);
  }

  /** The published refresh that a restatement makes. */
  private static RefreshReport refreshAfter(EventSender sender, SpendEvent event) {
    Instant sent = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    sender.send(stage.topics.spend(), MODEL, event);
    sender.flush();
    return stage.awaitReport(
        r ->
            r.getOutcome() == RefreshOutcome.PUBLISHED
                && r.getReasons().contains(TriggerReason.RESTATEMENT)
                && !r.getRequestedAt().isBefore(sent));
  }

  @Test
  void shouldPublishAfterARebuildWhatAFitOfTheSameFiguresGivesToTheLastDigit() {
    RefreshReport report = stage.rebuild(MODEL);
    FittedModel expected = Platform.fitOf(ADVERTISER);

    assertThat(report.getKind()).isEqualTo(FitKind.REBUILD);
    assertThat(report.getModelVersion()).isEqualTo(expected.modelVersion());
    assertThat(stage.publishedRoi()).isEqualTo(Platform.roiOf(MODEL, expected));
    assertThat(stage.publishedContributions()).isEqualTo(Platform.contributionsOf(MODEL, expected));
  }
}
