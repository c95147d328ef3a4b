package dev.freshet.cli;

import dev.freshet.avro.RefreshReport;
import dev.freshet.config.ClientKind;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the reports of one model that come after its creation. */
final class ReportWatcher implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);

  private final Consumer<byte[], byte[]> consumer;
  private final Topics topics;
  private final String model;

  ReportWatcher(ServiceConfig.Cluster cluster, Topics topics, String model) {
    this.topics = topics;
    this.model = model;
    Map<String, Object> settings = cluster.client(ClientKind.CONSUMER);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topics.refreshes().name()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is lazy: positions are fixed now, before anything is ordered.
    partitions.forEach(consumer::position);
  }

  /** The first report of the model that matches, or empty when none comes in time. */
  Optional<RefreshReport> await(Predicate<RefreshReport> matches, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() < deadline) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        RefreshReport report = topics.refreshes().value(record.value());
        if (report.getModel().equals(model) && matches.test(report)) {
          return Optional.of(report);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
