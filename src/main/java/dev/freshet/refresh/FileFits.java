package dev.freshet.refresh;

import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.WeeklyHistory;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Makes of a history file the series that the stream would have made of the same history. */
public final class FileFits {
  private FileFits() {}

  /**
   * Lead-in and window of a history.
   *
   * @param until day by which the last week must have ended; null for the file's last week
   * @throws IllegalArgumentException if no week is left, or fewer than the spec's {@code minWeeks}
   */
  public static Series series(ModelSpec spec, WeeklyHistory history, LocalDate until) {
    int known = history.weeks();
    while (until != null && known > 0 && history.week(known).isAfter(until.plusDays(1))) {
      known--;
    }
    if (known < spec.minWeeks()) {
      throw new IllegalArgumentException(
          "%d weeks from %s%s: a first build needs %d (minWeeks of the spec)"
              .formatted(
                  known,
                  history.firstWeek(),
                  until == null ? "" : " until " + until,
                  spec.minWeeks()));
    }
    int total = Series.total(known, spec.windowWeeks());
    int window = Math.min(total, spec.windowWeeks());
    int from = known - total;
    Map<String, Long[]> micros = new TreeMap<>();
    for (String variable : history.variables()) {
      long[] all = history.micros(variable);
      micros.put(variable, Arrays.stream(all, from, known).boxed().toArray(Long[]::new));
    }
    return new Series(history.week(from), total - window, window, micros);
  }
}
