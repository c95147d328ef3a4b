package dev.freshet.ledger;

import dev.freshet.avro.ContextEvent;
import dev.freshet.avro.OutcomeEvent;
import dev.freshet.avro.ProgressEvent;
import dev.freshet.avro.SpendEvent;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.DriverState;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** Drives the ledger's topology without a broker. */
final class LedgerHarness implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  final Topics topics;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final LedgerConfig config;
  private final DriverState state = new DriverState();
  private final TopologyTestDriver driver;
  private final TestOutputTopic<String, byte[]> weekly;
  private final TestOutputTopic<byte[], byte[]> deadLetters;

  LedgerHarness(LedgerConfig config, String registryUrl) {
    this.config = config;
    topics =
        new Topics(Topics.DEFAULT_PREFIX, new SchemaRegistryClient(RegistryConfig.at(registryUrl)));
    Properties properties = new Properties();
    properties.putAll(LedgerTopology.settings());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
    state.in(properties);
    driver =
        new TopologyTestDriver(
            LedgerTopology.build(config, topics, Clock.fixed(NOW, ZoneOffset.UTC), meters),
            properties,
            NOW);
    weekly =
        driver.createOutputTopic(
            topics.weekly().name(), new StringDeserializer(), new ByteArrayDeserializer());
    deadLetters =
        driver.createOutputTopic(
            topics.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  void bytes(Topic<?, ?> topic, byte[] key, byte[] value, Headers headers) {
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, value, headers, NOW));
  }

  void bytes(Topic<?, ?> topic, byte[] value, Instant timestamp) {
    driver
        .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, value, null, timestamp));
  }

  void bytes(Topic<?, ?> topic, String key, byte[] value) {
    bytes(topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value, null);
  }

  <V> void send(Topic<String, V> topic, V value) {
    // The key of an event means nothing to the ledger: any producer may choose any.
    bytes(topic, "any", topic.record("any", value).value());
  }

  void spec(ModelSpec spec) {
    bytes(
        topics.specs(),
        spec.model(),
        topics.specs().record(spec.model(), SpecMapping.toAvro(spec)).value());
  }

  void flush() {
    driver.advanceWallClockTime(config.flushInterval());
  }

  /** A minute of wall-clock time: flushes, and what settles does. */
  void minute() {
    driver.advanceWallClockTime(Duration.ofMinutes(1));
  }

  List<KeyValue<String, WeeklyObservation>> weeks() {
    return weekly.readKeyValuesToList().stream()
        .map(row -> KeyValue.pair(row.key, topics.weekly().value(row.value)))
        .toList();
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return deadLetters.readRecordsToList();
  }

  double count(String result) {
    return meters.get(LedgerMeters.EVENTS).tag("result", result).counter().count();
  }

  double rejected(Reason reason) {
    return meters.get(LedgerMeters.REJECTED).tag("reason", reason.name()).counter().count();
  }

  static Map<String, Long> values(WeeklyObservation row) {
    Map<String, Long> values = new TreeMap<>();
    row.getVariables().forEach(v -> values.put(v.getVariable(), v.getAmountMicros()));
    return values;
  }

  static Map<String, Long> watermarks(WeeklyObservation row) {
    Map<String, Long> values = new TreeMap<>();
    row.getWatermarks()
        .forEach(w -> values.put(w.getSource(), w.getCompleteThrough().toEpochMilli()));
    return values;
  }

  static String header(TestRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  static SpendEvent.Builder spend(String id) {
    return SpendEvent.newBuilder()
        .setModel(Books.MODEL)
        .setSource("tv")
        .setEventId(id)
        .setTime(Instant.ofEpochMilli(Books.noon(0)))
        .setChannel("tv")
        .setAmountMicros(1_000_000)
        .setCurrency("EUR");
  }

  static OutcomeEvent.Builder outcome(String id) {
    return OutcomeEvent.newBuilder()
        .setModel(Books.MODEL)
        .setSource("shop")
        .setEventId(id)
        .setTime(Instant.ofEpochMilli(Books.noon(0)))
        .setOutcome("revenue")
        .setAmountMicros(9_000_000)
        .setCurrency("EUR");
  }

  static ContextEvent.Builder context(String id, String name) {
    return ContextEvent.newBuilder()
        .setModel(Books.MODEL)
        .setSource(name)
        .setEventId(id)
        .setTime(Instant.ofEpochMilli(Books.noon(0)))
        .setName(name);
  }

  static ProgressEvent progress(String source, Instant through) {
    return ProgressEvent.newBuilder()
        .setModel(Books.MODEL)
        .setSource(source)
        .setCompleteThrough(through)
        .build();
  }

  /** What the store of sums holds of a week, from committed work alone. */
  WeekSum committedSum(String model, LocalDate week, String variable) {
    return driver
        .<String, WeekSum>getKeyValueStore(StoreNames.SUMS)
        .get(StoreKeys.cell(model, week, variable));
  }

  @Override
  public void close() {
    driver.close();
    state.close();
  }
}
