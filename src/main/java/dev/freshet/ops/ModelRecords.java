package dev.freshet.ops;

import dev.freshet.config.ClientKind;
import dev.freshet.topic.Keys;
import dev.freshet.topic.ModelPartitioner;
import dev.freshet.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all that a topic retains of one model, in order, as any read_committed consumer would. */
public final class ModelRecords {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);

  private ModelRecords() {}

  /**
   * Hands on every retained record whose key is the model or begins with it.
   *
   * @throws IllegalStateException if the brokers do not give all of them within a minute
   */
  public static void read(
      String model,
      ServiceConfig.Cluster cluster,
      Topic<String, ?> topic,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    read(
        cluster,
        topic,
        partitions -> IntStream.of(ModelPartitioner.partition(model, partitions)),
        record -> {
          if (Keys.modelOf(key(record)).equals(model)) {
            each.accept(record);
          }
        });
  }

  /**
   * Hands on every retained record of all models.
   *
   * @throws IllegalStateException as above
   */
  public static void readAll(
      ServiceConfig.Cluster cluster,
      Topic<String, ?> topic,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    read(cluster, topic, partitions -> IntStream.range(0, partitions), each);
  }

  private static void read(
      ServiceConfig.Cluster cluster,
      Topic<String, ?> topic,
      IntFunction<IntStream> which,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<String, Object> settings = cluster.client(ClientKind.CONSUMER);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> places =
          which
              .apply(consumer.partitionsFor(topic.name()).size())
              .mapToObj(p -> new TopicPartition(topic.name(), p))
              .toList();
      consumer.assign(places);
      consumer.seekToBeginning(places);
      Map<TopicPartition, Long> ends = consumer.endOffsets(places);
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (places.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%s: not all records came within %d s; try again when the brokers answer"
                  .formatted(topic.name(), TIMEOUT.toSeconds()));
        }
        consumer.poll(POLL).forEach(each);
      }
    }
  }

  /** Key of a record as text. */
  public static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }
}
