package dev.freshet.model;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One component of the baseline as a linear form of the coefficients of {@link BaselineDesign}.
 *
 * <p>A column contributes (z − origin) b to its component and origin × b to the intercept, so that
 * an absent holiday contributes nothing and trend and season have mean 0 over the anchor.
 *
 * @param columns the columns that take part
 * @param values by column taking part, its value by week, in the outcome's units
 * @param constant whether all weeks are alike
 */
record BaselinePart(int[] columns, double[][] values, boolean constant) {
  private static final String HOLIDAY = "holiday";

  /**
   * The part of a component over the design's weeks from … to − 1.
   *
   * @param outcomeMean the anchor's, in whose units coefficients count
   */
  static BaselinePart of(
      BaselineDesign design, String component, double outcomeMean, int from, int to) {
    boolean intercept = component.equals(BaselineDesign.INTERCEPT);
    int[] columns =
        IntStream.range(0, design.size() + design.signed())
            .filter(k -> intercept || design.column(k).component().equals(component))
            .toArray();
    double[][] values = new double[columns.length][to - from];
    boolean constant = true;
    for (int j = 0; j < columns.length; j++) {
      BaselineDesign.Column column = design.column(columns[j]);
      boolean own = column.component().equals(component);
      for (int t = 0; t < values[j].length; t++) {
        double deviation = own ? column.values()[from + t] - column.origin() : 0;
        values[j][t] = outcomeMean * (deviation + (intercept ? column.origin() : 0));
        constant &= values[j][t] == values[j][0];
      }
    }
    return new BaselinePart(columns, values, constant);
  }

  /** The components of a baseline, in the order in which they are reported. */
  static Set<String> names(ModelDefinition definition) {
    Set<String> names = new LinkedHashSet<>();
    names.add(BaselineDesign.INTERCEPT);
    if (definition.trend()) {
      names.add(BaselineDesign.TREND);
    }
    if (definition.season()) {
      names.add(BaselineDesign.SEASON);
    }
    definition.baseline().stream()
        .map(BaselineTerm::component)
        .filter(HOLIDAY::equals)
        .forEach(names::add);
    definition.baseline().forEach(term -> names.add(term.component()));
    return names;
  }

  /** Writes the contributions of weeks from … to − 1 to the beginning of {@code out}. */
  void read(double[] coefficients, int from, int to, double[] out) {
    java.util.Arrays.fill(out, 0, to - from, 0);
    for (int j = 0; j < columns.length; j++) {
      double coefficient = coefficients[columns[j]];
      double[] column = values[j];
      for (int t = from; t < to; t++) {
        out[t - from] += column[t] * coefficient;
      }
    }
  }

  /** Ends by week, of which a constant part has been given one. */
  double[] spread(double[] ends, int weeks) {
    if (!constant) {
      return ends;
    }
    double[] all = new double[weeks];
    java.util.Arrays.fill(all, ends[0]);
    return all;
  }
}
