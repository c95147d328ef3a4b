package dev.freshet.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.model.BayesianFitter;
import dev.freshet.topic.DeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The handlers under the settings of the service, exactly once, on a real broker: a topology that
 * counts what it reads and fails as it is told.
 */
class FaultHandlersIT {
  private static final String APPLICATION = "faults";
  private static final String IN = "in";
  private static final String OWN = APPLICATION + "-gathered-repartition";
  private static final String OUT = "out";
  private static final String DEAD = "mmm.dead-letters";

  /**
   * Of 50,000 bytes, whether compressed or not: more than a batch of the producer's holds, since a
   * batch of several that is too large is split in vain for ever when each fits a batch.
   */
  private static final String LARGE =
      new Random(1)
          .ints(50_000, 'A', 'z')
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();

  @TempDir private Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private final FailingCount counting = new FailingCount();
  private EmbeddedKafka kafka;
  private KafkaProducer<String, String> producer;
  private KafkaStreams streams;

  @BeforeEach
  void startBroker() throws Exception {
    kafka = EmbeddedKafka.in(folder.resolve("kafka")).start();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(IN, 1, (short) 1),
                  new NewTopic(OWN, 1, (short) 1),
                  new NewTopic(OUT, 1, (short) 1).configs(Map.of("max.message.bytes", "20000")),
                  new NewTopic(DEAD, 2, (short) 1)))
          .all()
          .get();
    }
    producer =
        new KafkaProducer<>(
            // All that a test sends at once arrives at once.
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 1_000),
            new StringSerializer(),
            new StringSerializer());
  }

  @AfterEach
  void close() {
    producer.close();
    streams.close(Duration.ofSeconds(20));
    kafka.close();
  }

  @Test
  void shouldPutAsideOnceAndGoOnWhenAnInputMakesItsReaderThrow() {
    start(new StringDeserializer());
    send("a", "EARLY", "a");
    await(() -> values(OUT).equals(List.of("a=1", "a=2")));

    assertThat(read(DEAD))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.key()).isEqualTo("key");
              assertThat(letter.value()).isEqualTo("EARLY");
              assertThat(header(letter, DeadLetters.REASON)).isEqualTo("UNEXPECTED");
              assertThat(header(letter, DeadLetters.APPLICATION)).isEqualTo(APPLICATION);
              assertThat(DeadLetters.origin(letter.headers()))
                  .contains(new DeadLetters.Place(IN, 0, 1));
            });
    assertThat(streams.state()).isEqualTo(KafkaStreams.State.RUNNING);

    // The next instance begins behind it.
    streams.close();
    start(new StringDeserializer());
    send("a");
    await(() -> values(OUT).equals(List.of("a=1", "a=2", "a=3")));
    assertThat(read(DEAD)).hasSize(1);
  }

  @Test
  void shouldStopWithoutATraceOfARecordThatThrowsWhereStateMayHaveChanged() {
    start(new StringDeserializer());
    send("a");
    await(() -> values(OUT).equals(List.of("a=1")));
    send("EARLY", "LATE", "a");
    await(() -> streams.state() == KafkaStreams.State.ERROR);

    assertThat(faults("process", "failed")).isEqualTo(4);
    assertThat(values(OUT)).containsExactly("a=1");
    // However often its transaction was aborted.
    assertThat(values(DEAD)).containsExactly("EARLY");

    streams.close();
    counting.mend(FailingCount.Fault.LATE);
    start(new StringDeserializer());
    await(() -> values(OUT).equals(List.of("a=1", "LATE=1", "a=2")));
    assertThat(values(DEAD)).containsExactly("EARLY");
  }

  @Test
  void shouldWriteARecordTooLargeForItsTopicOnceTheTopicTakesIt() throws Exception {
    start(new StringDeserializer());
    send("a", LARGE, "a");
    await(() -> faults("send", "failed") >= 1);
    assertThat(values(OUT)).doesNotContain("a=2");
    limitOut("100000");

    await(() -> values(OUT).equals(List.of("a=1", LARGE + "=1", "a=2")));
    assertThat(read(DEAD)).isEmpty();
    assertThat(streams.state()).isEqualTo(KafkaStreams.State.RUNNING);
  }

  @Test
  void shouldPutAsideOnceAndGoOnWhenASerdeCannotReadAnInput() {
    start(FaultHandlersIT::picky);
    send("a", "garbage", "a");
    await(() -> values(OUT).equals(List.of("a=1", "a=2")));

    assertThat(read(DEAD))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.value()).isEqualTo("garbage");
              assertThat(header(letter, DeadLetters.REASON)).isEqualTo("MALFORMED");
              assertThat(header(letter, DeadLetters.DETAIL)).contains("no such thing");
            });
  }

  private void start(Deserializer<String> values) {
    streams = new KafkaStreams(counting.topology(IN, values, OWN, OUT), settings());
    streams.setUncaughtExceptionHandler(
        new ThreadPolicy(APPLICATION, Clock.systemUTC(), new SimpleMeterRegistry()));
    streams.start();
  }

  /** Those of the service, but that a dead thread's session ends soon. */
  private Properties settings() {
    ServiceConfig config =
        ServiceConfig.alone(
            Role.LEDGER,
            new ServiceConfig.Cluster(
                kafka.bootstrapServers(),
                "http://localhost:1",
                "mmm.",
                Map.of("session.timeout.ms", 2_000, "heartbeat.interval.ms", 500)),
            folder.resolve("state"));
    BayesianFitter fitter = new BayesianFitter(BayesianFitter.Settings.DEFAULT);
    try (Service service = new Service(config, fitter, Clock.systemUTC(), meters)) {
      Properties settings = service.streamsConfig(APPLICATION);
      // So long that records sent together are of one transaction.
      settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
      return settings;
    }
  }

  private void send(String... values) {
    for (String value : values) {
      producer.send(new ProducerRecord<>(IN, "key", value));
    }
    producer.flush();
  }

  private void limitOut(String bytes) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, OUT),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private List<String> values(String topic) {
    return read(topic).stream().map(ConsumerRecord::value).toList();
  }

  /** All committed records of a topic there are now. */
  private List<ConsumerRecord<String, String>> read(String topic) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private double faults(String stage, String result) {
    return meters
        .find(FaultHandler.FAULTS)
        .tags("application", APPLICATION, "stage", stage, "result", result)
        .counters()
        .stream()
        .mapToDouble(c -> c.count())
        .sum();
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return DeadLetters.text(record.headers(), name).orElseThrow();
  }

  private static String picky(String topic, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.equals("garbage")) {
      throw new IllegalArgumentException("no such thing as " + text);
    }
    return text;
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await()
        .dontCatchUncaughtExceptions()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(condition);
  }
}
