package dev.freshet.failures;

import dev.freshet.ops.ServiceConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Tells when a transaction has put its first row on a topic, from the moment of its making on. */
final class OpenTransaction implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(10);

  private final Consumer<byte[], byte[]> consumer;

  OpenTransaction(ServiceConfig.Cluster cluster, String topic) {
    Map<String, Object> settings = new HashMap<>(cluster.kafkaClient());
    settings.put("isolation.level", "read_uncommitted");
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
  }

  /** Waits for the first row, of a transaction that is still open or has just ended. */
  void awaitRow() {
    Waiting.until("a row of a publication", () -> !consumer.poll(POLL).isEmpty());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
