package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.SpendEvent;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Service;
import dev.freshet.registry.AvroSerializer;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registry and broker away for a while under the running service. */
class OutageIT {
  private static final SimulatedAdvertiser ADVERTISER =
      Simulator.advertiser(
          new Simulator.Setting(
              "umbrella/DE",
              "EUR",
              ZoneId.of("Europe/Berlin"),
              "DE",
              5,
              LocalDate.of(2025, 3, 3),
              54,
              5));
  private static final String MODEL = ADVERTISER.spec().model();

  @TempDir private Path folder;
  private Stage stage;
  private EventSender sender;
  private SimulatedFeed feed;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Service service;

  @BeforeEach
  void start() {
    stage = new Stage(folder);
    try (Service once = stage.freshService(new SimpleMeterRegistry())) {
      once.createTopics();
    }
    sender = new EventSender(stage.cluster);
    feed = new SimulatedFeed(stage.topics, sender);
    service = stage.freshService(meters);
  }

  @AfterEach
  void close() {
    service.close();
    sender.close();
    stage.close();
  }

  @Test
  void shouldRecoverByItselfWhenRegistryIsAwayAtStartAndInTheMiddle() throws Exception {
    feed.sendSpec(ADVERTISER);
    send(0, ADVERTISER.weeks());
    feed.send(ADVERTISER.remainder());
    byte[] newer = spendOfANewerSchema();
    stage.registry.stop();

    service.start();
    awaitDeadThreads(1);
    stage.registry.start();
    stage.awaitWeeklyTruth(ADVERTISER);
    stage.awaitFresh(ADVERTISER);

    Map<String, Map<String, Long>> expected = new TreeMap<>(stage.weeklyAmounts());
    String week = MODEL + "|" + ADVERTISER.week(53);
    expected.get(week).merge("spend." + channel(), 7_000_000L, Long::sum);
    stage.registry.stop();
    double before = deadThreads();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            stage.cluster.kafkaClient(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(
          new ProducerRecord<>(
              stage.topics.spend().name(), MODEL.getBytes(StandardCharsets.UTF_8), newer));
    }
    awaitDeadThreads(before + 1);
    stage.registry.start();

    Stage.await(() -> stage.weeklyAmounts().equals(expected));
    assertThat(stage.rebuild(MODEL).getModelVersion()).isNotEmpty();
    assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
    assertThat(service.running()).isTrue();
  }

  @Test
  void shouldLoseNothingWhenTheBrokerRestartsInTheMiddle() throws Exception {
    service.start();
    feed.sendSpec(ADVERTISER);
    send(0, 30);
    Stage.await(() -> !stage.records(stage.topics.weekly().name()).isEmpty());

    stage.kafka.stop();
    stage.kafka.start();

    send(30, ADVERTISER.weeks());
    feed.send(ADVERTISER.remainder());
    stage.awaitWeeklyTruth(ADVERTISER);
    stage.awaitFresh(ADVERTISER);
    assertThat(stage.rebuild(MODEL).getModelVersion())
        .isEqualTo(Stage.fitOf(ADVERTISER).modelVersion());
    assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
  }

  private void send(int from, int to) {
    for (int week = from; week < to; week++) {
      feed.send(ADVERTISER.delivery(week));
    }
  }

  private static String channel() {
    return ADVERTISER.truth().channels().get(0);
  }

  /** A record whose schema no running service has met. */
  private byte[] spendOfANewerSchema() {
    List<Schema.Field> fields = new ArrayList<>();
    SpendEvent.getClassSchema()
        .getFields()
        .forEach(f -> fields.add(new Schema.Field(f, f.schema())));
    fields.add(new Schema.Field("placement", Schema.create(Schema.Type.STRING), null, "none"));
    Schema schema =
        Schema.createRecord(
            SpendEvent.getClassSchema().getName(),
            null,
            SpendEvent.getClassSchema().getNamespace(),
            false,
            fields);
    GenericRecord event = new GenericData.Record(schema);
    event.put("model", MODEL);
    event.put("source", ADVERTISER.spec().variableToSource().get("spend." + channel()));
    event.put("eventId", "newer");
    event.put("revision", 0);
    event.put("withdrawn", false);
    event.put(
        "time",
        ADVERTISER
            .week(53)
            .atTime(12, 0)
            .atZone(ADVERTISER.spec().calendar().zone())
            .toInstant()
            .toEpochMilli());
    event.put("channel", channel());
    event.put("amountMicros", 7_000_000L);
    event.put("currency", ADVERTISER.spec().currency());
    event.put("placement", "top");
    return new AvroSerializer<GenericRecord>(
            new SchemaRegistryClient(RegistryConfig.at(stage.registry.url())))
        .serialize(stage.topics.spend().name(), event);
  }

  private void awaitDeadThreads(double atLeast) {
    Stage.await(() -> deadThreads() >= atLeast);
  }

  /** Threads of all topologies that died so far. */
  private double deadThreads() {
    return meters.find("kafka.stream.failed.stream.threads").functionCounters().stream()
            .mapToDouble(c -> c.count())
            .sum()
        + meters.find("kafka.stream.failed.stream.threads").gauges().stream()
            .mapToDouble(g -> g.value())
            .sum();
  }
}
