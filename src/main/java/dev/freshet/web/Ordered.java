package dev.freshet.web;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Guards of records that hold series and ordered maps. */
final class Ordered {
  private Ordered() {}

  /** An unmodifiable copy in the same order. */
  static <K, V> Map<K, V> copyOf(Map<K, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * @throws IllegalArgumentException if a series has another number of weeks
   */
  static void requireWeeks(String what, Numbers series, int weeks) {
    if (series.size() != weeks) {
      throw new IllegalArgumentException(
          "%s has %d weeks, the report %d".formatted(what, series.size(), weeks));
    }
  }
}
