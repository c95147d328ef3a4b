package dev.freshet.ops;

import dev.freshet.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.TopicConfig;

/** Settings that topics are created with. */
public final class TopicDefaults {
  /** For ever, as Kafka writes it. */
  static final String UNLIMITED = "-1";

  /** Requests and models stay under 900 KiB; Kafka's default leaves them little air. */
  private static final int MAX_MESSAGE_BYTES = 2 << 20;

  private static final int HEADER_BYTES = 64 << 10;
  private static final String THIRTY_DAYS = Long.toString(TimeUnit.DAYS.toMillis(30));
  private static final int COPIES_TO_SPARE_ONE = 3;
  private static final int IN_SYNC = 2;

  private TopicDefaults() {}

  /** Of a topic of Freshet's, by name. */
  public static Map<String, String> of(Topic<?, ?> topic, ServiceConfig.Layout layout) {
    Map<String, String> configs = new HashMap<>();
    // A dead letter is the record as read, and its headers.
    int room = topic.retention() == Topic.Retention.THIRTY_DAYS ? HEADER_BYTES : 0;
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES + room));
    leastInSync(layout.replication())
        .ifPresent(n -> configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(n)));
    switch (topic.retention()) {
      case COMPACT ->
          configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
      case THIRTY_DAYS -> configs.put(TopicConfig.RETENTION_MS_CONFIG, THIRTY_DAYS);
      case INPUT -> {
        configs.put(
            TopicConfig.RETENTION_MS_CONFIG,
            layout
                .inputRetention()
                .map(Duration::toMillis)
                .map(Object::toString)
                .orElse(UNLIMITED));
        configs.put(TopicConfig.RETENTION_BYTES_CONFIG, UNLIMITED);
      }
      case DELETE -> {
        // The cluster's retention holds.
      }
    }
    return configs;
  }

  /**
   * How many copies must have a record before it counts as written, where one copy may be away
   * without a halt. Kafka's default is one: what is acknowledged is lost with that broker.
   */
  static OptionalInt leastInSync(int replication) {
    return replication >= COPIES_TO_SPARE_ONE ? OptionalInt.of(IN_SYNC) : OptionalInt.empty();
  }
}
