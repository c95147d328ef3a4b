package dev.freshet.topic;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Headers of {@code mmm.dead-letters}: why a record was put aside and where it came from. Key and
 * value of a dead letter are the original bytes, and the original headers are kept.
 */
public final class DeadLetters {
  /** Short code of the reason, for counting. */
  public static final String REASON = "freshet.reason";

  /** The reason in words: what is wrong and what to do. */
  public static final String DETAIL = "freshet.detail";

  /** Topic the record was read from. */
  public static final String TOPIC = "freshet.topic";

  /** Partition it was read from, decimal. */
  public static final String PARTITION = "freshet.partition";

  /** Offset it was read from, decimal. */
  public static final String OFFSET = "freshet.offset";

  /** Timestamp of the record, milliseconds since the epoch, decimal. */
  public static final String TIMESTAMP = "freshet.timestamp";

  private DeadLetters() {}

  /** The original headers and those of a dead letter. */
  public static Headers headers(
      Headers original,
      String reason,
      String detail,
      String topic,
      int partition,
      long offset,
      long timestamp) {
    Headers headers = new RecordHeaders(original.toArray());
    put(headers, REASON, reason);
    put(headers, DETAIL, detail);
    put(headers, TOPIC, topic);
    put(headers, PARTITION, Integer.toString(partition));
    put(headers, OFFSET, Long.toString(offset));
    put(headers, TIMESTAMP, Long.toString(timestamp));
    return headers;
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
