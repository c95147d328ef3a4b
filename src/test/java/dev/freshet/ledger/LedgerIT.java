package dev.freshet.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.avro.SpendEvent;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger on a real broker, exactly once, taken down in the middle of its work. */
class LedgerIT {
  private static final int WEEKS = 12;

  private final EmbeddedKafka kafka = EmbeddedKafka.temporary();
  private final EmbeddedRegistry registry = EmbeddedRegistry.inMemory();
  private Topics topics;
  private KafkaProducer<byte[], byte[]> producer;
  private KafkaConsumer<String, byte[]> weekly;
  private KafkaConsumer<byte[], byte[]> letters;
  private final Map<String, Map<String, Long>> readers = new TreeMap<>();
  private final List<ConsumerRecord<byte[], byte[]>> deadLetters = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    kafka.start();
    registry.start();
    topics =
        new Topics(
            Topics.DEFAULT_PREFIX, new SchemaRegistryClient(RegistryConfig.at(registry.url())));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      int partitions = 0;
      List<NewTopic> wanted = new ArrayList<>();
      for (Topic<?, ?> topic : topics.all()) {
        wanted.add(new NewTopic(topic.name(), 1 + partitions++ % 3, (short) 1));
      }
      admin.createTopics(wanted).all().get();
    }
    producer =
        new KafkaProducer<>(
            // One request at a time: a broker that has just become leader may refuse a batch and
            // take
            // the one behind it, which an idempotent producer mends only after its delivery
            // timeout.
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "max.in.flight.requests.per.connection",
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    weekly =
        new KafkaConsumer<>(
            reading("weeks"), new StringDeserializer(), new ByteArrayDeserializer());
    weekly.subscribe(List.of(topics.weekly().name()));
    letters =
        new KafkaConsumer<>(
            reading("letters"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    letters.subscribe(List.of(topics.deadLetters().name()));
  }

  @AfterEach
  void stop() {
    producer.close();
    weekly.close();
    letters.close();
    registry.close();
    kafka.close();
  }

  @Test
  void shouldHoldTheSameSumsWhenItLosesItsDiskInTheMiddle(@TempDir Path disks) {
    List<SpendEvent> events = events();
    int half = events.size() / 2;
    // Some events come before their spec.
    events.subList(0, 50).forEach(this::send);
    var spec = topics.specs().record(Books.MODEL, SpecMapping.toAvro(Books.spec()));
    producer.send(spec);
    producer.send(
        new ProducerRecord<>(
            topics.spend().name(), null, "garbage".getBytes(StandardCharsets.UTF_8)));
    events.subList(50, half).forEach(this::send);
    try (KafkaStreams first = ledger(disks.resolve("first"))) {
      first.start();
      await().atMost(Duration.ofSeconds(120)).until(() -> read() && readers.size() >= WEEKS / 2);
      events.subList(half, half + half / 2).forEach(this::send);
      producer.flush();
    }
    try (KafkaStreams second = ledger(disks.resolve("second"))) {
      second.start();
      events.subList(half + half / 2, events.size()).forEach(this::send);
      // Everything once more, in another order: nothing may change.
      List<SpendEvent> again = new ArrayList<>(events);
      Collections.shuffle(again, new Random(2));
      again.forEach(this::send);
      Map<String, Map<String, Long>> expected = oracle(events);
      await().atMost(Duration.ofSeconds(120)).until(() -> read() && readers.equals(expected));
      // Nothing that is still under way may move them again.
      send(LedgerHarness.spend("last").setCurrency("USD").build());
      await().atMost(Duration.ofSeconds(60)).until(() -> read() && deadLetters.size() == 2);
      assertThat(readers).isEqualTo(expected);
    }
    assertThat(deadLetters)
        .extracting(letter -> new String(letter.headers().lastHeader("freshet.reason").value()))
        .containsExactlyInAnyOrder("MALFORMED", "FOREIGN_CURRENCY");
  }

  private KafkaStreams ledger(Path directory) {
    Properties properties = new Properties();
    properties.putAll(LedgerTopology.settings());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 2);
    properties.put(StreamsConfig.consumerPrefix("session.timeout.ms"), 6_000);
    properties.put(StreamsConfig.consumerPrefix("heartbeat.interval.ms"), 1_500);
    properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    LedgerConfig config =
        LedgerConfig.defaults()
            .withRepartitionPartitions(2)
            .withFlushInterval(Duration.ofMillis(200));
    return new KafkaStreams(
        LedgerTopology.build(config, topics, Clock.systemUTC(), new SimpleMeterRegistry()),
        properties);
  }

  private Map<String, Object> reading(String group) {
    return Map.of(
        "bootstrap.servers",
        kafka.bootstrapServers(),
        "group.id",
        group,
        "auto.offset.reset",
        "earliest",
        "isolation.level",
        "read_committed");
  }

  /** Keyed by its id, so that the facts of a model are spread over all partitions. */
  private void send(SpendEvent event) {
    producer.send(topics.spend().record(event.getEventId(), event));
  }

  private boolean read() {
    weekly
        .poll(Duration.ofMillis(100))
        .forEach(
            row -> {
              WeeklyObservation week = topics.weekly().value(row.value());
              readers.put(row.key(), LedgerHarness.values(week));
            });
    letters.poll(Duration.ofMillis(100)).forEach(deadLetters::add);
    return true;
  }

  /** Daily spend in up to three revisions, some into the next week, some withdrawn, jumbled. */
  private static List<SpendEvent> events() {
    Random random = new Random(1);
    List<SpendEvent> events = new ArrayList<>();
    for (int day = 0; day < 7 * WEEKS; day++) {
      for (int campaign = 0; campaign < 20; campaign++) {
        int revisions = 1 + random.nextInt(3);
        for (int revision = 0; revision < revisions; revision++) {
          Instant time =
              Instant.ofEpochMilli(Books.noon(day))
                  .plus(Duration.ofDays(random.nextInt(10) == 0 && day < 7 * (WEEKS - 1) ? 7 : 0));
          events.add(
              LedgerHarness.spend("tv-" + day + "-" + campaign)
                  .setRevision(revision)
                  .setTime(time)
                  .setAmountMicros(random.nextInt(1_000_000_000))
                  .setWithdrawn(revision == 2 && random.nextInt(4) == 0)
                  .build());
        }
      }
    }
    Collections.shuffle(events, random);
    return events;
  }

  private static Map<String, Map<String, Long>> oracle(List<SpendEvent> events) {
    Map<String, SpendEvent> newest = new HashMap<>();
    events.forEach(
        e -> newest.merge(e.getEventId(), e, (a, b) -> b.getRevision() > a.getRevision() ? b : a));
    Map<String, Map<String, Long>> weeks = new TreeMap<>();
    for (SpendEvent event : newest.values()) {
      if (!event.getWithdrawn()) {
        weeks
            .computeIfAbsent(
                Books.MODEL + "|" + Books.CALENDAR.weekOf(event.getTime()), week -> new TreeMap<>())
            .merge("spend.tv", event.getAmountMicros(), Long::sum);
      }
    }
    return weeks;
  }
}
