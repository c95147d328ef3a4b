package dev.freshet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
  private static final String TOPIC = "facts";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  @Test
  void shouldKeepCommittedRecordsAndHideAbortedOnesWhenRestarted() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      kafka.start();
      String address = kafka.bootstrapServers();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      }
      try (KafkaProducer<String, String> producer = transactionalProducer(address)) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(TOPIC, "k", "committed"));
        producer.commitTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(TOPIC, "k", "aborted")).get();
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(TOPIC, "k", "last"));
        producer.commitTransaction();
      }
      assertThat(readCommitted(address, 2)).containsExactly("committed", "last");

      kafka.stop();
      assertThat(kafka.isRunning()).isFalse();
      kafka.start();

      assertThat(kafka.bootstrapServers()).isEqualTo(address);
      assertThat(readCommitted(address, 2)).containsExactly("committed", "last");
    }
  }

  @Test
  void shouldKeepDirectoryWhenGivenAndDeleteItWhenCreated(@TempDir Path given) throws Exception {
    Path data = given.resolve("data");
    try (EmbeddedKafka kafka = EmbeddedKafka.in(data)) {
      kafka.start();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
      }
    }
    assertThat(data.resolve("meta.properties")).exists();

    Path created;
    try (EmbeddedKafka again = EmbeddedKafka.in(data);
        EmbeddedKafka beside = EmbeddedKafka.temporary()) {
      again.start();
      beside.start();
      created = beside.directory();
      assertThat(created).isDirectory();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", again.bootstrapServers()))) {
        assertThat(admin.listTopics().names().get()).isEqualTo(Set.of(TOPIC));
      }
    }
    assertThat(Files.exists(created)).isFalse();
  }

  @Test
  void shouldRefuseToStartWhenAlreadyRunning() {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      assertThatThrownBy(kafka::bootstrapServers).hasMessageContaining("call start() first");
      kafka.start();
      assertThatThrownBy(kafka::start).hasMessageContaining("already runs on 127.0.0.1:");
    }
  }

  @Test
  void shouldStartWhenDefaultLocaleIsTurkish() {
    Locale usual = Locale.getDefault();
    Locale turkish = Locale.forLanguageTag("tr-TR");
    Locale.setDefault(turkish);
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary()) {
      kafka.start();
      assertThat(Locale.getDefault()).isEqualTo(turkish);
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void shouldSayWhichPortWhenItIsTaken(@TempDir Path data) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        EmbeddedKafka kafka = EmbeddedKafka.in(data, taken.getLocalPort())) {
      assertThatThrownBy(kafka::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort() + ": the port is taken");
      taken.close();
      kafka.start();
      assertThat(kafka.isRunning()).isTrue();
    }
  }

  private static KafkaProducer<String, String> transactionalProducer(String address) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", address, "transactional.id", "embedded-kafka-it"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static List<String> readCommitted(String address, int expected) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", address,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
      List<String> values = new ArrayList<>();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
                return values.size() >= expected && consumer.position(PARTITION) >= end;
              });
      return values;
    }
  }
}
