package dev.freshet.topic;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Sends every key of a model to one partition: Kafka's murmur2 over the bytes of the key's model
 * part, so that a key without further parts lands where Kafka's own partitioner puts it.
 *
 * <p>Serves plain producers ({@code partitioner.class}) and sinks of topologies alike.
 */
public final class ModelPartitioner implements Partitioner, StreamPartitioner<String, Object> {

  /** Partition of {@code key} among {@code partitions} (at least 1). */
  public static int partition(String key, int partitions) {
    byte[] model = Keys.modelOf(key).getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(model)) % partitions;
  }

  @Override
  public int partition(
      String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
    int partitions = cluster.partitionsForTopic(topic).size();
    if (keyBytes == null) {
      throw new IllegalArgumentException("a record for " + topic + " needs a key: the model");
    }
    return partition(new String(keyBytes, StandardCharsets.UTF_8), partitions);
  }

  @Override
  public Optional<Set<Integer>> partitions(
      String topic, String key, Object value, int numPartitions) {
    return Optional.of(Set.of(partition(key, numPartitions)));
  }

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void close() {}
}
