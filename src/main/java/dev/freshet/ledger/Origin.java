package dev.freshet.ledger;

import dev.freshet.topic.DeadLetters;
import java.util.List;
import java.util.Objects;

/**
 * A record as it was read: its bytes and its place, so that a dead letter can give it back whole.
 *
 * @param topic topic it was read from
 * @param partition partition
 * @param offset offset
 * @param timestampMillis timestamp of the record, milliseconds since the epoch
 * @param key key bytes; null without a key
 * @param value value bytes; null for a tombstone
 * @param headers headers in their order
 */
record Origin(
    String topic,
    int partition,
    long offset,
    long timestampMillis,
    byte[] key,
    byte[] value,
    List<Header> headers) {
  Origin {
    Objects.requireNonNull(topic, "topic");
    headers = List.copyOf(headers);
  }

  /** Where it was read. */
  DeadLetters.Place place() {
    return new DeadLetters.Place(topic, partition, offset);
  }

  /** Size of key, value and headers. */
  long bytes() {
    long bytes = length(key) + length(value);
    for (Header header : headers) {
      bytes += header.name().length() + length(header.value());
    }
    return bytes;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** One header; its value may be null. */
  record Header(String name, byte[] value) {}
}
