package dev.freshet.refresh;

import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model's variables over consecutive weeks: lead-in, then window.
 *
 * @param firstWeek first day of the first week
 * @param leadInWeeks weeks before the window, at least 0
 * @param weeks weeks of the window, at least 1
 * @param micros by variable, {@code leadInWeeks + weeks} values in millionths of the variable's
 *     unit; null where missing. Not copied: treat as immutable
 */
public record Series(LocalDate firstWeek, int leadInWeeks, int weeks, Map<String, Long[]> micros) {
  /** Media weeks kept before the window, at most: what still carries over after them is nothing. */
  public static final int MAX_LEAD_IN_WEEKS = 104;

  public Series {
    if (leadInWeeks < 0 || weeks < 1) {
      throw new IllegalArgumentException(
          "series of %d lead-in and %d window weeks: need 0 or more, and 1 or more"
              .formatted(leadInWeeks, weeks));
    }
    micros = Collections.unmodifiableMap(new TreeMap<>(micros));
    for (Map.Entry<String, Long[]> e : micros.entrySet()) {
      if (e.getValue().length != leadInWeeks + weeks) {
        throw new IllegalArgumentException(
            "%s has %d weeks, expected %d"
                .formatted(e.getKey(), e.getValue().length, leadInWeeks + weeks));
      }
    }
  }

  /** Weeks of lead-in and window among {@code known} consecutive weeks. */
  public static int total(int known, int windowWeeks) {
    return Math.min(known, windowWeeks + MAX_LEAD_IN_WEEKS);
  }

  /** Values of a variable; all null for a variable without any. */
  Long[] of(String variable) {
    return micros.getOrDefault(variable, new Long[leadInWeeks + weeks]);
  }
}
