package dev.freshet.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.allocate.Forecast;
import dev.freshet.allocate.Forecast.Component;
import dev.freshet.allocate.Forecast.Range;
import dev.freshet.allocate.SpendPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a forecast as files for analysts. */
final class ForecastFiles {
  /** The files of a forecast; {@code what_if.csv} only where there is another plan. */
  static final List<String> NAMES =
      List.of("forecast.csv", "components.csv", "plan.csv", "what_if.csv", "forecast.json");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Stands in place of a week for the sum of all. */
  private static final String TOTAL = "total";

  /** Stands in place of a week for what comes after all. */
  private static final String TO_COME = "to_come";

  private static final String[] RANGE = {"mean", "lower", "lower50", "median", "upper50", "upper"};

  private ForecastFiles() {}

  /**
   * @param difference what the plan brings beyond another
   */
  static void write(
      Path folder, String model, SpendPlan plan, Forecast forecast, Optional<Forecast> difference)
      throws IOException {
    Files.createDirectories(folder);
    List<List<Object>> outcome = new ArrayList<>();
    rows(forecast.only(Forecast.Kind.OUTCOME), forecast, false, outcome);
    CsvFiles.write(folder.resolve("forecast.csv"), outcome, heads("week"));
    components(folder.resolve("components.csv"), forecast);
    if (difference.isPresent()) {
      components(folder.resolve("what_if.csv"), difference.get());
    }
    CsvFiles.write(folder.resolve("plan.csv"), plan(plan), "week", "channel", "spend");
    ObjectNode root = JSON.createObjectNode();
    root.put("model", model);
    root.put("plan", plan.name());
    root.put("firstWeek", forecast.firstWeek().toString());
    root.put("weeks", forecast.weeks());
    root.set("components", json(forecast));
    difference.ifPresent(d -> root.set("difference", json(d)));
    JSON.writeValue(folder.resolve("forecast.json").toFile(), root);
  }

  private static String[] heads(String... first) {
    List<String> heads = new ArrayList<>(List.of(first));
    heads.addAll(List.of(RANGE));
    return heads.toArray(String[]::new);
  }

  private static void components(Path file, Forecast forecast) throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    forecast.components().forEach(c -> rows(c, forecast, true, rows));
    CsvFiles.write(file, rows, heads("week", "component"));
  }

  private static void rows(
      Component component, Forecast forecast, boolean named, List<List<Object>> rows) {
    for (int t = 0; t < forecast.weeks(); t++) {
      rows.add(row(forecast.week(t), component, named, component.weeks().get(t)));
    }
    rows.add(row(TOTAL, component, named, component.total()));
    if (named && component.kind() != Forecast.Kind.BASELINE) {
      rows.add(row(TO_COME, component, true, component.toCome()));
    }
  }

  private static List<Object> row(Object week, Component component, boolean named, Range range) {
    List<Object> row = new ArrayList<>();
    row.add(week);
    if (named) {
      row.add(component.name());
    }
    for (double value : values(range)) {
      row.add(value);
    }
    return row;
  }

  private static double[] values(Range r) {
    return new double[] {r.mean(), r.lower90(), r.lower50(), r.median(), r.upper50(), r.upper90()};
  }

  private static List<List<Object>> plan(SpendPlan plan) {
    List<List<Object>> rows = new ArrayList<>();
    plan.values()
        .forEach(
            (name, values) -> {
              for (int t = 0; t < values.size(); t++) {
                rows.add(List.of(plan.firstWeek().plusWeeks(t), name, values.get(t)));
              }
            });
    return rows;
  }

  private static ArrayNode json(Forecast forecast) {
    ArrayNode components = JSON.createArrayNode();
    for (Component c : forecast.components()) {
      ObjectNode node = components.addObject();
      node.put("name", c.name());
      node.put("kind", c.kind().name());
      ArrayNode weeks = node.putArray("weeks");
      c.weeks().forEach(range -> weeks.add(json(range)));
      node.set(TOTAL, json(c.total()));
      node.set("toCome", json(c.toCome()));
    }
    return components;
  }

  private static ObjectNode json(Range range) {
    ObjectNode node = JSON.createObjectNode();
    double[] values = values(range);
    for (int i = 0; i < values.length; i++) {
      node.put(RANGE[i], values[i]);
    }
    return node;
  }
}
