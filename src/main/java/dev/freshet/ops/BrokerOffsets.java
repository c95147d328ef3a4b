package dev.freshet.ops;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Asks the brokers. For use by one thread. */
final class BrokerOffsets implements Offsets {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int TIMEOUT_SECONDS = 20;

  private final Admin admin;
  private final Consumer<byte[], byte[]> reader;

  /**
   * @param reader reads committed records only; closed with this, as {@code admin} is
   */
  BrokerOffsets(Admin admin, Consumer<byte[], byte[]> reader) {
    this.admin = admin;
    this.reader = reader;
  }

  @Override
  public Map<String, Integer> partitions(Collection<String> topics) {
    return await(admin.describeTopics(topics).allTopicNames()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().partitions().size()));
  }

  @Override
  public Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.earliest());
  }

  @Override
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec spec) {
    return await(
            admin
                .listOffsets(
                    partitions.stream().collect(Collectors.toMap(p -> p, p -> spec)),
                    new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all())
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
  }

  @Override
  public Map<TopicPartition, Long> committed(String group) {
    Map<TopicPartition, Long> committed = new HashMap<>();
    await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                committed.put(partition, offset.offset());
              }
            });
    return committed;
  }

  @Override
  public Map<TopicPartition, Long> withoutRecords(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> goals) {
    reader.assign(from.keySet());
    from.forEach(reader::seek);
    Set<TopicPartition> open = new HashSet<>(from.keySet());
    Set<TopicPartition> filled = new HashSet<>();
    long deadline = System.nanoTime() + LOOK.toNanos();
    while (!open.isEmpty() && System.nanoTime() < deadline) {
      Set<TopicPartition> found = reader.poll(POLL).partitions();
      // So that a partition full of records does not keep the others from being fetched.
      reader.pause(found);
      filled.addAll(found);
      open.removeAll(found);
      open.removeIf(partition -> reader.position(partition) >= goals.get(partition));
    }
    return from.keySet().stream()
        .filter(partition -> !filled.contains(partition))
        .collect(Collectors.toMap(partition -> partition, reader::position));
  }

  @Override
  public void stop() {
    admin.close(Duration.ZERO);
  }

  @Override
  public void close() {
    reader.close(CloseOptions.timeout(Duration.ZERO));
    stop();
  }

  private static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new org.apache.kafka.common.errors.TimeoutException(
          "no answer from the brokers within " + TIMEOUT_SECONDS + " s", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
