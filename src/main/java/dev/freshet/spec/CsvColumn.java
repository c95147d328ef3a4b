package dev.freshet.spec;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be told of a column of a history file from its name and cells.
 *
 * @param name as in the header
 * @param cells in the order of the file, trimmed
 */
record CsvColumn(String name, List<String> cells) {
  CsvColumn {
    cells = List.copyOf(cells);
  }

  private static boolean isMissing(String cell) {
    return cell.isEmpty() || cell.equals("NA");
  }

  boolean isDate() {
    return !cells.isEmpty() && cells.stream().allMatch(c -> date(c).isPresent());
  }

  List<LocalDate> dates() {
    return cells.stream().map(c -> date(c).orElseThrow()).toList();
  }

  private static Optional<LocalDate> date(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Whether every cell that is there is a number, and there is one. */
  boolean isNumber() {
    return cells.stream().allMatch(c -> isMissing(c) || number(c).isPresent())
        && cells.stream().anyMatch(c -> number(c).isPresent());
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Micros.parse(text));
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  boolean hasMissing() {
    return cells.stream().anyMatch(CsvColumn::isMissing);
  }

  boolean beginsMissing() {
    return isMissing(cells.get(0));
  }

  /** Whether there is only one value, or only zeros and empty cells. */
  boolean isConstant() {
    return isNumber()
        ? cells.stream().map(c -> number(c).orElse(0L)).distinct().count() == 1
        : levels().size() <= 1;
  }

  boolean hasNegative() {
    return cells.stream().anyMatch(c -> number(c).orElse(0L) < 0);
  }

  /** Number of rows by value, in the order of the file. */
  Map<String, Integer> levels() {
    Map<String, Integer> levels = new LinkedHashMap<>();
    cells.forEach(c -> levels.merge(c, 1, Integer::sum));
    return levels;
  }
}
