package dev.freshet.failures;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.Contribution;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.ResponseCurve;
import dev.freshet.avro.SpendWeek;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads all outputs, read_committed, from before the first event until after the last, tells the
 * witness, and keeps the newest value of each key as any reader would.
 */
final class WitnessReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration QUIET = Duration.ofSeconds(3);

  /** What becomes of a value. */
  private interface Telling<V> {
    void tell(String key, V value, byte[] bytes);
  }

  private final ServiceConfig.Cluster cluster;
  private final Topics topics;
  private final Witness witness = new Witness();
  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions = new ArrayList<>();
  private final Map<String, Map<String, Object>> tables = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
  private final AtomicLong records = new AtomicLong();
  private volatile long newestNanos = System.nanoTime();
  private volatile Throwable failure;
  private volatile boolean closed;
  private final Thread thread = new Thread(this::read, "witness");

  /** Starts reading; the topics must be there. */
  WitnessReader(ServiceConfig.Cluster cluster, Topics topics) {
    this.cluster = cluster;
    this.topics = topics;
    consumer = consumer("read_committed");
    for (Topic<?, ?> topic :
        List.of(
            topics.weekly(),
            topics.refreshRequests(),
            topics.rebuildRequests(),
            topics.refreshes(),
            topics.status(),
            topics.models(),
            topics.contributions(),
            topics.roi(),
            topics.curves(),
            topics.spendWeeks(),
            topics.deadLetters())) {
      tables.put(topic.name(), new ConcurrentHashMap<>());
      consumer
          .partitionsFor(topic.name())
          .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.start();
  }

  private Consumer<byte[], byte[]> consumer(String isolation) {
    Map<String, Object> settings = new HashMap<>(cluster.kafkaClient());
    settings.put("isolation.level", isolation);
    settings.put("max.poll.records", 5000);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Witness witness() {
    return witness;
  }

  /** Records read so far. */
  long records() {
    return records.get();
  }

  /**
   * A moment in the flow: waits until so many more records have been read, or none has come for 3
   * s.
   */
  void awaitMore(long more) {
    long target = records() + more;
    long start = System.nanoTime();
    Waiting.until(
        more + " more records",
        () ->
            records() >= target
                || System.nanoTime() - Math.max(start, newestNanos) > QUIET.toNanos());
  }

  /** Newest value of each key; tombstoned keys left out. */
  <V> Map<String, V> table(Topic<String, V> topic) {
    Map<String, V> table = new TreeMap<>();
    tables
        .get(topic.name())
        .forEach(
            (key, value) -> {
              @SuppressWarnings("unchecked") // tell(topic, ...) put a V there
              V typed = (V) value;
              table.put(key, typed);
            });
    return table;
  }

  /** Fails if reading broke off: then the witness has heard nothing since. */
  void throwFailure() {
    if (failure != null) {
      throw new AssertionError("the witness broke off", failure);
    }
  }

  /**
   * Waits until no transaction is open and all that is committed has been read; nothing may be
   * writing any more.
   *
   * @return records of aborted transactions on these topics, which were hidden
   */
  long awaitAll() {
    try (Consumer<byte[], byte[]> committed = consumer("read_committed");
        Consumer<byte[], byte[]> uncommitted = consumer("read_uncommitted")) {
      Waiting.until(
          "the witness has read all",
          () -> {
            throwFailure();
            Map<TopicPartition, Long> ends = uncommitted.endOffsets(partitions);
            Map<TopicPartition, Long> stable = committed.endOffsets(partitions);
            return stable.equals(ends)
                && partitions.stream().allMatch(p -> positions.getOrDefault(p, 0L) >= ends.get(p));
          });
      Map<TopicPartition, Long> ends = uncommitted.endOffsets(partitions);
      uncommitted.assign(partitions);
      uncommitted.seekToBeginning(partitions);
      long all = 0;
      while (partitions.stream().anyMatch(p -> uncommitted.position(p) < ends.get(p))) {
        all += uncommitted.poll(POLL).count();
      }
      return all - records();
    }
  }

  private void read() {
    try (consumer) {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          accept(record);
          records.incrementAndGet();
          newestNanos = System.nanoTime();
        }
        for (TopicPartition partition : partitions) {
          positions.put(partition, consumer.position(partition));
        }
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    String topic = record.topic();
    if (topic.equals(topics.deadLetters().name())) {
      witness.deadLetter(words(record));
    } else if (topic.equals(topics.weekly().name())) {
      tell(record, topics.weekly(), (String k, WeeklyObservation v, byte[] b) -> witness.week(v));
    } else if (topic.equals(topics.refreshRequests().name())) {
      tell(
          record,
          topics.refreshRequests(),
          (String k, RefreshRequest v, byte[] b) -> witness.request(v));
    } else if (topic.equals(topics.rebuildRequests().name())) {
      tell(
          record,
          topics.rebuildRequests(),
          (String k, RefreshRequest v, byte[] b) -> witness.request(v));
    } else if (topic.equals(topics.refreshes().name())) {
      tell(record, topics.refreshes(), (String k, RefreshReport v, byte[] b) -> witness.report(v));
    } else if (topic.equals(topics.status().name())) {
      tell(record, topics.status(), (String k, ModelStatus v, byte[] b) -> witness.status(v));
    } else if (topic.equals(topics.models().name())) {
      tell(record, topics.models(), (String k, FittedModel v, byte[] b) -> witness.model(v));
    } else if (topic.equals(topics.contributions().name())) {
      tell(
          record,
          topics.contributions(),
          (String k, Contribution v, byte[] b) ->
              witness.row(Witness.Kind.CONTRIBUTION, k, v.getModelVersion(), b));
    } else if (topic.equals(topics.roi().name())) {
      tell(
          record,
          topics.roi(),
          (String k, ChannelRoi v, byte[] b) ->
              witness.row(Witness.Kind.ROI, k, v.getModelVersion(), b));
    } else if (topic.equals(topics.curves().name())) {
      tell(
          record,
          topics.curves(),
          (String k, ResponseCurve v, byte[] b) ->
              witness.row(Witness.Kind.CURVE, k, v.getModelVersion(), b));
    } else {
      tell(
          record,
          topics.spendWeeks(),
          (String k, SpendWeek v, byte[] b) ->
              witness.row(Witness.Kind.SPEND_WEEK, k, v.getModelVersion(), b));
    }
  }

  private <V> void tell(
      ConsumerRecord<byte[], byte[]> record, Topic<String, V> topic, Telling<V> telling) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      tables.get(topic.name()).remove(key);
    } else {
      V value = topic.value(record.value());
      tables.get(topic.name()).put(key, value);
      telling.tell(key, value, record.value());
    }
  }

  private static String words(ConsumerRecord<byte[], byte[]> record) {
    List<String> words = new ArrayList<>();
    for (String name : List.of(DeadLetters.REASON, DeadLetters.DETAIL, DeadLetters.TOPIC)) {
      Header header = record.headers().lastHeader(name);
      words.add(header == null ? "?" : new String(header.value(), StandardCharsets.UTF_8));
    }
    return String.join(", ", words);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
