package dev.freshet.topic;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Notes what settings Kafka's clients are made with; each client makes one of these for itself.
 * Hands out settings to try, which no client of Freshet overwrites.
 */
public final class RecordedClients implements MetricsReporter {
  private static final String NAME = "freshet.test.recorded";
  private static final Map<String, List<Map<String, Object>>> MADE = new ConcurrentHashMap<>();

  /**
   * Settings of each kind of client.
   *
   * @param name who asks; what was made is found again by it
   */
  public static Map<String, Object> settings(String name) {
    return Map.ofEntries(
        Map.entry("bootstrap.servers", "127.0.0.1:1"),
        Map.entry("metric.reporters", RecordedClients.class.getName()),
        Map.entry(NAME, name),
        Map.entry("request.timeout.ms", "11000"),
        Map.entry("consumer.request.timeout.ms", "12000"),
        Map.entry("producer.request.timeout.ms", "13000"),
        Map.entry("admin.request.timeout.ms", "14000"),
        Map.entry("consumer.session.timeout.ms", "15000"),
        Map.entry("fetch.max.bytes", "16000"),
        Map.entry("compression.type", "zstd"),
        Map.entry("producer.linger.ms", "17"),
        Map.entry("producer.max.block.ms", "18000"),
        Map.entry("transaction.timeout.ms", "19000"));
  }

  /** What a consumer gets of them. */
  public static Map<String, Object> ofConsumer() {
    return Map.of(
        "request.timeout.ms", "12000", "session.timeout.ms", "15000", "fetch.max.bytes", "16000");
  }

  /** What a producer gets of them. */
  public static Map<String, Object> ofProducer() {
    return Map.of(
        "request.timeout.ms",
        "13000",
        "compression.type",
        "zstd",
        "linger.ms",
        "17",
        "max.block.ms",
        "18000",
        "transaction.timeout.ms",
        "19000");
  }

  /** What an admin client gets of them. */
  public static Map<String, Object> ofAdmin() {
    return Map.of("request.timeout.ms", "14000");
  }

  /** Settings of the clients that were made under a name, in turn. */
  public static List<Map<String, Object>> made(String name) {
    return MADE.getOrDefault(name, List.of());
  }

  @Override
  public void configure(Map<String, ?> configs) {
    MADE.computeIfAbsent(String.valueOf(configs.get(NAME)), n -> new CopyOnWriteArrayList<>())
        .add(Map.copyOf(configs));
  }

  @Override
  public void init(List<KafkaMetric> metrics) {}

  @Override
  public void metricChange(KafkaMetric metric) {}

  @Override
  public void metricRemoval(KafkaMetric metric) {}

  @Override
  public void close() {}
}
