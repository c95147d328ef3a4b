package dev.freshet.spec;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVRecord;

/** A CSV file as columns of text, for those that do not know yet what is in it. */
final class CsvTable {
  private CsvTable() {}

  /**
   * @param file what problems shall call the file
   * @throws SpecException with everything that is wrong in the text
   */
  static List<CsvColumn> read(String csv, String file) {
    Problems problems = new Problems(file);
    List<CSVRecord> rows = new ArrayList<>();
    CsvText.read(
        csv,
        problems,
        (row, line) -> {
          if (!rows.isEmpty() && row.size() != rows.get(0).size()) {
            problems.add(
                line,
                "",
                "the row has %d cells, the header %d; check commas and quotes",
                row.size(),
                rows.get(0).size());
          }
          rows.add(row);
        });
    if (rows.size() < 2 && problems.isEmpty()) {
      problems.add(1, "", "the file has no row; it needs a header and one row a week or day");
    }
    if (!rows.isEmpty()) {
      requireNames(rows.get(0), problems);
    }
    if (!problems.isEmpty()) {
      throw new SpecException(problems.sorted());
    }
    List<CsvColumn> columns = new ArrayList<>();
    for (int i = 0; i < rows.get(0).size(); i++) {
      int at = i;
      columns.add(
          new CsvColumn(
              rows.get(0).get(i),
              rows.subList(1, rows.size()).stream().map(row -> row.get(at)).toList()));
    }
    return columns;
  }

  private static void requireNames(CSVRecord header, Problems problems) {
    if (CsvText.hasSemicolons(header)) {
      problems.add(1, "", "it is separated by semicolons: save it with commas");
    }
    List<String> names = header.toList();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isEmpty()) {
        problems.add(1, "", "column %d has no name; give it one in the header", i + 1);
      } else if (names.indexOf(names.get(i)) < i) {
        problems.add(1, names.get(i), "two columns have this name; rename or remove one");
      }
    }
  }
}
