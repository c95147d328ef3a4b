package dev.freshet.spec;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code data:}, which says where the history stands in a CSV file. */
final class DataSection {
  private final SpecSection section;
  private final List<String> variables;

  /**
   * @param variables all variables of the spec; each needs a column
   */
  DataSection(SpecSection section, List<String> variables) {
    this.section = section;
    this.variables = variables;
  }

  Optional<DataSpec> read() {
    section.allow("date", "columns", "fill");
    Optional<String> date =
        section.required("date", "date: the column of the dates").map(SpecText::value);
    if (!section.has("columns")) {
      section.problem("columns", "is missing; add a column for each variable, {spend.tv: tv_S}");
    }
    Optional<SpecSection> columnsSection = section.section("columns");
    if (date.isEmpty() || columnsSection.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> columns = columns(columnsSection.get(), date.get());
    Map<String, Fill> fill =
        section.section("fill").map(f -> fill(f, columns)).orElseGet(LinkedHashMap::new);
    return Optional.of(new DataSpec(date.get(), columns, fill));
  }

  private Map<String, String> columns(SpecSection columnsSection, String date) {
    Map<String, String> columns = new LinkedHashMap<>();
    Map<String, String> variableOf = new HashMap<>();
    variableOf.put(date, "the date");
    columnsSection
        .textsByKey()
        .forEach(
            (variable, column) -> {
              if (!variables.contains(variable)) {
                columnsSection.problem(variable, "%s", unknown(variable));
                return;
              }
              String taken = variableOf.putIfAbsent(column.value(), variable);
              if (taken != null) {
                columnsSection.problem(
                    variable, "column %s already is %s; give each its own", column.value(), taken);
              }
              columns.put(variable, column.value());
            });
    for (String variable : variables) {
      if (!columnsSection.has(variable)) {
        section.problem(
            "columns", "%s has no column; add %s: name of its column", variable, variable);
      }
    }
    return columns;
  }

  private String unknown(String variable) {
    String[] parts = variable.split("\\.", 2);
    boolean unusedExposure =
        parts.length == 2
            && (parts[0].equals("impressions") || parts[0].equals("clicks"))
            && variables.contains("spend." + parts[1]);
    return unusedExposure
        ? "nothing uses this variable; add exposure: %s to channel %s or remove it"
            .formatted(parts[0], parts[1])
        : "no variable of this spec; "
            + DidYouMean.hint(
                variable, variables, "its variables are " + String.join(", ", variables));
  }

  private static Map<String, Fill> fill(SpecSection fillSection, Map<String, String> columns) {
    Map<String, String> variableByColumn = new HashMap<>();
    columns.forEach((variable, column) -> variableByColumn.put(column, variable));
    Map<String, Fill> fill = new LinkedHashMap<>();
    for (String key : fillSection.keys()) {
      String variable = columns.containsKey(key) ? key : variableByColumn.get(key);
      Fill rule = fillSection.choice(key, Fill.class, Fill.ERROR);
      if (variable == null) {
        fillSection.problem(
            key,
            "is neither a column nor a variable of columns; %s",
            DidYouMean.hint(
                key,
                variableByColumn.keySet(),
                "use one of " + String.join(", ", columns.values())));
      } else if (rule != Fill.ERROR && variable.startsWith("outcome.")) {
        fillSection.problem(
            key,
            "an outcome cannot be filled with %s; leave the row out or mend the file",
            rule.name().toLowerCase(Locale.ROOT));
      } else if (fill.put(variable, rule) != null) {
        fillSection.problem(key, "%s is filled twice; keep one", variable);
      }
    }
    return fill;
  }
}
