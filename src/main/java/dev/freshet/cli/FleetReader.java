package dev.freshet.cli;

import dev.freshet.avro.FittedModel;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.config.ClientKind;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what is published of a whole fleet, as any read_committed consumer does. */
final class FleetReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * A published refresh.
   *
   * @param report how it ended
   * @param nanos when it was read, {@link System#nanoTime}
   */
  record Arrival(RefreshReport report, long nanos) {}

  /**
   * The newest model row.
   *
   * @param version its version
   * @param lastWeek last week of its window
   */
  record Published(String version, LocalDate lastWeek) {}

  private final Topics topics;
  private final Consumer<byte[], byte[]> reports;
  private final Consumer<byte[], byte[]> models;
  private final Map<String, Published> newest = new HashMap<>();
  private final List<String> unpublished = new ArrayList<>();
  private long published;

  FleetReader(ServiceConfig.Cluster cluster, Topics topics) {
    this.topics = topics;
    this.reports = consumer(cluster, topics.refreshes());
    this.models = consumer(cluster, topics.models());
  }

  private static Consumer<byte[], byte[]> consumer(
      ServiceConfig.Cluster cluster, Topic<String, ?> topic) {
    Map<String, Object> settings = cluster.client(ClientKind.CONSUMER);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /**
   * The first published report of each model through a week, as they come; ends when all are there
   * or none has come for {@code patience}.
   */
  Map<String, Arrival> await(Set<String> expected, LocalDate week, Duration patience) {
    Map<String, Arrival> arrived = new TreeMap<>();
    long last = System.nanoTime();
    while (arrived.size() < expected.size() && System.nanoTime() - last < patience.toNanos()) {
      Iterable<ConsumerRecord<byte[], byte[]>> records = reports.poll(POLL);
      long now = System.nanoTime();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        RefreshReport report = topics.refreshes().value(record.value());
        last = now;
        if (report.getOutcome() != RefreshOutcome.PUBLISHED) {
          unpublished.add(
              report.getModel() + " " + report.getOutcome() + ": " + report.getDetail());
          continue;
        }
        published++;
        if (report.getClosedWeek().equals(week) && expected.contains(report.getModel())) {
          arrived.putIfAbsent(report.getModel(), new Arrival(report, now));
        }
      }
    }
    return arrived;
  }

  /** By model, its newest row; all that is readable now. */
  Map<String, Published> models() {
    Map<TopicPartition, Long> ends = models.endOffsets(models.assignment());
    while (ends.entrySet().stream().anyMatch(e -> models.position(e.getKey()) < e.getValue())) {
      for (ConsumerRecord<byte[], byte[]> record : models.poll(POLL)) {
        if (record.value() != null) {
          FittedModel row = topics.models().value(record.value());
          newest.put(row.getModel(), new Published(row.getModelVersion(), row.getLastWeek()));
        }
      }
    }
    return Map.copyOf(newest);
  }

  /** Published reports read so far, of any week. */
  long published() {
    return published;
  }

  /** Reports read so far of requests that published nothing, in words. */
  List<String> unpublished() {
    return List.copyOf(unpublished);
  }

  @Override
  public void close() {
    reports.close();
    models.close();
  }
}
