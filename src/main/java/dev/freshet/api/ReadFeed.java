package dev.freshet.api;

import dev.freshet.config.ClientKind;
import dev.freshet.registry.RegistryUnavailableException;
import dev.freshet.topic.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Reads all published topics into the read model, in a thread of its own and in no group: each
 * instance has the whole of it. After trouble it starts again from the offsets of the read model.
 */
final class ReadFeed implements AutoCloseable {
  static final String BEHIND = "freshet.api.behind";

  private static final Logger LOG = LogManager.getLogger(ReadFeed.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

  /** How long what was read may wait for the registry before readers are sent elsewhere. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MAX_RECORDS = 2_000;
  private static final int MAX_FETCH_BYTES = 16 << 20;

  private final ReadModel model;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final MeterRegistry meters;
  private final Duration patience;
  private final Thread thread = new Thread(this::keepReading, "freshet-api-feed");
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Consumer<byte[], byte[]> reading;
  private volatile long behind;
  private volatile boolean caughtUp;

  /**
   * @param consumers makes the consumer, at the start and after trouble: see {@link #consumer}
   */
  ReadFeed(ReadModel model, Supplier<Consumer<byte[], byte[]>> consumers, MeterRegistry meters) {
    this(model, consumers, meters, PATIENCE);
  }

  ReadFeed(
      ReadModel model,
      Supplier<Consumer<byte[], byte[]>> consumers,
      MeterRegistry meters,
      Duration patience) {
    this.model = model;
    this.consumers = consumers;
    this.meters = meters;
    this.patience = patience;
    Gauge.builder(BEHIND, this, f -> f.behind)
        .description("Offsets of published topics that the read model has still to read")
        .register(meters);
  }

  void start() {
    thread.start();
  }

  /** Whether it works, or is about to start again after trouble. */
  boolean alive() {
    return thread.isAlive();
  }

  /**
   * Whether all that was published when it began has been read, and reading goes on: false, too,
   * while it has waited long for the registry.
   */
  boolean caughtUp() {
    return caughtUp;
  }

  private void keepReading() {
    Duration pause = PAUSE;
    while (!closed()) {
      try (Consumer<byte[], byte[]> consumer = consumers.get();
          KafkaClientMetrics clientMetrics = new KafkaClientMetrics(consumer)) {
        clientMetrics.bindTo(meters);
        reading = consumer;
        read(consumer);
        pause = PAUSE;
      } catch (WakeupException e) {
        LOG.debug("The read model stops reading");
      } catch (Exception e) {
        if (!closed()) {
          LOG.warn("The read model's reading ended; it goes on in {} s", pause.toSeconds(), e);
          await(pause);
          pause = pause.multipliedBy(2);
          pause = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
        }
      } finally {
        caughtUp = false;
        reading = null;
      }
    }
  }

  /** A consumer in no group, which says when its place is gone. */
  static Consumer<byte[], byte[]> consumer(Map<String, Object> client) {
    Map<String, Object> settings = ClientKind.CONSUMER.of(client);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_RECORDS);
    settings.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MAX_FETCH_BYTES);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "freshet-api");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void read(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<String, ?> topic : model.sources()) {
      consumer.partitionsFor(topic.name()).stream()
          .map(p -> new TopicPartition(p.topic(), p.partition()))
          .forEach(partitions::add);
    }
    consumer.assign(partitions);
    for (TopicPartition partition : partitions) {
      OptionalLong offset = model.offset(partition);
      if (offset.isPresent()) {
        consumer.seek(partition, offset.getAsLong());
      } else {
        consumer.seekToBeginning(List.of(partition));
      }
    }
    // Under read_committed these are the last stable offsets.
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (!closed()) {
      poll(consumer);
      behind = lag(consumer);
      if (!caughtUp) {
        caughtUp = partitions.stream().allMatch(p -> consumer.position(p) >= ends.get(p));
      }
    }
  }

  private static long lag(Consumer<byte[], byte[]> consumer) {
    return consumer.assignment().stream().mapToLong(p -> consumer.currentLag(p).orElse(0)).sum();
  }

  private void poll(Consumer<byte[], byte[]> consumer) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try {
      consumer.poll(POLL).forEach(records::add);
    } catch (OffsetOutOfRangeException e) {
      goOnElsewhere(consumer, e.offsetOutOfRangePartitions().keySet());
      return;
    }
    Map<TopicPartition, Long> positions = new HashMap<>();
    consumer.assignment().forEach(p -> positions.put(p, consumer.position(p)));
    behind = records.size() + lag(consumer);
    long start = System.nanoTime();
    while (!closed()) {
      try {
        model.apply(records, positions);
        return;
      } catch (RegistryUnavailableException e) {
        LOG.warn("The read model waits: {}", e.getMessage());
        caughtUp = caughtUp && System.nanoTime() - start < patience.toNanos();
        await(PAUSE);
      }
    }
  }

  /** Old reports may be gone; a compacted topic loses no offset unless it was made anew. */
  private void goOnElsewhere(Consumer<byte[], byte[]> consumer, Set<TopicPartition> lost) {
    Set<String> compacted =
        model.sources().stream()
            .filter(t -> t.retention() == Topic.Retention.COMPACT)
            .map(Topic::name)
            .collect(Collectors.toSet());
    if (lost.stream().noneMatch(p -> compacted.contains(p.topic()))) {
      consumer.seekToBeginning(lost);
      return;
    }
    model.clear("its place is gone from " + lost);
    consumer.seekToBeginning(consumer.assignment());
    caughtUp = false;
  }

  private boolean closed() {
    return closed.getCount() == 0;
  }

  private void await(Duration longest) {
    try {
      closed.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops reading, waiting so long at the most. */
  void close(Duration timeout) {
    closed.countDown();
    Consumer<byte[], byte[]> consumer = reading;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(Math.max(1, timeout.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }
}
