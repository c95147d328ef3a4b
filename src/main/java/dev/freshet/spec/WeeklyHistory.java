package dev.freshet.spec;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A model's history as weekly series in micros: what a fit starts from. */
public final class WeeklyHistory {
  private final LocalDate firstWeek;
  private final int weeks;
  private final Map<String, long[]> micros;

  /**
   * @param firstWeek first day of the first week
   * @param weeks number of weeks, without gaps
   * @param micros by variable, one value a week
   */
  public WeeklyHistory(LocalDate firstWeek, int weeks, Map<String, long[]> micros) {
    this.firstWeek = firstWeek;
    this.weeks = weeks;
    this.micros = new LinkedHashMap<>();
    micros.forEach(
        (variable, values) -> {
          if (values.length != weeks) {
            throw new IllegalArgumentException(
                "%s has %d values for %d weeks".formatted(variable, values.length, weeks));
          }
          this.micros.put(variable, values.clone());
        });
  }

  /** First day of the first week. */
  public LocalDate firstWeek() {
    return firstWeek;
  }

  /** Number of weeks. */
  public int weeks() {
    return weeks;
  }

  /** First day of the week at an index, from 0. */
  public LocalDate week(int index) {
    return firstWeek.plusWeeks(index);
  }

  /** All variables; categories as one indicator a level. */
  public Set<String> variables() {
    return Collections.unmodifiableSet(micros.keySet());
  }

  /** A copy of the variable's weekly values, in micros. */
  public long[] micros(String variable) {
    if (!micros.containsKey(variable)) {
      throw new IllegalArgumentException(
          "the history has no %s; it has %s".formatted(variable, micros.keySet()));
    }
    return micros.get(variable).clone();
  }
}
