package dev.freshet.api;

import dev.freshet.avro.ChannelMove;
import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.Contribution;
import dev.freshet.avro.CurvePoint;
import dev.freshet.avro.FitKind;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.MovePart;
import dev.freshet.avro.OpenWeek;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.ResponseCurve;
import dev.freshet.avro.SpendWeek;
import dev.freshet.avro.TriggerReason;
import dev.freshet.avro.WeekScore;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.refresh.Publications;
import dev.freshet.refresh.Publications.Publication;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Keys;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A read model with what tests publish into it. */
final class Shelf implements AutoCloseable {
  static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
  static final Instant NOW = Instant.parse("2026-11-16T00:00:00Z");
  static final List<String> COMPONENTS = List.of("intercept", "tv", "fitted");

  private final EmbeddedRegistry registry = EmbeddedRegistry.inMemory().start();
  final Topics topics =
      new Topics("mmm.", new SchemaRegistryClient(RegistryConfig.at(registry.url())));
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Path folder;
  private Instant now = NOW;
  ReadStore store;
  ModelEvents events;
  ReadModel model;

  Shelf(Path folder) {
    this.folder = folder;
    open();
  }

  private void open() {
    store = new ReadStore(folder);
    events = new ModelEvents(store, meters);
    model = new ReadModel(topics, store, Clock.fixed(now, ZoneOffset.UTC), meters, events::tell);
  }

  /** The same folder after a pause. */
  void reopen(Duration pause) {
    store.close();
    now = now.plus(pause);
    open();
  }

  /** From now on the registry answers nobody. */
  void loseRegistry() {
    registry.close();
  }

  private <T> T query(Function<Queries, T> query) {
    return store.read(view -> query.apply(new Queries(view)));
  }

  Optional<FittedModel> published(String name) {
    return query(q -> q.published(name));
  }

  Optional<ModelStatus> status(String name) {
    return query(q -> q.status(name));
  }

  List<SpecificRecord> rows(SetKind kind, String name) {
    return rows(kind, name, "", "");
  }

  List<SpecificRecord> rows(SetKind kind, String name, String from, String through) {
    return query(q -> q.rows(kind, name, from, through));
  }

  List<ModelStatus> models(String after, int limit) {
    return query(q -> q.models(after, limit));
  }

  List<RefreshReport> reports(String name, int limit) {
    return query(q -> q.reports(name, limit));
  }

  /** Several answers of one moment. */
  boolean holds(Predicate<Queries> condition) {
    return query(condition::test);
  }

  /** Takes in records as one poll. */
  void take(List<ConsumerRecord<byte[], byte[]>> records) {
    model.apply(records, Map.of());
  }

  void take(List<ConsumerRecord<byte[], byte[]>> records, TopicPartition partition, long next) {
    model.apply(records, Map.of(partition, next));
  }

  <V> ConsumerRecord<byte[], byte[]> record(Topic<String, V> topic, String key, V value) {
    ProducerRecord<byte[], byte[]> r = topic.record(key, value);
    return new ConsumerRecord<>(topic.name(), 0, 0, r.key(), r.value());
  }

