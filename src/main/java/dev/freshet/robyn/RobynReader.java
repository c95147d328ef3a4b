package dev.freshet.robyn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.robyn.RobynModel.Component;
import dev.freshet.robyn.RobynModel.Context;
import dev.freshet.robyn.RobynModel.Medium;
import dev.freshet.robyn.RobynModel.Range;
import dev.freshet.robyn.RobynModel.Sign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a model as Robyn's {@code robyn_write()} exports it ({@code RobynModel-….json}, Robyn 3.10
 * and later). The fields it uses are listed in docs/robyn.md; others are ignored.
 */
public final class RobynReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> HYPER =
      List.of("thetas", "shapes", "scales", "alphas", "gammas");

  private final String file;
  private final JsonNode input;
  private final JsonNode exported;
  private final JsonNode root;

  private RobynReader(JsonNode root, String file) {
    this.file = file;
    this.root = root;
    this.input = root.path("InputCollect");
    this.exported = root.path("ExportedModel");
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException naming the field that is missing or cannot be understood
   */
  public static RobynModel read(Path file) throws IOException {
    return read(Files.readString(file), file.toString());
  }

  /** Reads JSON from memory; {@code file} is what problems call it. */
  static RobynModel read(String json, String file) {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s: not JSON (%s); give a RobynModel.json that robyn_write() exported"
              .formatted(file, e.getOriginalMessage()),
          e);
    }
    try {
      return new RobynReader(root, file).model();
    } catch (IllegalArgumentException e) {
      if (e.getMessage() != null && e.getMessage().startsWith(file)) {
        throw e;
      }
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private RobynModel model() {
    if (!input.isObject()) {
      throw problem("InputCollect", "is missing; give a RobynModel.json that robyn_write() wrote");
    }
    if (!exported.path("hyper_values").isObject()) {
      throw problem(
          "ExportedModel.hyper_values",
          "is missing: this file holds inputs only; export it with robyn_write(…, select_model)");
    }
    Optional<String> country = optional(input, "prophet_country");
    String date = text(input, "date_var");
    return new RobynModel(
        optional(input, "version").orElse("unknown"),
        optional(exported, "select_model").orElse("unknown"),
        date,
        daysARow(),
        text(input, "dep_var"),
        text(input, "dep_var_type").equals("revenue"),
        texts(input, "prophet_vars"),
        country,
        context(),
        paid(),
        organic(),
        adstock(),
        date(input, "window_start"),
        date(input, "window_end"),
        number(exported.path("hyper_values").path("lambda"), "ExportedModel.hyper_values.lambda"),
        summary(),
        data(date));
  }

  private int daysARow() {
    double days = number(input.path("dayInterval"), "InputCollect.dayInterval");
    if (days != 1 && days != 7) {
      throw problem(
          "InputCollect.dayInterval",
          "rows of %s days cannot be imported: Freshet models weeks, from weekly or daily rows"
              .formatted(days));
    }
    return (int) days;
  }

  private List<Context> context() {
    List<String> names = texts(input, "context_vars");
    List<Sign> signs = signs("context_signs", names.size());
    Set<String> factors = new HashSet<>(texts(input, "factor_vars"));
    List<Context> context = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      context.add(new Context(names.get(i), signs.get(i), factors.contains(names.get(i))));
    }
    return context;
  }

  private List<Medium> paid() {
    List<String> spends = texts(input, "paid_media_spends");
    List<String> selected = texts(input, "paid_media_selected");
    List<String> columns = selected.isEmpty() ? texts(input, "paid_media_vars") : selected;
    if (spends.isEmpty() || spends.size() != columns.size()) {
      throw problem(
          "InputCollect.paid_media_spends",
          "%d columns of spend for %d paid media".formatted(spends.size(), columns.size()));
    }
    List<Sign> signs = signs("paid_media_signs", columns.size());
    List<Medium> paid = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      paid.add(medium(spends.get(i), columns.get(i), signs.get(i)));
    }
    return paid;
  }

  private List<Medium> organic() {
    List<String> names = texts(input, "organic_vars");
    List<Sign> signs = signs("organic_signs", names.size());
    List<Medium> organic = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      organic.add(medium(names.get(i), names.get(i), signs.get(i)));
    }
    return organic;
  }

  private Medium medium(String spend, String column, Sign sign) {
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, Range> bounds = new LinkedHashMap<>();
    for (String name : HYPER) {
      // Robyn names them after the exposure, or, before 3.11, after the spend.
      for (String of : List.of(column, spend)) {
        String key = of + "_" + name;
        JsonNode value = exported.path("hyper_values").path(key);
        JsonNode range = input.path("hyperparameters").path(key);
        if (!value.isMissingNode()) {
          values.putIfAbsent(name, number(value, "ExportedModel.hyper_values." + key));
        }
        if (!range.isMissingNode()) {
          bounds.putIfAbsent(name, range(range, "InputCollect.hyperparameters." + key));
        }
      }
    }
    for (String needed : List.of("alphas", "gammas")) {
      if (!values.containsKey(needed)) {
        throw problem("ExportedModel.hyper_values." + column + "_" + needed, "is missing");
      }
    }
    return new Medium(spend, column, sign, values, bounds);
  }

  private Range range(JsonNode node, String path) {
    if (node.isArray() && node.size() == 2) {
      return new Range(number(node.get(0), path), number(node.get(1), path));
    }
    double fixed = number(node, path);
    return new Range(fixed, fixed);
  }

  private RobynModel.Adstock adstock() {
    String name = text(input, "adstock");
    return switch (name) {
      case "geometric" -> RobynModel.Adstock.GEOMETRIC;
      case "weibull", "weibull_cdf" -> RobynModel.Adstock.WEIBULL_CDF;
      case "weibull_pdf" -> RobynModel.Adstock.WEIBULL_PDF;
      default -> throw problem("InputCollect.adstock", "'" + name + "' is not known");
    };
  }

  private Map<String, Component> summary() {
    Map<String, Component> summary = new LinkedHashMap<>();
    for (JsonNode row : exported.path("summary")) {
      if (row.path("variable").isTextual()) {
        summary.put(
            row.path("variable").asText(),
            new Component(row.path("coef").asDouble(0), row.path("decompAgg").asDouble(0)));
      }
    }
    return summary;
  }

  private Optional<RobynData> data(String dateColumn) {
    JsonNode rows = root.path("Extras").path("raw_data");
    if (!rows.isArray() || rows.isEmpty()) {
      return Optional.empty();
    }
    List<LocalDate> dates = new ArrayList<>();
    Map<String, List<String>> columns = new LinkedHashMap<>();
    for (JsonNode row : rows) {
      row.fieldNames().forEachRemaining(name -> columns.putIfAbsent(name, new ArrayList<>()));
    }
    int index = 0;
    for (JsonNode row : rows) {
      String date = row.path(dateColumn).asText("");
      try {
        dates.add(LocalDate.parse(date));
      } catch (java.time.DateTimeException e) {
        throw problem(
            "Extras.raw_data[%d].%s".formatted(index, dateColumn), "'" + date + "' is no date");
      }
      columns.forEach(
          (name, cells) -> cells.add(row.path(name).isNull() ? "" : row.path(name).asText("")));
      index++;
    }
    return Optional.of(new RobynData(dates, columns));
  }

  private List<Sign> signs(String field, int count) {
    List<String> given = texts(input, field);
    if (!given.isEmpty() && given.size() != count) {
      throw problem(
          "InputCollect." + field, "has %d signs for %d variables".formatted(given.size(), count));
    }
    List<Sign> signs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String sign = given.isEmpty() ? "default" : given.get(i).toUpperCase(Locale.ROOT);
      signs.add(
          switch (sign) {
            case "POSITIVE" -> Sign.POSITIVE;
            case "NEGATIVE" -> Sign.NEGATIVE;
            default -> Sign.DEFAULT;
          });
    }
    return signs;
  }

  private LocalDate date(JsonNode parent, String field) {
    String text = text(parent, field);
    try {
      return LocalDate.parse(text);
    } catch (java.time.DateTimeException e) {
      throw problem("InputCollect." + field, "'" + text + "' is no date");
    }
  }

  private String text(JsonNode parent, String field) {
    return optional(parent, field)
        .orElseThrow(() -> problem("InputCollect." + field, "is missing"));
  }

  /** R writes every value as a list of one. */
  private static Optional<String> optional(JsonNode parent, String field) {
    JsonNode node = first(parent.path(field));
    return node.isValueNode() && !node.isNull() ? Optional.of(node.asText()) : Optional.empty();
  }

  private static List<String> texts(JsonNode parent, String field) {
    JsonNode node = parent.path(field);
    List<String> texts = new ArrayList<>();
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.elements().forEachRemaining(e -> texts.add(e.asText()));
    return texts;
  }

  private double number(JsonNode node, String path) {
    JsonNode value = first(node);
    if (!value.isNumber()) {
      throw problem(path, value.isMissingNode() ? "is missing" : "'" + value + "' is no number");
    }
    return value.asDouble();
  }

  private static JsonNode first(JsonNode node) {
    return node.isArray() && !node.isEmpty() ? node.get(0) : node;
  }

  private IllegalArgumentException problem(String path, String message) {
    return new IllegalArgumentException("%s: %s: %s".formatted(file, path, message));
  }
}
