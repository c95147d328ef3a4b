package dev.freshet.ledger;

import java.time.LocalDate;

/**
 * Keys of the ledger's stores: text, parts separated by {@code |}, the model first, so that all of
 * a model, or of its week, is one range.
 *
 * <p>Model, source, week and variable never hold a separator; an event id may, and stands last or
 * before the source.
 */
final class StoreKeys {
  private static final char AFTER_SEPARATOR = '|' + 1;

  private StoreKeys() {}

  static String entry(Identity id) {
    return id.model() + '|' + id.feed().letter() + '|' + id.source() + '|' + id.eventId();
  }

  static String week(String model, LocalDate week) {
    return model + '|' + week;
  }

  static String cell(String model, LocalDate week, String variable) {
    return model + '|' + week + '|' + variable;
  }

  /** Times are after 2000 and before 2286, so 13 digits sort as numbers. */
  static String reading(Reading reading) {
    Identity id = reading.identity();
    return cell(id.model(), reading.week(), reading.variable())
        + '|'
        + String.format(java.util.Locale.ROOT, "%013d", reading.timeMillis())
        + '|'
        + id.eventId()
        + '|'
        + id.source();
  }

  /** Whether two keys of readings are of one variable and week. */
  static boolean sameCell(String reading, String other) {
    int end = reading.indexOf('|', reading.indexOf('|', reading.indexOf('|') + 1) + 1);
    return other.startsWith(reading.substring(0, end + 1));
  }

  static String source(String model, String source) {
    return model + '|' + source;
  }

  static String pending(String model, long number) {
    return model + '|' + String.format(java.util.Locale.ROOT, "%012d", number);
  }

  /** Lower end, inclusive, of all keys that begin with these parts and have more. */
  static String from(String parts) {
    return parts + '|';
  }

  /** Upper end of the same keys; no key is equal to it, since it lacks the separator. */
  static String to(String parts) {
    return parts + AFTER_SEPARATOR;
  }

  /** Last part of a key. */
  static String last(String key) {
    return key.substring(key.lastIndexOf('|') + 1);
  }
}
