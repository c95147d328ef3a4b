package dev.freshet.model;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What share of the fitted outcome each component explains, and how far the shares moved.
 *
 * <pre>
 * distance = √(mean over paid channels of (p − p_before)²)
 *          + √(mean over all other components of (p − p_before)²) / (1 − steps / weeks)
 * </pre>
 *
 * p is a component's sum over the window over the fitted outcome's, steps the weeks by which the
 * window's end moved: Robyn's DECOMP.RSSD of a refresh. A component without counterpart counts with
 * share 0.
 *
 * @param shares share by component, in the order of their names; they sum to 1
 * @param refreshDistance distance from the incumbent's shares; empty for a build, and when the
 *     windows do not overlap
 */
public record Decomposition(Map<String, Double> shares, OptionalDouble refreshDistance) {
  /** Of a model whose shares are not known. */
  public static final Decomposition UNKNOWN = new Decomposition(Map.of(), OptionalDouble.empty());

  public Decomposition {
    shares = Collections.unmodifiableMap(new TreeMap<>(shares));
  }

  static Decomposition of(
      ModelDefinition definition,
      ModelData data,
      List<ComponentPath> components,
      Optional<FittedModel> incumbent) {
    Map<String, Double> sums = new TreeMap<>();
    double fitted = 0;
    for (ComponentPath path : components) {
      if (path.role() == ComponentPath.Role.PART) {
        double sum = Series.sum(path.contribution(), 0, data.weeks());
        sums.put(path.component(), sum);
        fitted += sum;
      }
    }
    double total = fitted;
    sums.replaceAll((component, sum) -> sum / total);
    OptionalDouble distance =
        incumbent
            .filter(before -> !before.decomposition().shares().isEmpty())
            .map(before -> distance(definition, data, sums, before))
            .orElse(OptionalDouble.empty());
    return new Decomposition(sums, distance);
  }

  private static OptionalDouble distance(
      ModelDefinition definition, ModelData data, Map<String, Double> now, FittedModel incumbent) {
    ModelData old = incumbent.data();
    long steps =
        Math.abs(ChronoUnit.WEEKS.between(old.week(old.weeks() - 1), data.week(data.weeks() - 1)));
    if (steps >= data.weeks()) {
      return OptionalDouble.empty();
    }
    Map<String, Double> before = incumbent.decomposition().shares();
    Map<String, Double> all = new TreeMap<>(before);
    all.putAll(now);
    List<Double> paid = new ArrayList<>();
    List<Double> others = new ArrayList<>();
    for (String component : all.keySet()) {
      boolean isPaid =
          definition.media().stream().anyMatch(m -> m.hasSpend() && m.name().equals(component));
      (isPaid ? paid : others)
          .add(now.getOrDefault(component, 0.0) - before.getOrDefault(component, 0.0));
    }
    double left = 1 - (double) steps / data.weeks();
    return OptionalDouble.of(rootMeanSquare(paid) + rootMeanSquare(others) / left);
  }

  private static double rootMeanSquare(List<Double> values) {
    return Math.sqrt(values.stream().mapToDouble(v -> v * v).average().orElse(0));
  }
}
