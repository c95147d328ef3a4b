package dev.freshet.cli;

import dev.freshet.model.Interval;
import dev.freshet.robyn.RobynData;
import dev.freshet.robyn.RobynModel;
import dev.freshet.robyn.RobynModel.Medium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes what an import of Robyn's model leaves behind, as CSV. */
final class RobynFiles {
  private static final List<String> HYPER =
      List.of("thetas", "shapes", "scales", "alphas", "gammas");

  private RobynFiles() {}

  /** Hyperparameters, coefficient and contribution by medium, as Robyn exported them. */
  static void hyperparameters(Path file, RobynModel robyn) throws IOException {
    List<Medium> media = new ArrayList<>(robyn.paid());
    media.addAll(robyn.organic());
    List<List<?>> rows = new ArrayList<>();
    for (Medium medium : media) {
      List<Object> row = new ArrayList<>();
      row.add(medium.column());
      HYPER.forEach(name -> row.add(cell(Optional.ofNullable(medium.hyper().get(name)))));
      RobynModel.Component component = robyn.summary().get(medium.column());
      row.add(component == null ? "" : component.coefficient());
      row.add(component == null ? "" : component.total());
      rows.add(row);
    }
    CsvFiles.write(
        file,
        rows,
        "medium",
        "theta",
        "shape",
        "scale",
        "alpha",
        "gamma",
        "coefficient",
        "contribution");
  }

  /** The raw data, every cell as it was exported. */
  static void history(Path file, RobynData data) throws IOException {
    String[] columns = data.columns().toArray(String[]::new);
    List<List<?>> rows = new ArrayList<>();
    for (int t = 0; t < data.size(); t++) {
      List<Object> row = new ArrayList<>();
      for (String column : columns) {
        row.add(data.cells(column).get(t));
      }
      rows.add(row);
    }
    CsvFiles.write(file, rows, columns);
  }

  static void comparison(Path file, List<RobynComparison.Row> rows) throws IOException {
    List<List<?>> cells = new ArrayList<>();
    for (RobynComparison.Row r : rows) {
      cells.add(
          List.of(
              r.channel(),
              cell(r.spend()),
              cell(r.robynContribution()),
              cell(r.robynRoi()),
              cell(r.againRoi()),
              cell(r.roi().map(Interval::median)),
              cell(r.roi().map(Interval::lower)),
              cell(r.roi().map(Interval::upper))));
    }
    CsvFiles.write(
        file,
        cells,
        "channel",
        "spend",
        "robynContribution",
        "robynRoi",
        "robynRoiAgain",
        "roi",
        "roiLower",
        "roiUpper");
  }

  private static String cell(Optional<Double> value) {
    return value.map(v -> Double.toString(v)).orElse("");
  }
}
