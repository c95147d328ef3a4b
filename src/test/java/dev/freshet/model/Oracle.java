package dev.freshet.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Reads the reference values of src/test/resources/oracles/estimator. */
final class Oracle {
  static final LocalDate FIRST_WEEK = LocalDate.of(2020, 1, 6);

  private final List<String> header;
  private final double[][] columns;

  private Oracle(List<String> header, double[][] columns) {
    this.header = header;
    this.columns = columns;
  }

  static JsonNode json(String name) {
    try (InputStream in = open(name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The data file of set A or B. */
  static Oracle data(String set) {
    List<double[]> rows = new ArrayList<>();
    List<String> header;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(open("data_" + set + ".csv"), StandardCharsets.UTF_8))) {
      header = List.of(in.readLine().split(","));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] cells = line.split(",");
        double[] row = new double[cells.length];
        for (int i = 0; i < row.length; i++) {
          row[i] = Double.parseDouble(cells[i]);
        }
        rows.add(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    double[][] columns = new double[header.size()][rows.size()];
    for (int t = 0; t < rows.size(); t++) {
      for (int i = 0; i < columns.length; i++) {
        columns[i][t] = rows.get(t)[i];
      }
    }
    return new Oracle(header, columns);
  }

  private static InputStream open(String name) {
    return Oracle.class.getResourceAsStream("/oracles/estimator/" + name);
  }

  ModelDefinition definition() {
    return new ModelDefinition(
        names("spend.").stream().map(MediaTerm::paid).toList(),
        names("context.").stream().map(n -> new BaselineTerm(n, n)).toList(),
        true,
        true);
  }

  /** The first {@code weeks} weeks, without lead-in. */
  ModelData first(int weeks) {
    return slice(0, 0, weeks);
  }

  /** A window of {@code weeks} weeks from week {@code start} on, after {@code leadIn} weeks. */
  ModelData slice(int start, int leadIn, int weeks) {
    double[][] media = rows("spend.", start - leadIn, start + weeks);
    return new ModelData(
        FIRST_WEEK.plusWeeks(start - leadIn),
        leadIn,
        java.util.Arrays.copyOfRange(columns[1], start, start + weeks),
        media,
        media,
        rows("context.", start, start + weeks));
  }

  int weeks() {
    return columns[0].length;
  }

  private List<String> names(String prefix) {
    return header.stream().filter(h -> h.startsWith(prefix)).toList();
  }

  private double[][] rows(String prefix, int from, int to) {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      if (header.get(i).startsWith(prefix)) {
        rows.add(java.util.Arrays.copyOfRange(columns[i], from, to));
      }
    }
    return rows.toArray(double[][]::new);
  }

  static double[] doubles(JsonNode array) {
    double[] out = new double[array.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = array.get(i).asDouble();
    }
    return out;
  }
}
