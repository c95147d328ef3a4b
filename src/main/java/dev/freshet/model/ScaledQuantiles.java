package dev.freshet.model;

import java.util.List;

/**
 * Medians and intervals of quantities that are proportional to a group's scale.
 *
 * <p>Medians are those of the particles as they are, so that a refresh that only reweights them
 * moves a median by what the weights say and by nothing else. The ends, whose Monte Carlo error is
 * three times as large, are those of the {@link ScaleDraws}. Not safe for use by several threads at
 * once.
 */
final class ScaledQuantiles {
  private final Quantiles plain;
  private final Quantiles redrawn;
  private final double[] scaled;

  ScaledQuantiles(Particles particles) {
    double[] weight = particles.weightArray();
    double[] all = new double[weight.length * ScaleDraws.DRAWS];
    for (int k = 0; k < all.length; k++) {
      all[k] = weight[k / ScaleDraws.DRAWS] / ScaleDraws.DRAWS;
    }
    this.plain = new Quantiles(weight);
    this.redrawn = new Quantiles(all);
    this.scaled = new double[all.length];
  }

  /**
   * @param values by particle
   * @param factors by particle × {@link ScaleDraws#DRAWS}
   */
  Interval interval(double[] values, double[] factors) {
    double median = plain.median(values);
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = values[k / ScaleDraws.DRAWS] * factors[k];
    }
    Interval ends = redrawn.interval(scaled);
    return new Interval(median, Math.min(median, ends.lower()), Math.max(median, ends.upper()));
  }

  /**
   * For the lower end, the median and the upper end of {@link #interval}: by particle, how much of
   * it lies below.
   */
  List<double[]> below(double[] values, double[] factors) {
    Interval interval = interval(values, factors);
    double[] lower = new double[values.length];
    double[] middle = new double[values.length];
    double[] upper = new double[values.length];
    for (int k = 0; k < scaled.length; k++) {
      int i = k / ScaleDraws.DRAWS;
      lower[i] += scaled[k] <= interval.lower() ? 1.0 / ScaleDraws.DRAWS : 0;
      upper[i] += scaled[k] <= interval.upper() ? 1.0 / ScaleDraws.DRAWS : 0;
    }
    for (int i = 0; i < middle.length; i++) {
      middle[i] = values[i] <= interval.median() ? 1 : 0;
    }
    return List.of(lower, middle, upper);
  }
}
