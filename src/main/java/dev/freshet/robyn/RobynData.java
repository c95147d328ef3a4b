package dev.freshet.robyn;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The raw rows in Robyn's export, in order of time, their cells as text. */
public final class RobynData {
  private final List<LocalDate> dates;
  private final Map<String, List<String>> columns = new LinkedHashMap<>();

  /**
   * @param dates one a row, ascending
   * @param columns by column, a cell a row, empty where nothing stands; the date's among them
   */
  RobynData(List<LocalDate> dates, Map<String, List<String>> columns) {
    this.dates = List.copyOf(dates);
    for (int t = 1; t < dates.size(); t++) {
      if (!dates.get(t).isAfter(dates.get(t - 1))) {
        throw new IllegalArgumentException(
            "Extras.raw_data: %s stands after %s; rows must be in order of time"
                .formatted(dates.get(t), dates.get(t - 1)));
      }
    }
    columns.forEach((name, cells) -> this.columns.put(name, List.copyOf(cells)));
  }

  /** Number of rows. */
  public int size() {
    return dates.size();
  }

  public LocalDate date(int row) {
    return dates.get(row);
  }

  /** Columns in the export's order. */
  public Set<String> columns() {
    return Collections.unmodifiableSet(columns.keySet());
  }

  /** The cells of a column. */
  public List<String> cells(String column) {
    List<String> cells = columns.get(column);
    if (cells == null) {
      throw new IllegalArgumentException(
          "Extras.raw_data has no column %s; it has %s".formatted(column, columns.keySet()));
    }
    return cells;
  }

  /** A column as numbers. */
  public double[] numbers(String column) {
    List<String> cells = cells(column);
    double[] numbers = new double[cells.size()];
    for (int t = 0; t < numbers.length; t++) {
      try {
        numbers[t] = Double.parseDouble(cells.get(t));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "Extras.raw_data[%d].%s: '%s' is no number".formatted(t, column, cells.get(t)), e);
      }
    }
    return numbers;
  }

  /** The row of a date. */
  public int indexOf(LocalDate date) {
    int index = Collections.binarySearch(dates, date);
    if (index < 0) {
      throw new IllegalArgumentException(
          "Extras.raw_data has no row of %s; it runs from %s to %s"
              .formatted(date, dates.get(0), dates.get(dates.size() - 1)));
    }
    return index;
  }
}
