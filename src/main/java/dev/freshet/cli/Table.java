package dev.freshet.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A table in plain text: the first column to the left, numbers to the right, a rule below heads.
 */
final class Table {
  private static final String GAP = "  ";

  private final List<String[]> rows = new ArrayList<>();
  private final int leftColumns;

  /**
   * @param leftColumns how many columns, from the first, are aligned to the left
   */
  Table(int leftColumns, String... heads) {
    this.leftColumns = leftColumns;
    rows.add(heads);
  }

  Table row(String... cells) {
    if (cells.length != rows.get(0).length) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + rows.get(0).length + " columns");
    }
    rows.add(cells);
    return this;
  }

  /** The table, each line behind {@code indent}. */
  String render(String indent) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].codePointCount(0, row[i].length()));
      }
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      line(text, indent, rows.get(r), widths);
      if (r == 0) {
        text.append(indent);
        for (int i = 0; i < widths.length; i++) {
          text.append(i == 0 ? "" : GAP).append("─".repeat(widths[i]));
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  private void line(StringBuilder text, String indent, String[] row, int[] widths) {
    StringBuilder line = new StringBuilder(indent);
    for (int i = 0; i < row.length; i++) {
      String padding = " ".repeat(widths[i] - row[i].codePointCount(0, row[i].length()));
      line.append(i == 0 ? "" : GAP);
      line.append(i < leftColumns ? row[i] + padding : padding + row[i]);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
