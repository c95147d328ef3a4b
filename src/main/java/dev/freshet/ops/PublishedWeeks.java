package dev.freshet.ops;

import dev.freshet.avro.WeeklyObservation;
import dev.freshet.topic.Keys;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what the ledger has published of a model: the newest row of each week. */
public final class PublishedWeeks {

  private PublishedWeeks() {}

  /**
   * The model's weeks by their first day.
   *
   * @throws IllegalStateException if the brokers do not give all of them within a minute
   */
  public static SortedMap<LocalDate, WeeklyObservation> of(
      String model, ServiceConfig.Cluster cluster, Topics topics) {
    SortedMap<LocalDate, WeeklyObservation> weeks = new TreeMap<>();
    ModelRecords.read(model, cluster, topics.weekly(), row -> take(row, topics.weekly(), weeks));
    return weeks;
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> row,
      Topic<String, WeeklyObservation> weekly,
      Map<LocalDate, WeeklyObservation> weeks) {
    String key = ModelRecords.key(row);
    LocalDate week = LocalDate.parse(key.substring(key.indexOf(Keys.SEPARATOR) + 1));
    if (row.value() == null) {
      weeks.remove(week);
    } else {
      weeks.put(week, weekly.value(row.value()));
    }
  }
}
