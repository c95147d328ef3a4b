package dev.freshet.ops;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a group has read, as its committed offsets and what it never will commit show.
 *
 * <p>A group commits nothing over what has been deleted, and may commit nothing over aborted
 * records and marks of transactions. So a partition in which a group stands still is looked into.
 */
final class Progress {
  /** Looks without a move after which a group stands still. */
  static final int STILL = 4;

  /**
   * A group that has not come to its goal.
   *
   * @param at where it stands
   * @param looks how often it was seen there since somebody looked into the partition
   * @param until up to where there is nothing to read from there
   */
  private record Stand(long at, int looks, long until) {}

  private final String group;
  private final Offsets offsets;
  private final Map<TopicPartition, Stand> stands = new HashMap<>();

  Progress(String group, Offsets offsets) {
    this.group = group;
    this.offsets = offsets;
  }

  /**
   * Up to where the group has read the partitions that have goals, or they have nothing to read.
   */
  Map<TopicPartition, Long> upTo(Map<TopicPartition, Long> goals) {
    Map<TopicPartition, Long> committed = offsets.committed(group);
    Map<TopicPartition, Long> read = new HashMap<>();
    goals.keySet().forEach(place -> read.put(place, committed.getOrDefault(place, -1L)));
    Map<TopicPartition, Long> behind = behind(read, goals);
    if (!behind.isEmpty()) {
      offsets.beginnings(behind.keySet()).forEach((place, at) -> read.merge(place, at, Math::max));
      behind = behind(read, goals);
    }
    behind.forEach((place, at) -> read.put(place, stand(place, at).until()));
    Map<TopicPartition, Long> still = behind(read, goals);
    still.keySet().removeIf(place -> stands.get(place).looks() < STILL);
    if (!still.isEmpty()) {
      still.replaceAll((place, until) -> stands.get(place).at());
      Map<TopicPartition, Long> empty = offsets.withoutRecords(still, goals);
      still.forEach(
          (place, at) -> stands.put(place, new Stand(at, 0, empty.getOrDefault(place, at))));
      read.putAll(empty);
    }
    stands.keySet().retainAll(behind.keySet());
    return read;
  }

  private Stand stand(TopicPartition place, long at) {
    Stand last = stands.get(place);
    Stand now =
        last != null && last.at() == at
            ? new Stand(at, last.looks() + 1, last.until())
            : new Stand(at, 0, at);
    stands.put(place, now);
    return now;
  }

  private static Map<TopicPartition, Long> behind(
      Map<TopicPartition, Long> read, Map<TopicPartition, Long> goals) {
    return read.entrySet().stream()
        .filter(e -> e.getValue() < goals.get(e.getKey()))
        .collect(
            Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, HashMap::new));
  }
}
