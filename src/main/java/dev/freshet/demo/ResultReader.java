package dev.freshet.demo;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.Contribution;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.ResponseCurve;
import dev.freshet.avro.SpendWeek;
import dev.freshet.config.ClientKind;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads results as any consumer does (read_committed) and hands out each refresh once the last of
 * its rows is readable.
 */
public final class ResultReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  /**
   * A refresh whose rows are all there.
   *
   * @param report how it ended
   * @param roi its ROI rows, in the order they were published
   * @param readableAt when its last row was read
   */
  public record Refresh(RefreshReport report, List<ChannelRoi> roi, Instant readableAt) {
    public Refresh {
      roi = List.copyOf(roi);
    }

    /** From the week's close until the last row was readable. */
    public Duration lag() {
      return Duration.between(report.getClosedAt(), readableAt);
    }
  }

  /** Rows of one version that have been read, and its report. */
  private static final class Gathering {
    private final List<ChannelRoi> roi = new ArrayList<>();
    private int rows;
    private RefreshReport report;

    boolean complete() {
      return report != null && rows >= report.getRows();
    }
  }

  private final Topics topics;
  private final Clock clock;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Gathering> gathering = new HashMap<>();
  private final Deque<Refresh> complete = new ArrayDeque<>();
  private final Map<String, Integer> deadLetters = new TreeMap<>();
  private final List<RefreshReport> unpublished = new ArrayList<>();

  public ResultReader(ServiceConfig.Cluster cluster, Topics topics, Clock clock) {
    this.topics = topics;
    this.clock = clock;
    Map<String, Object> settings = cluster.client(ClientKind.CONSUMER);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?, ?> topic :
        List.of(
            topics.roi(),
            topics.contributions(),
            topics.curves(),
            topics.spendWeeks(),
            topics.models(),
            topics.refreshes(),
            topics.deadLetters())) {
      consumer
          .partitionsFor(topic.name())
          .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** The next refresh whose rows are all readable, or empty when none is within the time. */
  public Optional<Refresh> next(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (complete.isEmpty() && System.nanoTime() < deadline) {
      poll();
    }
    return Optional.ofNullable(complete.poll());
  }

  /** Dead letters read so far, by reason. */
  public Map<String, Integer> deadLetters() {
    return Map.copyOf(deadLetters);
  }

  /** Reports read so far of requests that published nothing. */
  public List<RefreshReport> unpublished() {
    return List.copyOf(unpublished);
  }

  private void poll() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      accept(record);
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    String topic = record.topic();
    if (topic.equals(topics.deadLetters().name())) {
      deadLetters.merge(reason(record), 1, Integer::sum);
    } else if (record.value() == null) {
      return;
    } else if (topic.equals(topics.roi().name())) {
      ChannelRoi row = topics.roi().value(record.value());
      Gathering set = set(row.getModel(), row.getModelVersion());
      set.roi.add(row);
      count(set);
    } else if (topic.equals(topics.contributions().name())) {
      Contribution row = topics.contributions().value(record.value());
      count(set(row.getModel(), row.getModelVersion()));
    } else if (topic.equals(topics.curves().name())) {
      ResponseCurve row = topics.curves().value(record.value());
      count(set(row.getModel(), row.getModelVersion()));
    } else if (topic.equals(topics.spendWeeks().name())) {
      SpendWeek row = topics.spendWeeks().value(record.value());
      count(set(row.getModel(), row.getModelVersion()));
    } else if (topic.equals(topics.models().name())) {
      FittedModel row = topics.models().value(record.value());
      count(set(row.getModel(), row.getModelVersion()));
    } else {
      report(topics.refreshes().value(record.value()));
    }
  }

  private void report(RefreshReport report) {
    if (report.getOutcome() != RefreshOutcome.PUBLISHED) {
      unpublished.add(report);
      return;
    }
    Gathering set = set(report.getModel(), report.getModelVersion());
    set.report = report;
    finish(set);
  }

  private void count(Gathering set) {
    set.rows++;
    finish(set);
  }

  private void finish(Gathering set) {
    if (set.complete()) {
      complete.add(new Refresh(set.report, set.roi, clock.instant()));
      gathering.remove(key(set.report.getModel(), set.report.getModelVersion()));
    }
  }

  private Gathering set(String model, String version) {
    return gathering.computeIfAbsent(key(model, version), k -> new Gathering());
  }

  private static String key(String model, String version) {
    return model + "|" + version;
  }

  private static String reason(ConsumerRecord<byte[], byte[]> record) {
    var header = record.headers().lastHeader(DeadLetters.REASON);
    return header == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
