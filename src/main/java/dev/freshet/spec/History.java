package dev.freshet.spec;

import dev.freshet.calendar.WeekCalendar;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A model's history as its file has it: one row a day or a week, without gaps, in order of time.
 *
 * @param step whether a row is a day or a week
 * @param variables the variables of every row; categories as one indicator a level, {@code
 *     context.events:sale}
 * @param rows at least one
 */
public record History(Step step, List<String> variables, List<Row> rows) {
  /** The time a row stands for. */
  public enum Step {
    DAY(1),
    WEEK(7);

    private final int days;

    Step(int days) {
      this.days = days;
    }

    public int days() {
      return days;
    }
  }

  /**
   * One day or week.
   *
   * @param date the day, or the week's first
   * @param micros by variable, its value in micros
   * @param line where it stands in the file, from 1
   */
  public record Row(LocalDate date, Map<String, Long> micros, int line) {
    public Row {
      Objects.requireNonNull(date, "date");
      micros = Collections.unmodifiableMap(new LinkedHashMap<>(micros));
    }
  }

  public History {
    Objects.requireNonNull(step, "step");
    variables = List.copyOf(variables);
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a history must have a row");
    }
    LocalDate expected = rows.get(0).date();
    for (Row row : rows) {
      if (!row.date().equals(expected) || !row.micros().keySet().containsAll(variables)) {
        throw new IllegalArgumentException(
            "row %s: expected date %s with variables %s".formatted(row, expected, variables));
      }
      expected = expected.plusDays(step.days());
    }
  }

  public LocalDate firstDate() {
    return rows.get(0).date();
  }

  /** The day after the last row's time. */
  public LocalDate endDate() {
    return rows.get(rows.size() - 1).date().plusDays(step.days());
  }

  /**
   * The rows of whole weeks: what a daily file has of a week it begins or ends within is left out,
   * since a part of a week must not be taken for the week.
   *
   * @throws IllegalArgumentException if there is no whole week
   */
  public History wholeWeeks(WeekCalendar calendar) {
    LocalDate from =
        calendar.isWeek(firstDate()) ? firstDate() : calendar.next(calendar.weekOf(firstDate()));
    LocalDate to = calendar.weekOf(endDate());
    List<Row> whole =
        rows.stream().filter(r -> !r.date().isBefore(from) && r.date().isBefore(to)).toList();
    if (whole.isEmpty()) {
      throw new IllegalArgumentException(
          "the history from %s to before %s holds no whole week starting on %s"
              .formatted(firstDate(), endDate(), calendar.weekStart()));
    }
    return new History(step, variables, whole);
  }

  /** Every whole week's value of every variable, by the aggregation the spec gives it. */
  public WeeklyHistory weeks(ModelSpec spec) {
    WeekCalendar calendar = spec.calendar();
    History whole = wholeWeeks(calendar);
    Map<LocalDate, List<Row>> rowsByWeek =
        whole.rows.stream()
            .collect(
                Collectors.groupingBy(
                    r -> calendar.weekOf(r.date()), LinkedHashMap::new, Collectors.toList()));
    Map<String, long[]> micros = new LinkedHashMap<>();
    for (String variable : variables) {
      Aggregation rule = spec.aggregationOf(variable);
      micros.put(
          variable,
          rowsByWeek.values().stream()
              .mapToLong(
                  rows -> rule.of(rows.stream().mapToLong(r -> r.micros().get(variable)).toArray()))
              .toArray());
    }
    return new WeeklyHistory(whole.firstDate(), rowsByWeek.size(), micros);
  }
}
