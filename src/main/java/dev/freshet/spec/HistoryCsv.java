package dev.freshet.spec;

import dev.freshet.spec.History.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a model's history from a CSV file with one row a day or a week, as the spec's data part
 * describes it, and reports everything that is wrong with it at once.
 *
 * <p>The file has a header, commas, ISO 8601 dates and decimal points; rows may come in any order.
 * An empty cell, or {@code NA}, is an error unless the spec says how to fill it.
 */
public final class HistoryCsv {
  /** A row of the file, its cells by variable not yet understood. */
  private record RawRow(int line, Map<String, String> cells) {}

  private final ModelSpec spec;
  private final DataSpec data;
  private final Problems problems;

  private HistoryCsv(ModelSpec spec, DataSpec data, String file) {
    this.spec = spec;
    this.data = data;
    this.problems = new Problems(file);
  }

  /**
   * Reads a file (UTF-8, with or without a byte order mark).
   *
   * @throws SpecException with everything that is wrong in the file
   */
  public static History read(ModelSpec spec, Path file) throws IOException {
    return read(spec, CsvText.of(file), file.toString());
  }

  /**
   * Reads CSV from memory.
   *
   * @param file what problems shall call the file
   * @throws SpecException with everything that is wrong in the text
   */
  public static History read(ModelSpec spec, String csv, String file) {
    DataSpec data =
        spec.data()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the spec of %s has no data part: add data: {date: …, columns: {…}} to read a CSV file with it"
                            .formatted(spec.model())));
    return new HistoryCsv(spec, data, file).read(csv);
  }

  private History read(String csv) {
    SortedMap<LocalDate, RawRow> raw = new TreeMap<>();
    Map<String, Integer> header = new LinkedHashMap<>();
    CsvText.read(
        csv,
        problems,
        (row, line) -> {
          if (header.isEmpty()) {
            header.putAll(header(row));
            failOnProblems();
          } else {
            row(row, line, header, raw);
          }
        });
    if (raw.isEmpty() && problems.isEmpty()) {
      problems.add(1, "", "the file has no row; it needs a header and one row a week or day");
    }
    failOnProblems();
    History.Step step = new HistoryDates(spec.calendar(), data.date(), problems).step(lines(raw));
    failOnProblems();
    History history = history(step, raw);
    new HistoryWeeks(spec, data, problems).check(history);
    failOnProblems();
    return history;
  }

  private void failOnProblems() {
    if (!problems.isEmpty()) {
      throw new SpecException(problems.sorted());
    }
  }

  private static SortedMap<LocalDate, Integer> lines(SortedMap<LocalDate, RawRow> raw) {
    SortedMap<LocalDate, Integer> lines = new TreeMap<>();
    raw.forEach((date, row) -> lines.put(date, row.line()));
    return lines;
  }

  private Map<String, Integer> header(CSVRecord line) {
    Map<String, Integer> header = new LinkedHashMap<>();
    for (int i = 0; i < line.size(); i++) {
      if (header.put(line.get(i), i) != null) {
        problems.add(1, line.get(i), "two columns have this name; rename or remove one");
      }
    }
    boolean semicolons = CsvText.hasSemicolons(line);
    List<String> needed = new ArrayList<>(List.of(data.date()));
    needed.addAll(data.columns().values());
    for (String column : needed) {
      if (!header.containsKey(column)) {
        String choices = "the file has " + String.join(", ", header.keySet());
        problems.add(
            1,
            column,
            "the file has no such column; %s",
            semicolons
                ? "it is separated by semicolons: save it with commas"
                : DidYouMean.hint(column, header.keySet(), choices));
      }
    }
    return header;
  }

  private void row(
      CSVRecord line, int number, Map<String, Integer> header, Map<LocalDate, RawRow> raw) {
    if (line.size() != header.size()) {
      problems.add(
          number,
          "",
          "the row has %d cells, the header %d; check commas and quotes",
          line.size(),
          header.size());
      return;
    }
    String text = line.get(header.get(data.date()));
    Optional<LocalDate> date = date(text, number);
    Map<String, String> cells = new HashMap<>();
    data.columns().forEach((variable, column) -> cells.put(variable, line.get(header.get(column))));
    if (date.isPresent()) {
      RawRow before = raw.putIfAbsent(date.get(), new RawRow(number, cells));
      if (before != null) {
        problems.add(
            number,
            data.date(),
            "%s is already in line %d; keep one row a date",
            text,
            before.line());
      }
    }
  }

  private Optional<LocalDate> date(String text, int line) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      problems.add(line, data.date(), "'%s' is no date; write it as 2026-11-16", text);
      return Optional.empty();
    }
  }

  private History history(History.Step step, SortedMap<LocalDate, RawRow> raw) {
    Map<String, long[]> series = new LinkedHashMap<>();
    List<RawRow> rows = List.copyOf(raw.values());
    HistoryCells cells = new HistoryCells(spec, data, problems);
    for (String variable : spec.variables()) {
      List<HistoryCells.Cell> column =
          rows.stream().map(r -> new HistoryCells.Cell(r.line(), r.cells().get(variable))).toList();
      series.putAll(cells.series(variable, column));
    }
    failOnProblems();
    List<LocalDate> dates = List.copyOf(raw.keySet());
    List<Row> result = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Map<String, Long> micros = new LinkedHashMap<>();
      int index = i;
      series.forEach((variable, values) -> micros.put(variable, values[index]));
      result.add(new Row(dates.get(i), micros, rows.get(i).line()));
    }
    return new History(step, List.copyOf(series.keySet()), result);
  }
}
