package dev.freshet.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Turns the cells of a CSV column, in order of time, into series in micros. */
final class HistoryCells {
  /** A cell as it stands in the file. */
  record Cell(int line, String text) {
    boolean isMissing() {
      return text.isEmpty() || text.equals("NA");
    }
  }

  private final ModelSpec spec;
  private final DataSpec data;
  private final Problems problems;

  HistoryCells(ModelSpec spec, DataSpec data, Problems problems) {
    this.spec = spec;
    this.data = data;
    this.problems = problems;
  }

  /** One series, or for a category one indicator a level, sorted by level. */
  Map<String, long[]> series(String variable, List<Cell> cells) {
    return spec.contextOf(variable)
        .filter(c -> c.kind() == ContextSpec.Kind.CATEGORY)
        .map(c -> indicators(c, cells))
        .orElseGet(() -> Map.of(variable, numbers(variable, cells)));
  }

  private long[] numbers(String variable, List<Cell> cells) {
    String column = data.columns().get(variable);
    long[] micros = new long[cells.size()];
    for (int i = 0; i < micros.length; i++) {
      Cell cell = cells.get(i);
      if (cell.isMissing()) {
        micros[i] = fillable(variable, cell, i) && i > 0 && previous(variable) ? micros[i - 1] : 0;
        continue;
      }
      try {
        micros[i] = Micros.parse(cell.text());
      } catch (NumberFormatException e) {
        problems.add(
            cell.line(),
            column,
            "'%s' is no number; write it with a decimal point and without separators, 1234.5",
            cell.text());
      } catch (ArithmeticException e) {
        problems.add(cell.line(), column, "%s is too large; use a larger unit", cell.text());
      }
    }
    return micros;
  }

  private Map<String, long[]> indicators(ContextSpec context, List<Cell> cells) {
    String[] levels = new String[cells.size()];
    for (int i = 0; i < levels.length; i++) {
      Cell cell = cells.get(i);
      // "NA" is how R writes a missing value, but it may also be the level that means none.
      boolean given = !cell.isMissing() || cell.text().equals(context.noneLevel());
      if (given) {
        levels[i] = cell.text();
      } else if (fillable(context.variable(), cell, i) && previous(context.variable())) {
        levels[i] = i > 0 ? levels[i - 1] : context.noneLevel();
      } else {
        levels[i] = context.noneLevel();
      }
      if (levels[i].contains("|")) {
        problems.add(
            cell.line(),
            data.columns().get(context.variable()),
            "level '%s' must not contain '|', which separates the parts of a key",
            levels[i]);
      }
    }
    Map<String, long[]> indicators = new LinkedHashMap<>();
    for (String level : new TreeSet<>(List.of(levels))) {
      if (!level.equals(context.noneLevel())) {
        indicators.put(context.variable(level), indicator(levels, level));
      }
    }
    return indicators;
  }

  private static long[] indicator(String[] levels, String level) {
    long[] micros = new long[levels.length];
    for (int i = 0; i < levels.length; i++) {
      micros[i] = levels[i].equals(level) ? Micros.PER_UNIT : 0;
    }
    return micros;
  }

  private boolean previous(String variable) {
    return spec.fillOf(variable) == Fill.PREVIOUS;
  }

  /** Whether a missing cell may be filled; if not, it is a problem. */
  private boolean fillable(String variable, Cell cell, int index) {
    String column = data.columns().get(variable);
    Fill fill = spec.fillOf(variable);
    if (fill == Fill.ERROR) {
      problems.add(
          cell.line(),
          column,
          "the cell is empty; give a value, or say what it means with data.fill: {%s: zero}",
          column);
    } else if (fill == Fill.PREVIOUS && index == 0) {
      problems.add(
          cell.line(), column, "the first cell is empty and has no previous; give a value");
    }
    return fill != Fill.ERROR;
  }
}
