package dev.freshet.refresh;

import dev.freshet.avro.CommandKind;
import dev.freshet.avro.FitKind;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshCommand;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.SourceWatermark;
import dev.freshet.avro.VariableAmount;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.DriverState;
import dev.freshet.topic.Keys;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The planner's topology in a test driver, with a registry, a clock and rows to feed it. */
final class PlannerHarness implements AutoCloseable {
  static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
  private static final PlannerConfig CONFIG =
      new PlannerConfig(4, Duration.ofSeconds(1), Duration.ofSeconds(30), 2, "1");

  private final EmbeddedRegistry registry = EmbeddedRegistry.inMemory().start();
  final Topics topics =
      new Topics("mmm.", new SchemaRegistryClient(RegistryConfig.at(registry.url())));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final DriverState state = new DriverState();
  private final TopologyTestDriver driver;
  Instant now = Instant.parse("2026-06-01T00:00:00Z");
  private Readings.Reading reading = new Readings.Reading(Optional.of(now), Optional.empty());

  PlannerHarness() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, PlannerTopology.APPLICATION_ID);
    state.in(properties);
    driver =
        new TopologyTestDriver(topology(topics, clock(), p -> reading, meters), properties, now);
  }

  static Topology topology(
      Topics topics, Clock clock, Readings readings, SimpleMeterRegistry meters) {
    return PlannerTopology.build(new StreamsBuilder(), topics, CONFIG, clock, readings, meters);
  }

  /** Value of a gauge without tags. */
  double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  /** Seconds that the oldest closed week has waited for a lane. */
  double oldest(String lane) {
    return meters.get(PlannerGauges.OLDEST).tag("lane", lane).gauge().value();
  }

  /** Requests that wait on a lane. */
  double waiting(String lane) {
    return meters.get(PlannerGauges.WAITING).tag("lane", lane).gauge().value();
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the planner needs instants only");
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  /** Lets time pass, so that requests that are due are written. */
  void pass(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time);
  }

  /** What is known from now on of how far ledger and planner have read. */
  void read(Instant planner, Instant ledger) {
    reading = new Readings.Reading(Optional.ofNullable(planner), Optional.ofNullable(ledger));
  }

  <T> void send(Topic<String, T> topic, String key, T value) {
    ProducerRecord<byte[], byte[]> record = topic.record(key, value);
    sendBytes(topic, record.key(), record.value());
  }

  void sendBytes(Topic<?, ?> topic, byte[] key, byte[] value) {
    sendBytes(topic, key, value, now.toEpochMilli());
  }

  /** With any timestamp, as a producer may set it. */
  void sendBytes(Topic<?, ?> topic, byte[] key, byte[] value, long timestamp) {
    sendBytes(topic, key, value, timestamp, new RecordHeaders());
  }

  private void sendBytes(
      Topic<?, ?> topic, byte[] key, byte[] value, long timestamp, Headers headers) {
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, value, headers, timestamp));
  }

  void bytes(Topic<?, ?> topic, byte[] value, Instant timestamp) {
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, value, null, timestamp));
  }

  void spec(ModelSpec spec) {
    send(topics.specs(), spec.model(), SpecMapping.toAvro(spec));
  }

  /** A week's row, after which every source has passed the week's end by its grace. */
  void week(int n, long tvMicros, Long revenueMicros) {
    LocalDate week = FIRST.plusWeeks(n);
    Instant through = week.plusDays(9).atStartOfDay(ZoneOffset.UTC).toInstant();
    List<VariableAmount> amounts = new ArrayList<>();
    amounts.add(new VariableAmount("spend.tv", tvMicros, 7L));
    if (revenueMicros != null) {
      amounts.add(new VariableAmount("outcome.revenue", revenueMicros, 7L));
    }
    send(
        topics.weekly(),
        Keys.week(Specs.MODEL, week),
        WeeklyObservation.newBuilder()
            .setModel(Specs.MODEL)
            .setWeek(week)
            .setRevision(1)
            .setVariables(amounts)
            .setSpecVersion("")
            .setWatermarks(
                List.of(new SourceWatermark("tv", through), new SourceWatermark("shop", through)))
            .build());
  }

  /**
   * A row of a week as the ledger writes it under a spec; every source is complete through then.
   */
  void row(ModelSpec spec, LocalDate week, long tvMicros, Instant through) {
    send(
        topics.weekly(),
        Keys.week(spec.model(), week),
        WeeklyObservation.newBuilder()
            .setModel(spec.model())
            .setWeek(week)
            .setRevision(1)
            .setVariables(
                List.of(
                    new VariableAmount("spend.tv", tvMicros, 7L),
                    new VariableAmount("outcome.revenue", 100L, 7L)))
            .setSpecVersion(spec.fingerprint())
            .setWatermarks(
                List.of(new SourceWatermark("tv", through), new SourceWatermark("shop", through)))
            .build());
  }

  /** A row after which its week closes. */
  void closing(ModelSpec spec, LocalDate week, long tvMicros) {
    row(spec, week, tvMicros, spec.calendar().end(week).plus(spec.closing().grace()));
  }

  /** The ledger takes a week of a retired model back. */
  void withdraw(LocalDate week) {
    send(topics.weekly(), Keys.week(Specs.MODEL, week), null);
  }

  /** The model's spec is withdrawn. */
  void retire() {
    send(topics.specs(), Specs.MODEL, null);
  }

  /** A week's row with new values, which only these sources have passed. */
  void weekOf(int n, List<String> sources) {
    LocalDate week = FIRST.plusWeeks(n);
    Instant through = week.plusDays(9).atStartOfDay(ZoneOffset.UTC).toInstant();
    send(
        topics.weekly(),
        Keys.week(Specs.MODEL, week),
        WeeklyObservation.newBuilder()
            .setModel(Specs.MODEL)
            .setWeek(week)
            .setRevision(1)
            .setVariables(List.of(new VariableAmount("spend.tv", 5L, 7L)))
            .setSpecVersion("")
            .setWatermarks(
                sources.stream().map(source -> new SourceWatermark(source, through)).toList())
            .build());
  }

  void command(CommandKind kind, String reason) {
    send(topics.commands(), Specs.MODEL, new RefreshCommand(Specs.MODEL, kind, now, reason));
  }

  void report(RefreshRequest request, RefreshOutcome outcome, String version) {
    report(request, outcome, version, new RecordHeaders());
  }

  /** Failed, since no refresher of the request's engine was there. */
  void unattended(RefreshRequest request) {
    Headers headers = new RecordHeaders();
    RequestHeaders.markUnattended(headers, request.getEngineVersion());
    report(request, RefreshOutcome.FAILED, null, headers);
  }

  private void report(
      RefreshRequest request, RefreshOutcome outcome, String version, Headers headers) {
    RefreshReport report =
        RefreshReport.newBuilder()
            .setRequestId(request.getRequestId())
            .setModel(request.getModel())
            .setSequence(request.getSequence())
            .setSpecVersion(request.getSpec().getVersion())
            .setDataRevision(request.getDataRevision())
            .setOutcome(outcome)
            .setKind(FitKind.BUILD)
            .setReasons(request.getReasons())
            .setDetail("so it ended")
            .setModelVersion(version)
            .setClosedWeek(request.getClosedWeek())
            .setClosedAt(request.getClosedAt())
            .setRequestedAt(request.getRequestedAt())
            .setStartedAt(now)
            .setFinishedAt(now)
            .setFitMillis(1)
            .setHost("test")
            .setGradients(1)
            .setRows(1)
            .setMoved(List.of())
            .build();
    ProducerRecord<byte[], byte[]> record = topics.refreshes().record(request.getModel(), report);
    sendBytes(topics.refreshes(), record.key(), record.value(), now.toEpochMilli(), headers);
  }

  FittedModel model(RefreshRequest request, String version) {
    FittedModel row =
        FittedModel.newBuilder()
            .setModel(request.getModel())
            .setModelVersion(version)
            .setSequence(request.getSequence())
            .setSpecVersion(request.getSpec().getVersion())
            .setEngineVersion("1")
            .setFingerprint(version)
            .setSeed(1)
            .setKind(FitKind.BUILD)
            .setReason("")
            .setFirstWeek(FIRST)
            .setLastWeek(FIRST.plusWeeks(1))
            .setAnchorWeek(FIRST)
            .setComponents(List.of("tv", "fitted"))
            .setChannels(List.of("tv"))
            .setHorizons(List.of("1w", "window"))
            .setCurves(List.of("tv"))
            .setRSquared(1)
            .setNrmse(0)
            .setMape(0)
            .setDecompRssd(0)
            .setDurbinWatson(2)
            .setEffectiveParticles(1)
            .setState(ByteBuffer.wrap(new byte[] {1, 2, 3}))
            .build();
    send(topics.models(), request.getModel(), row);
    return row;
  }

  /** Reported as published, and the model is back. */
  void publish(RefreshRequest request, String version) {
    report(request, RefreshOutcome.PUBLISHED, version);
    model(request, version);
  }

  /** Records of a topic that have come since it was read last. */
  List<ProducerRecord<byte[], byte[]>> records(Topic<?, ?> topic) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> r = next(topic); r != null; r = next(topic)) {
      records.add(r);
    }
    return records;
  }

  private ProducerRecord<byte[], byte[]> next(Topic<?, ?> topic) {
    var output =
        driver.createOutputTopic(
            topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    if (output.isEmpty()) {
      return null;
    }
    TestRecord<byte[], byte[]> r = output.readRecord();
    return new ProducerRecord<>(
        topic.name(), null, r.timestamp(), r.key(), r.value(), r.getHeaders());
  }

  <T> List<T> values(Topic<String, T> topic) {
    return records(topic).stream().map(r -> topic.value(r.value())).toList();
  }

  /** Keys of the tombstones among a topic's new records. */
  List<String> tombstones(Topic<?, ?> topic) {
    return records(topic).stream()
        .filter(r -> r.value() == null)
        .map(r -> new String(r.key(), StandardCharsets.UTF_8))
        .toList();
  }

  ModelStatus status() {
    List<ModelStatus> rows = values(topics.status());
    return rows.get(rows.size() - 1);
  }

  @Override
  public void close() {
    driver.close();
    state.close();
    registry.close();
  }
}
