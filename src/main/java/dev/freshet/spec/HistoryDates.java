package dev.freshet.spec;

import dev.freshet.calendar.WeekCalendar;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** Finds out whether a file's rows are days or weeks, and that none is missing. */
final class HistoryDates {
  private static final int NAMED = 5;

  private final WeekCalendar calendar;
  private final String column;
  private final Problems problems;

  HistoryDates(WeekCalendar calendar, String column, Problems problems) {
    this.calendar = calendar;
    this.column = column;
    this.problems = problems;
  }

  /**
   * Weeks if all dates fall on one day of the week, else days.
   *
   * @param lines by date, its line in the file; at least one
   */
  History.Step step(SortedMap<LocalDate, Integer> lines) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    lines.keySet().forEach(date -> days.add(date.getDayOfWeek()));
    History.Step step = days.size() == 1 ? History.Step.WEEK : History.Step.DAY;
    LocalDate first = lines.firstKey();
    if (step == History.Step.WEEK && !calendar.isWeek(first)) {
      problems.add(
          lines.get(first),
          column,
          "the rows are weeks starting on %s, but the spec's weeks start on %s; set calendar.weekStart to %s, or date the rows by the first day of their week",
          first.getDayOfWeek(),
          calendar.weekStart(),
          first.getDayOfWeek());
    }
    gaps(lines, step);
    return step;
  }

  private void gaps(SortedMap<LocalDate, Integer> lines, History.Step step) {
    LocalDate expected = lines.firstKey();
    for (LocalDate date : lines.keySet()) {
      if (expected.isBefore(date)) {
        problems.add(lines.get(date), column, "%s", missing(expected, date, step));
      }
      expected = date.plusDays(step.days());
    }
  }

  private static String missing(LocalDate from, LocalDate to, History.Step step) {
    List<String> named = new ArrayList<>();
    long count = 0;
    for (LocalDate date = from; date.isBefore(to); date = date.plusDays(step.days())) {
      count++;
      if (named.size() < NAMED) {
        named.add(date.toString());
      }
    }
    return "%d %s before this row %s missing: %s%s; add them, with zeros if nothing happened"
        .formatted(
            count,
            step == History.Step.WEEK ? "week(s)" : "day(s)",
            count == 1 ? "is" : "are",
            String.join(", ", named),
            count > named.size() ? " …" : "");
  }
}
