package dev.freshet.ops;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Brokers whose topics and groups are as told. */
final class FakeOffsets implements Offsets {
  final Map<String, Integer> partitions = new HashMap<>();
  final Map<TopicPartition, Long> beginnings = new HashMap<>();
  final Map<TopicPartition, Long> ends = new HashMap<>();

  /** Partitions in which nothing but aborted records stands behind what is committed. */
  final Set<TopicPartition> aborted = new HashSet<>();

  private final Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
  int looks;

  /** What every question ends in; null for an answer. */
  volatile KafkaException fault;

  volatile int faults;
  volatile boolean closed;

  void topic(String name, int number) {
    partitions.put(name, number);
  }

  void end(String topic, int partition, long offset) {
    ends.put(new TopicPartition(topic, partition), offset);
  }

  void commit(String group, String topic, int partition, long offset) {
    committed
        .computeIfAbsent(group, g -> new HashMap<>())
        .put(new TopicPartition(topic, partition), offset);
  }

  @Override
  public Map<String, Integer> partitions(Collection<String> topics) {
    answer();
    return topics.stream().collect(Collectors.toMap(t -> t, partitions::get));
  }

  @Override
  public Map<TopicPartition, Long> beginnings(Collection<TopicPartition> places) {
    answer();
    return places.stream().collect(Collectors.toMap(p -> p, p -> beginnings.getOrDefault(p, 0L)));
  }

  @Override
  public Map<TopicPartition, Long> ends(Collection<TopicPartition> places) {
    answer();
    return places.stream().collect(Collectors.toMap(p -> p, p -> ends.getOrDefault(p, 0L)));
  }

  @Override
  public Map<TopicPartition, Long> committed(String group) {
    answer();
    return new HashMap<>(committed.getOrDefault(group, Map.of()));
  }

  @Override
  public Map<TopicPartition, Long> withoutRecords(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> goals) {
    answer();
    looks++;
    Map<TopicPartition, Long> empty = new HashMap<>(goals);
    empty.keySet().retainAll(from.keySet());
    empty.keySet().retainAll(aborted);
    return empty;
  }

  @Override
  public void stop() {
    closed = true;
  }

  @Override
  public void close() {
    closed = true;
  }

  private void answer() {
    KafkaException thrown = fault;
    if (thrown != null) {
      faults++;
      throw thrown;
    }
  }
}
