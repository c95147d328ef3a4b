package dev.freshet.spec;

import dev.freshet.allocate.SpendPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a plan of spend from a CSV file with the columns {@code week}, {@code channel} and {@code
 * spend}, one row a channel and week, and reports everything that is wrong with it at once.
 *
 * <p>{@code channel} may also name an organic medium or a column of context, and {@code spend} is
 * then its value. What is named has a value in every week: nothing spent is 0. Other columns are
 * not read.
 */
public final class PlanCsv {
  private static final List<String> COLUMNS = List.of("week", "channel", "spend");

  private static final int MOST_WEEKS = 260;

  private final LocalDate firstWeek;
  private final Problems problems;
  private final Map<String, Map<Integer, Double>> values = new LinkedHashMap<>();
  private final int[] at = new int[COLUMNS.size()];
  private int cells;

  private PlanCsv(LocalDate firstWeek, String file) {
    this.firstWeek = firstWeek;
    this.problems = new Problems(file);
  }

  /**
   * Reads a file (UTF-8).
   *
   * @param firstWeek first day of the first week to come
   * @param weeks number of planned weeks; if empty, as many as the file has
   * @throws SpecException with everything that is wrong in the file
   */
  public static SpendPlan read(Path file, LocalDate firstWeek, OptionalInt weeks)
      throws IOException {
    return read(CsvText.of(file), file.toString(), firstWeek, weeks);
  }

  /** Reads CSV from memory; {@code file} is what problems shall call it. */
  public static SpendPlan read(String csv, String file, LocalDate firstWeek, OptionalInt weeks) {
    return new PlanCsv(firstWeek, file).read(csv, file, weeks);
  }

  private SpendPlan read(String csv, String file, OptionalInt weeks) {
    CsvText.read(
        csv,
        problems,
        (row, line) -> {
          if (cells == 0) {
            header(row);
            failOnProblems();
          } else {
            row(row, line);
          }
        });
    if (values.isEmpty() && problems.isEmpty()) {
      problems.add(
          1, "", "the file has no row; it needs week,channel,spend and one a channel and week");
    }
    failOnProblems();
    int count = weeks.orElseGet(this::lastWeek);
    Map<String, List<Double>> plan = new LinkedHashMap<>();
    values.forEach((name, byWeek) -> plan.put(name, complete(name, byWeek, count)));
    failOnProblems();
    return new SpendPlan(file, firstWeek, count, plan);
  }

  private void failOnProblems() {
    if (!problems.isEmpty()) {
      throw new SpecException(problems.sorted());
    }
  }

  private void header(CSVRecord header) {
    cells = header.size();
    List<String> names = header.toList();
    for (int i = 0; i < at.length; i++) {
      at[i] = names.indexOf(COLUMNS.get(i));
      if (at[i] < 0) {
        String hint = "the file has " + String.join(", ", names);
        problems.add(
            1,
            COLUMNS.get(i),
            "the file has no such column; %s",
            CsvText.hasSemicolons(header)
                ? "it is separated by semicolons: save it with commas"
                : DidYouMean.hint(COLUMNS.get(i), names, hint));
      }
    }
  }

  private void row(CSVRecord row, int line) {
    if (row.size() != cells) {
      problems.add(
          line, "", "the row has %d cells, the header %d; check commas", row.size(), cells);
      return;
    }
    int week = week(row.get(at[0]), line);
    double value = value(row.get(at[2]), line);
    Double before =
        values.computeIfAbsent(row.get(at[1]), k -> new LinkedHashMap<>()).put(week, value);
    if (before != null && week >= 0) {
      problems.add(
          line, "channel", "%s has two rows for week %s; keep one", row.get(at[1]), row.get(at[0]));
    }
  }

  private int week(String text, int line) {
    LocalDate date;
    try {
      date = LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      problems.add(line, "week", "'%s' is no date; write it as 2026-11-16", text);
      return -1;
    }
    long days = ChronoUnit.DAYS.between(firstWeek, date);
    if (days < 0 || days % 7 != 0 || days / 7 >= MOST_WEEKS) {
      problems.add(
          line,
          "week",
          "%s is none of the next %d weeks; the first is %s, and each begins on a %s",
          text,
          MOST_WEEKS,
          firstWeek,
          firstWeek.getDayOfWeek());
      return -1;
    }
    return Math.toIntExact(days / 7);
  }

  private double value(String text, int line) {
    try {
      return Micros.toUnits(Micros.parse(text));
    } catch (NumberFormatException e) {
      problems.add(
          line,
          "spend",
          "'%s' is no number; write it with a decimal point and without separators, 1234.5",
          text);
    } catch (ArithmeticException e) {
      problems.add(line, "spend", "%s is too large", text);
    }
    return 0;
  }

  private int lastWeek() {
    return 1
        + values.values().stream()
            .flatMap(byWeek -> byWeek.keySet().stream())
            .mapToInt(Integer::intValue)
            .max()
            .orElseThrow();
  }

  private List<Double> complete(String name, Map<Integer, Double> byWeek, int weeks) {
    List<Double> all = new ArrayList<>();
    for (int t = 0; t < weeks; t++) {
      if (!byWeek.containsKey(t)) {
        problems.add(
            1,
            "channel",
            "%s has no row for week %s; write 0 if nothing is spent",
            name,
            firstWeek.plusWeeks(t));
      }
      all.add(byWeek.getOrDefault(t, 0.0));
    }
    byWeek.keySet().stream()
        .filter(t -> t >= weeks)
        .findFirst()
        .ifPresent(
            t ->
                problems.add(
                    1,
                    "week",
                    "%s is planned for week %s, after the last of the %d weeks; plan as many weeks as are forecast",
                    name,
                    firstWeek.plusWeeks(t),
                    weeks));
    return all;
  }
}
