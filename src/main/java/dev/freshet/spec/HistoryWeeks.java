package dev.freshet.spec;

import java.time.LocalDate;

/** Checks what only a history's weekly sums show: that there is a week, and no negative media. */
final class HistoryWeeks {
  private final ModelSpec spec;
  private final DataSpec data;
  private final Problems problems;

  HistoryWeeks(ModelSpec spec, DataSpec data, Problems problems) {
    this.spec = spec;
    this.data = data;
    this.problems = problems;
  }

  void check(History history) {
    WeeklyHistory weeks;
    try {
      weeks = history.weeks(spec);
    } catch (IllegalArgumentException e) {
      problems.add(history.rows().get(0).line(), data.date(), "%s; add rows", e.getMessage());
      return;
    } catch (ArithmeticException e) {
      problems.add(history.rows().get(0).line(), "", "a week's sum is too large; use larger units");
      return;
    }
    for (String variable : weeks.variables()) {
      if (!variable.startsWith("context.") && !variable.startsWith("outcome.")) {
        checkMedia(history, weeks, variable);
      }
    }
  }

  private void checkMedia(History history, WeeklyHistory weeks, String variable) {
    long[] micros = weeks.micros(variable);
    for (int i = 0; i < micros.length; i++) {
      if (micros[i] < 0) {
        problems.add(
            firstLine(history, weeks.week(i)),
            data.columns().get(variable),
            "the week of %s comes to %s; media cannot be below 0, book refunds in the week of the spend",
            weeks.week(i),
            Micros.toUnits(micros[i]));
      }
    }
  }

  private static int firstLine(History history, LocalDate week) {
    return history.rows().stream()
        .filter(row -> !row.date().isBefore(week))
        .findFirst()
        .map(History.Row::line)
        .orElse(1);
  }
}
