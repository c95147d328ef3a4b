package dev.freshet.allocate;

import dev.freshet.model.FittedModel;
import dev.freshet.model.MediaTerm;
import dev.freshet.model.ModelData;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is planned for the weeks right after a model's data.
 *
 * @param name what it is called beside another plan
 * @param firstWeek first day of the first planned week
 * @param weeks number of planned weeks, at least 1
 * @param values by week, of every paid channel its spend in money; of organic media their exposure
 *     and of baseline columns ({@code context.price}, {@code context.events:sale}) their value, as
 *     far as they are planned
 */
public record SpendPlan(
    String name, LocalDate firstWeek, int weeks, Map<String, List<Double>> values) {
  public SpendPlan {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(firstWeek, "firstWeek");
    if (!(weeks >= 1)) {
      throw new IllegalArgumentException("a plan of %d weeks: need at least 1".formatted(weeks));
    }
    Map<String, List<Double>> copy = new LinkedHashMap<>();
    for (Map.Entry<String, List<Double>> e : values.entrySet()) {
      if (e.getValue().size() != weeks) {
        throw new IllegalArgumentException(
            "%s is planned for %d weeks, not %d".formatted(e.getKey(), e.getValue().size(), weeks));
      }
      copy.put(e.getKey(), List.copyOf(e.getValue()));
    }
    values = Collections.unmodifiableMap(copy);
  }

  /** The spend of the same weeks a year (52 weeks) before. */
  public static SpendPlan lastYear(FittedModel model, int weeks) {
    return repeated("last-year", model, weeks, Held.YEAR);
  }

  /** The spend of the last so many weeks, over and over. */
  public static SpendPlan lastWeeks(FittedModel model, int count, int weeks) {
    return repeated("last-%d-weeks".formatted(count), model, weeks, count);
  }

  private static SpendPlan repeated(String name, FittedModel model, int weeks, int period) {
    ModelData data = model.data();
    int known = data.leadInWeeks() + data.weeks();
    if (!(period >= 1 && period <= known)) {
      throw new IllegalArgumentException(
          "%s: the model knows %d weeks of spend; repeat at least 1 and at most these"
              .formatted(name, known));
    }
    double[][] spend = data.spend();
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (int c = 0; c < spend.length; c++) {
      MediaTerm term = model.definition().media().get(c);
      if (term.kind() == MediaTerm.Kind.PAID) {
        values.put(term.name(), list(Held.repeated(spend[c], period, weeks)));
      }
    }
    return new SpendPlan(name, data.week(data.weeks()), weeks, values);
  }

  private static List<Double> list(double[] values) {
    List<Double> list = new ArrayList<>();
    for (double value : values) {
      list.add(value);
    }
    return list;
  }

  /** Whether something is planned under a name. */
  public boolean has(String variable) {
    return values.containsKey(variable);
  }

  /** What is planned by week. */
  public double[] of(String variable) {
    List<Double> planned = values.get(variable);
    if (planned == null) {
      throw new IllegalArgumentException("%s: nothing is planned for %s".formatted(name, variable));
    }
    return planned.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** What is planned over all weeks. */
  public double sum(String variable) {
    return values.get(variable).stream().mapToDouble(Double::doubleValue).sum();
  }
}
