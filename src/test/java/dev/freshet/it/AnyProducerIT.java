package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Service;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events of producers in other languages: any key, librdkafka's CRC32 partitioner, topics that
 * differ in their number of partitions.
 */
class AnyProducerIT {
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
  private final Random random = new Random(12);

  /**
   * librdkafka's {@code consistent}: CRC-32 of the key modulo the partitions; no key counts as an
   * empty one.
   */
  private static int consistent(byte[] key, int partitions) {
    CRC32 crc = new CRC32();
    crc.update(key == null ? new byte[0] : key);
    return (int) (crc.getValue() % partitions);
  }

  @Test
  void shouldPartitionLikeLibrdkafka() {
    // The check value of CRC-32 (ISO-HDLC), which rd_crc32 and zlib share: 0xCBF43926.
    assertThat(consistent("123456789".getBytes(StandardCharsets.US_ASCII), Integer.MAX_VALUE))
        .isEqualTo((int) (0xCBF43926L % Integer.MAX_VALUE));
    assertThat(consistent(null, 17)).isZero();
  }

  @Test
  void shouldSumExactlyWhateverKeysPartitionersAndPartitionCounts() throws Exception {
    try (Stage stage = new Stage(folder)) {
      Topics simulated =
          new Topics(
              "simulated.", new SchemaRegistryClient(RegistryConfig.at(stage.registry.url())));
      List<Topic<?, ?>> from = inputs(simulated);
      List<Topic<?, ?>> to = inputs(stage.topics);
      int[] partitions = {3, 5, 2, 4, 1, 7};
      try (Admin admin = Admin.create(stage.cluster.kafkaClient())) {
        List<NewTopic> wanted = new ArrayList<>();
        for (int i = 0; i < to.size(); i++) {
          wanted.add(new NewTopic(from.get(i).name(), 1, (short) 1));
          wanted.add(new NewTopic(to.get(i).name(), partitions[i], (short) 1));
        }
        admin.createTopics(wanted).all().get();
      }
      simulate(stage, simulated);
      try (Service service = stage.service()) {
        service.start();
        assertThat(service.awaitRunning(Duration.ofSeconds(90))).isTrue();
        send(stage, from, to, partitions);
        stage.awaitWeeklyTruth(ADVERTISER);
        // Once more with other keys, so in other partitions: duplicates all.
        send(stage, from, to, partitions);
        stage.awaitFresh(ADVERTISER);
        stage.awaitWeeklyTruth(ADVERTISER);
        assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
      }
    }
  }

  private static void simulate(Stage stage, Topics simulated) {
    try (EventSender sender = new EventSender(stage.cluster)) {
      SimulatedFeed feed = new SimulatedFeed(simulated, sender);
      feed.sendSpec(ADVERTISER);
      for (int week = 0; week < ADVERTISER.weeks(); week++) {
        feed.send(ADVERTISER.delivery(week));
      }
      feed.send(ADVERTISER.remainder());
    }
  }

  private static List<Topic<?, ?>> inputs(Topics topics) {
    return List.of(
        topics.spend(),
        topics.impressions(),
        topics.outcomes(),
        topics.context(),
        topics.specs(),
        topics.progress());
  }

  /** Topic by topic, each jumbled; progress last, because it speaks of the facts before it. */
  private void send(Stage stage, List<Topic<?, ?>> from, List<Topic<?, ?>> to, int[] partitions) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            stage.cluster.kafkaClient(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < from.size(); i++) {
        List<byte[]> values = new ArrayList<>();
        stage.records(from.get(i).name()).forEach(r -> values.add(r.value()));
        Collections.shuffle(values, random);
        boolean keyed = to.get(i).equals(stage.topics.specs());
        for (byte[] value : values) {
          byte[] key = keyed ? MODEL.getBytes(StandardCharsets.UTF_8) : anyKey();
          producer.send(
              new ProducerRecord<>(to.get(i).name(), consistent(key, partitions[i]), key, value));
        }
        producer.flush();
      }
    }
  }

  private byte[] anyKey() {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> MODEL.getBytes(StandardCharsets.UTF_8);
      case 2 -> ("campaign-" + random.nextInt(100)).getBytes(StandardCharsets.UTF_8);
      default -> {
        byte[] key = new byte[1 + random.nextInt(20)];
        random.nextBytes(key);
        yield key;
      }
    };
  }
}
