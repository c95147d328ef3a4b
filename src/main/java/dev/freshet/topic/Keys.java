package dev.freshet.topic;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Keys of the topics: a model's name, or composite keys that begin with it, their parts separated
 * by {@code |}.
 *
 * <p>Everything of a model shares a partition, because partitioners look at {@link #modelOf} only.
 */
public final class Keys {
  /** Separates the parts of a composite key; no part may contain it. */
  public static final char SEPARATOR = '|';

  private Keys() {}

  /** {@code model|week}, the week by its first day. */
  public static String week(String model, LocalDate week) {
    return join(model, week.toString());
  }

  /**
   * Week of a {@code model|week} key.
   *
   * @throws IllegalArgumentException if the key is of another form
   */
  public static LocalDate weekOf(String key) {
    try {
      return LocalDate.parse(key.substring(key.indexOf(SEPARATOR) + 1));
    } catch (java.time.format.DateTimeParseException e) {
      throw new IllegalArgumentException("key '" + key + "' is no model|week", e);
    }
  }

  /** {@code model|week|component}. */
  public static String contribution(String model, LocalDate week, String component) {
    return join(model, week.toString(), component);
  }

  /** {@code model|channel|horizon}. */
  public static String roi(String model, String channel, String horizon) {
    return join(model, channel, horizon);
  }

  /** {@code model|experiment}. */
  public static String experiment(String model, String experiment) {
    return join(model, experiment);
  }

  /**
   * Experiment of a {@code model|experiment} key.
   *
   * @throws IllegalArgumentException if the key is of another form
   */
  public static String experimentOf(String key) {
    int separator = key.indexOf(SEPARATOR);
    if (separator < 0) {
      throw new IllegalArgumentException("key '" + key + "' is no model|experiment");
    }
    return key.substring(separator + 1);
  }

  /** {@code model|channel}. */
  public static String curve(String model, String channel) {
    return join(model, channel);
  }

  /** {@code model|allocation}. */
  public static String allocation(String model, String allocation) {
    return join(model, allocation);
  }

  /** {@code model|channel|week}; {@code before} stands for the weeks before the window. */
  public static String spendWeek(String model, String channel, Optional<LocalDate> week) {
    return join(model, channel, week.map(LocalDate::toString).orElse("before"));
  }

  /** The model part of a key: all before the first separator, or the whole key without one. */
  public static String modelOf(String key) {
    int end = key.indexOf(SEPARATOR);
    return end < 0 ? key : key.substring(0, end);
  }

  /** Joins parts with the separator; a part that contains it is refused. */
  static String join(String... parts) {
    for (String part : parts) {
      if (part.isEmpty() || part.indexOf(SEPARATOR) >= 0) {
        throw new IllegalArgumentException(
            "key part '" + part + "' is empty or contains '" + SEPARATOR + "'; rename it");
      }
    }
    return String.join(String.valueOf(SEPARATOR), parts);
  }
}
