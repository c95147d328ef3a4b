package dev.freshet.cli;

import dev.freshet.ops.ModelRecords;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Compares the weekly sums that a ledger publishes with those that they must come to. */
final class PublishedSums {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private PublishedSums() {}

  /**
   * Waits until all are right, a minute at most: rows are published once a flush interval.
   *
   * @param expected by key of the weekly topic, then variable: micros
   * @return how many rows are wrong or missing
   */
  static long wrong(
      ServiceConfig.Cluster cluster, Topics topics, Map<String, Map<String, Long>> expected)
      throws InterruptedException {
    long[] wrong = new long[1];
    Polling.until(
        () -> {
          Map<String, Map<String, Long>> found = read(cluster, topics);
          wrong[0] =
              expected.entrySet().stream()
                  .filter(e -> !e.getValue().equals(found.get(e.getKey())))
                  .count();
          return wrong[0] == 0;
        },
        PATIENCE);
    return wrong[0];
  }

  private static Map<String, Map<String, Long>> read(ServiceConfig.Cluster cluster, Topics topics) {
    Map<String, Map<String, Long>> found = new TreeMap<>();
    ModelRecords.readAll(
        cluster,
        topics.weekly(),
        record -> {
          Map<String, Long> sums = new TreeMap<>();
          topics
              .weekly()
              .value(record.value())
              .getVariables()
              .forEach(v -> sums.put(v.getVariable(), v.getAmountMicros()));
          found.put(ModelRecords.key(record), sums);
        });
    return found;
  }
}
