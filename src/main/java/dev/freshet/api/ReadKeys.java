package dev.freshet.api;

import dev.freshet.topic.Keys;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.TopicPartition;

/**
 * Keys of the read model: a letter for the kind of entry, then the key that the topic has, so that
 * all of a model stands together.
 */
final class ReadKeys {
  static final byte[] LAYOUT = bytes("xlayout");
  static final byte[] SEEN = bytes("xseen");

  static final char STATUS = 't';
  static final char NEWEST = 'n';
  static final char SHOWN = 'm';
  static final char REPORT = 'h';
  static final char FLEET = 'f';
  static final char SPEC = 'd';
  static final char STAGED_ROW = 's';
  static final char SHOWN_ROW = 'p';
  private static final char COUNT = '#';
  private static final char STATE = 'z';
  private static final char OFFSET = 'o';

  private ReadKeys() {}

  /** Status, model row, line of the fleet, spec: one a model. */
  static byte[] of(char kind, String model) {
    return bytes(kind + model);
  }

  /** A row of a set, waiting for the others or shown. */
  static byte[] row(char kind, SetKind set, String topicKey) {
    return bytes("" + kind + set.letter() + topicKey);
  }

  /** All rows of a model's set begin so. */
  static byte[] rows(SetKind set, String model) {
    return row(SHOWN_ROW, set, model + Keys.SEPARATOR);
  }

  /** What a refresh of a version starts from. */
  static byte[] state(String model, String version) {
    return bytes(STATE + model + Keys.SEPARATOR + version);
  }

  /** Number of rows of a version that wait. */
  static byte[] count(String model, String version) {
    return bytes(COUNT + model + Keys.SEPARATOR + version);
  }

  static byte[] report(String model, long sequence) {
    return bytes(REPORT + model + Keys.SEPARATOR + "%019d".formatted(sequence));
  }

  /** Behind all reports of a model. */
  static byte[] behindReports(String model) {
    return bytes(REPORT + model + Keys.SEPARATOR + ":");
  }

  static byte[] offset(TopicPartition partition) {
    return bytes(OFFSET + partition.topic() + Keys.SEPARATOR + partition.partition());
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** What follows the letter. */
  static String textOf(byte[] key) {
    return new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
