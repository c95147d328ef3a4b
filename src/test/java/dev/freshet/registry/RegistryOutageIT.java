package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.registry.RegistryException.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class RegistryOutageIT {
  private static final String TOPIC = "mmm.roi";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

  @Test
  void shouldLoseNoRecordWhenRegistryIsAwayForAWhile() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.temporary().start();
        ClientFixture fixture = new ClientFixture()) {
      SchemaRegistryClient client = fixture.client(RegistrySettings.MAX_RETRIES, "0");
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      }
      ProducerRecord<String, GenericRecord> record =
          new ProducerRecord<>(TOPIC, "acme/DE|tv", Rows.row("tv", 1.5));
      try (KafkaProducer<String, GenericRecord> producer = producer(kafka, client)) {
        fixture.first.stop();
        assertThatThrownBy(() -> producer.send(record))
            .isInstanceOf(RegistryUnavailableException.class);
        fixture.first.start();
        producer.send(record).get();
      }

      fixture.first.stop();
      // A new process: it remembers no schema.
      SchemaRegistryClient fresh = fixture.client(RegistrySettings.MAX_RETRIES, "0");
      try (KafkaConsumer<String, GenericRecord> consumer = consumer(kafka, fresh)) {
        consumer.assign(List.of(PARTITION));
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> consumer.poll(Duration.ofMillis(200)))
                        .isInstanceOf(RecordDeserializationException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                            RegistryException.class,
                            e -> assertThat(e.decision()).isEqualTo(Decision.RETRY_LATER)));
        assertThat(consumer.position(PARTITION)).isZero();

        fixture.first.start();
        List<GenericRecord> read = new ArrayList<>();
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  consumer.poll(Duration.ofMillis(200)).forEach(r -> read.add(r.value()));
                  return !read.isEmpty();
                });
        assertThat(read).containsExactly(Rows.row("tv", 1.5));
      }
    }
  }

  private static KafkaProducer<String, GenericRecord> producer(
      EmbeddedKafka kafka, SchemaRegistryClient client) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers()),
        new StringSerializer(),
        new AvroSerializer<>(client));
  }

  private static KafkaConsumer<String, GenericRecord> consumer(
      EmbeddedKafka kafka, SchemaRegistryClient client) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
        new StringDeserializer(),
        AvroDeserializer.generic(client));
  }
}
