package dev.freshet.topic;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The form of {@code mmm.dead-letters}: key and value of a letter are the original bytes, the
 * original headers are kept, and further headers say why the record was put aside and where it came
 * from.
 *
 * <p>Besides letters the topic holds marks, records without key and value that name a record which
 * has been replayed. A letter of a replayed record says how often that was done.
 */
public final class DeadLetters {
  /** Short code of the reason, for counting. */
  public static final String REASON = "freshet.reason";

  /** The reason in words: what is wrong and what to do. */
  public static final String DETAIL = "freshet.detail";

  /** Application that put the record aside. */
  public static final String APPLICATION = "freshet.application";

  /** Topic the record was read from. */
  public static final String TOPIC = "freshet.topic";

  /** Partition it was read from, decimal. */
  public static final String PARTITION = "freshet.partition";

  /** Offset it was read from, decimal. */
  public static final String OFFSET = "freshet.offset";

  /** Timestamp of the record, milliseconds since the epoch, decimal. */
  public static final String TIMESTAMP = "freshet.timestamp";

  /**
   * Size in bytes of a record too large to be kept, decimal: its letter has no key and no value.
   */
  public static final String OMITTED = "freshet.omitted";

  /** How often the record was replayed, decimal; travels with it. */
  public static final String REPLAYS = "freshet.replays";

  /** Place of the record before its first replay, {@link Place} in text; travels with it. */
  public static final String FIRST = "freshet.first";

  /** On a mark: the record that was replayed, {@link Place} in text. */
  public static final String REPLAYED = "freshet.replayed";

  /** Larger records are put aside without their bytes: with the headers they must fit 1 MiB. */
  public static final int MAX_BYTES = 896 << 10;

  private static final int MAX_DETAIL = 4 << 10;
  private static final List<String> OURS =
      List.of(
          REASON,
          DETAIL,
          APPLICATION,
          TOPIC,
          PARTITION,
          OFFSET,
          TIMESTAMP,
          OMITTED,
          REPLAYED,
          REPLAYS,
          FIRST);

  private DeadLetters() {}

  /**
   * Where a record stands.
   *
   * @param topic topic
   * @param partition partition
   * @param offset offset
   */
  public record Place(String topic, int partition, long offset) {

    /**
     * Reads {@link #toString()}'s form.
     *
     * @throws IllegalArgumentException if it is another
     */
    public static Place parse(String text) {
      String[] parts = text.split("/", -1);
      try {
        if (parts.length == 3 && !parts[0].isEmpty()) {
          return new Place(parts[0], Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new IllegalArgumentException(
          "'%s' is no place of a record: write topic/partition/offset, such as mmm.spend/3/1234"
              .formatted(text));
    }

    /** {@code topic/partition/offset}; topics have no slash in their names. */
    @Override
    public String toString() {
      return topic + '/' + partition + '/' + offset;
    }
  }

  /**
   * The letter of a record.
   *
   * @param original the record as read
   * @param application application that puts it aside
   * @param reason code of the reason
   * @param detail the reason in words
   * @param nowMillis when it is put aside: retention counts from then
   */
  public static Record<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> original,
      String application,
      String reason,
      String detail,
      long nowMillis) {
    long bytes = bytes(original.key(), original.value(), original.headers());
    boolean kept = bytes <= MAX_BYTES;
    Headers headers = kept ? new RecordHeaders(original.headers().toArray()) : new RecordHeaders();
    put(headers, REASON, reason);
    put(headers, DETAIL, detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail);
    put(headers, APPLICATION, application);
    put(headers, TOPIC, original.topic());
    put(headers, PARTITION, Integer.toString(original.partition()));
    put(headers, OFFSET, Long.toString(original.offset()));
    put(headers, TIMESTAMP, Long.toString(original.timestamp()));
    headers.remove(REPLAYED);
    headers.remove(OMITTED);
    if (!kept) {
      put(headers, OMITTED, Long.toString(bytes));
    }
    return new Record<>(
        kept ? original.key() : null, kept ? original.value() : null, nowMillis, headers);
  }

  /** A record as it was read, put together again. */
  public static ConsumerRecord<byte[], byte[]> original(
      Place place, long timestampMillis, byte[] key, byte[] value, Headers headers) {
    return new ConsumerRecord<>(
        place.topic(),
        place.partition(),
        place.offset(),
        timestampMillis,
        TimestampType.NO_TIMESTAMP_TYPE,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        key,
        value,
        headers,
        Optional.empty());
  }

  /** Size of a record: key, value and headers; either of the former may be null. */
  public static long bytes(byte[] key, byte[] value, Headers headers) {
    long bytes = length(key) + length(value);
    for (Header header : headers) {
      bytes += header.key().length() + length(header.value());
    }
    return bytes;
  }

  private static long length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** Headers that a letter's record is sent with again: its own, and how often that was done. */
  public static Headers replayed(Headers letter, Place origin) {
    long replays = replays(letter) + 1;
    String first = text(letter, FIRST).orElse(origin.toString());
    Headers headers = new RecordHeaders(letter.toArray());
    OURS.forEach(headers::remove);
    put(headers, REPLAYS, Long.toString(replays));
    put(headers, FIRST, first);
    return headers;
  }

  /** Headers of a mark. */
  public static Headers mark(Place replayed) {
    Headers headers = new RecordHeaders();
    put(headers, REPLAYED, replayed.toString());
    return headers;
  }

  /** How often the record was replayed before. */
  public static long replays(Headers headers) {
    return number(headers, REPLAYS).orElse(0);
  }

  /** Where a letter's record was read; empty when its headers do not say. */
  public static Optional<Place> origin(Headers headers) {
    Optional<String> topic = text(headers, TOPIC);
    OptionalLong partition = number(headers, PARTITION);
    OptionalLong offset = number(headers, OFFSET);
    return topic.isPresent()
            && offset.isPresent()
            && partition.isPresent()
            && partition.getAsLong() <= Integer.MAX_VALUE
        ? Optional.of(new Place(topic.get(), (int) partition.getAsLong(), offset.getAsLong()))
        : Optional.empty();
  }

  /** Text of a header; empty when it is not there. */
  public static Optional<String> text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  /** Number in a header, 0 or more; empty when there is none. Anybody may write headers. */
  public static OptionalLong number(Headers headers, String name) {
    String text = text(headers, name).orElse("");
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name);
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
