package dev.freshet.ops;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What brokers know of topics and of the groups that read them. Every question may end in a {@link
 * org.apache.kafka.common.KafkaException}.
 */
interface Offsets extends AutoCloseable {
  /** How many partitions each topic has. */
  Map<String, Integer> partitions(Collection<String> topics);

  /** First offset of each partition that has not been deleted. */
  Map<TopicPartition, Long> beginnings(Collection<TopicPartition> partitions);

  /** End of what is committed in each partition. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions);

  /** Where the group goes on in each partition that it has read. */
  Map<TopicPartition, Long> committed(String group);

  /**
   * Looks into partitions for records that can be read.
   *
   * @param from where to look from
   * @param goals where the look may end
   * @return by partition without such records from there on, up to where it is known to have none
   */
  Map<TopicPartition, Long> withoutRecords(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> goals);

  /** Ends what waits for an answer; may be called from another thread, instead of closing. */
  void stop();

  @Override
  void close();
}
