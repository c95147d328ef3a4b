package dev.freshet.ops;

import dev.freshet.avro.WeeklyObservation;
import dev.freshet.topic.Keys;
import dev.freshet.topic.ModelPartitioner;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what the ledger has published of a model: the newest row of each week. */
public final class PublishedWeeks {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private PublishedWeeks() {}

  /**
   * The model's weeks by their first day.
   *
   * @throws IllegalStateException if the brokers do not give all of them within a minute
   */
  public static SortedMap<LocalDate, WeeklyObservation> of(
      String model, ServiceConfig.Cluster cluster, Topics topics) {
    Map<String, Object> settings = new HashMap<>(cluster.kafkaClient());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    Topic<String, WeeklyObservation> weekly = topics.weekly();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      int partitions = consumer.partitionsFor(weekly.name()).size();
      TopicPartition place =
          new TopicPartition(weekly.name(), ModelPartitioner.partition(model, partitions));
      consumer.assign(List.of(place));
      consumer.seekToBeginning(List.of(place));
      long end = consumer.endOffsets(List.of(place)).get(place);
      long deadline = System.nanoTime() + TIMEOUT.toNanos();
      SortedMap<LocalDate, WeeklyObservation> weeks = new TreeMap<>();
      while (consumer.position(place) < end) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%s: not all published weeks came within %d s; try again when the brokers answer"
                  .formatted(weekly.name(), TIMEOUT.toSeconds()));
        }
        consumer.poll(Duration.ofMillis(200)).forEach(row -> take(row, model, weekly, weeks));
      }
      return weeks;
    }
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> row,
      String model,
      Topic<String, WeeklyObservation> weekly,
      Map<LocalDate, WeeklyObservation> weeks) {
    String key = new String(row.key(), StandardCharsets.UTF_8);
    if (!Keys.modelOf(key).equals(model)) {
      return;
    }
    LocalDate week = LocalDate.parse(key.substring(key.indexOf(Keys.SEPARATOR) + 1));
    if (row.value() == null) {
      weeks.remove(week);
    } else {
      weeks.put(week, weekly.value(row.value()));
    }
  }
}
