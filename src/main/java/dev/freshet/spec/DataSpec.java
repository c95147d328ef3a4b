package dev.freshet.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where a model's history stands in a CSV file.
 *
 * @param date the column of the dates (ISO 8601)
 * @param columns by variable, its column; in the order of the spec
 * @param fill by variable, what an empty cell means; a variable not named takes its context's fill,
 *     else {@link Fill#ERROR}
 */
public record DataSpec(String date, Map<String, String> columns, Map<String, Fill> fill) {
  public DataSpec {
    Objects.requireNonNull(date, "date");
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    fill = Collections.unmodifiableMap(new LinkedHashMap<>(fill));
    for (String variable : fill.keySet()) {
      if (!columns.containsKey(variable)) {
        throw new IllegalArgumentException(
            "data: fill names %s, which has no column".formatted(variable));
      }
    }
  }
}