  ConsumerRecord<byte[], byte[]> garbage(Topic<String, ?> topic, String key) {
    return new ConsumerRecord<>(
        topic.name(), 0, 0, key.getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
  }

  /** Rows and report of a fit. */
  void publish(Publication publication) {
    take(rowsOf(publication));
    take(List.of(record(topics.refreshes(), Publications.MODEL, publication.report())));
  }

  List<ConsumerRecord<byte[], byte[]>> rowsOf(Publication publication) {
    return publication.rows().stream()
        .map(r -> new ConsumerRecord<>(r.topic(), 0, 0, r.key(), r.value()))
        .toList();
  }

  /** The spec of what {@link Publications} publishes. */
  void publishSpec() {
    take(List.of(record(topics.specs(), Publications.MODEL, Publications.spec())));
  }

  /** How many sets' states are kept. */
  int states() {
    AtomicInteger found = new AtomicInteger();
    byte[] kind = ReadKeys.state("", "");
    byte[] from = Arrays.copyOf(kind, 1);
    store.read(
        view -> {
          view.scan(
              from, (key, value) -> ReadKeys.startsWith(key, from) && found.incrementAndGet() > 0);
          return found;
        });
    return found.get();
  }

  /** Rows of a set, without the model's own. */
  List<ConsumerRecord<byte[], byte[]>> rows(String name, String version, int weeks) {
    List<ConsumerRecord<byte[], byte[]>> rows = new ArrayList<>();
    for (int w = 0; w < weeks; w++) {
      LocalDate week = FIRST.plusWeeks(w);
      for (String component : COMPONENTS) {
        rows.add(
            record(
                topics.contributions(),
                Keys.contribution(name, week, component),
                Contribution.newBuilder()
                    .setModel(name)
                    .setModelVersion(version)
                    .setWeek(week)
                    .setComponent(component)
                    .setContribution(w + 0.5)
                    .build()));
      }
    }
    for (String horizon : List.of("1w", "window")) {
      rows.add(
          record(
              topics.roi(),
              Keys.roi(name, "tv", horizon),
              ChannelRoi.newBuilder()
                  .setModel(name)
                  .setModelVersion(version)
                  .setChannel("tv")
                  .setHorizon(horizon)
                  .setFirstWeek(FIRST)
                  .setLastWeek(FIRST.plusWeeks(weeks - 1L))
                  .setCurrency("EUR")
                  .setSpend(10)
                  .setContribution(20)
                  .setContributionLower(15)
                  .setContributionUpper(25)
                  .setRoi(2.0)
                  .build()));
    }
    rows.add(
        record(
            topics.curves(),
            Keys.curve(name, "tv"),
            new ResponseCurve(
                name,
                version,
                "tv",
                "EUR",
                List.of(new CurvePoint(0.0, 0.0, 0.0, 0.0), new CurvePoint(10.0, 5.0, 4.0, 6.0)),
                5.0,
                3.0,
                2.0,
                4.0)));
    rows.add(spendWeek(name, version, Optional.empty()));
    for (int w = 0; w < weeks; w++) {
      rows.add(spendWeek(name, version, Optional.of(FIRST.plusWeeks(w))));
    }
    return rows;
  }

  private ConsumerRecord<byte[], byte[]> spendWeek(
      String name, String version, Optional<LocalDate> week) {
    return record(
        topics.spendWeeks(),
        Keys.spendWeek(name, "tv", week),
        SpendWeek.newBuilder()
            .setModel(name)
            .setModelVersion(version)
            .setChannel("tv")
            .setWeek(week.orElse(null))
            .setCurrency("EUR")
            .setSpend(week.isPresent() ? 10 : 0)
            .setContribution(20)
            .setContributionLower(15)
            .setContributionUpper(25)
            .setToCome(4)
            .setToComeLower(3)
            .setToComeUpper(5)
            .setRoi(week.isPresent() ? 2.4 : null)
            .build());
  }

  FittedModel fitted(String name, long sequence, String version, int weeks) {
    return FittedModel.newBuilder()
        .setModel(name)
        .setModelVersion(version)
        .setSequence(sequence)
        .setSpecVersion("s1")
        .setEngineVersion("1")
        .setFingerprint(version)
        .setSeed(1)
        .setKind(FitKind.BUILD)
        .setReason("")
        .setFirstWeek(FIRST)
        .setLastWeek(FIRST.plusWeeks(weeks - 1L))
        .setAnchorWeek(FIRST)
        .setComponents(COMPONENTS)
        .setChannels(List.of("tv"))
        .setHorizons(List.of("1w", "window"))
        .setCurves(List.of("tv"))
        .setSpendWeeks(List.of("tv"))
        .setRSquared(Double.NaN)
        .setNrmse(0.1)
        .setMape(0.1)
        .setDecompRssd(0.1)
        .setDurbinWatson(2)
        .setEffectiveParticles(100)
        .setState(ByteBuffer.wrap(new byte[1_000]))
        .build();
  }

  ConsumerRecord<byte[], byte[]> modelRow(String name, long sequence, String version, int weeks) {
    return record(topics.models(), name, fitted(name, sequence, version, weeks));
  }

  /** A whole set, the model's row first: the worst order. */
  List<ConsumerRecord<byte[], byte[]>> set(String name, long sequence, String version, int weeks) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    all.add(modelRow(name, sequence, version, weeks));
    all.addAll(rows(name, version, weeks));
    return all;
  }

  ConsumerRecord<byte[], byte[]> status(String name, ModelState state) {
    return record(
        topics.status(),
        name,
        ModelStatus.newBuilder()
            .setModel(name)
            .setSpecVersion("s1")
            .setState(state)
            .setClosedWeek(FIRST)
            .setClosedWeeks(3)
            .setOpenWeeks(List.of(new OpenWeek(FIRST.plusWeeks(1), List.of("meta"))))
            .setSequence(2)
            .setLastOutcome(RefreshOutcome.PUBLISHED)
            .setLastDetail("published")
            .setModelVersion("v1")
            .setStaleSince(NOW)
            .setStaleReason("week closed, refresh under way")
            .setChangedAt(NOW)
            .build());
  }

  ConsumerRecord<byte[], byte[]> report(String name, long sequence) {
    return record(
        topics.refreshes(),
        name,
        RefreshReport.newBuilder()
            .setRequestId(name + "#" + sequence)
            .setModel(name)
            .setSequence(sequence)
            .setSpecVersion("s1")
            .setDataRevision(1)
            .setOutcome(RefreshOutcome.PUBLISHED)
            .setKind(FitKind.REFRESH)
            .setReasons(List.of(TriggerReason.WEEK_CLOSED))
            .setDetail("")
            .setModelVersion("v" + sequence)
            .setClosedWeek(FIRST)
            .setClosedAt(NOW)
            .setRequestedAt(NOW)
            .setStartedAt(NOW)
            .setFinishedAt(NOW)
            .setFitMillis(12.5)
            .setHost("here")
            .setRSquared(0.9)
            .setGradients(0)
            .setRows(12)
            .setMoved(
                List.of(
                    new ChannelMove(
                        "tv", 1.5, 1.75, List.of(new MovePart(List.of("new weeks"), 0.25, "")))))
            .setScores(List.of(new WeekScore(FIRST, 10.0, 9.0, 1.0, 0.84, 1.0)))
            .build());
  }

  @Override
  public void close() {
    store.close();
    registry.close();
  }
}
