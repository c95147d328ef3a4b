package dev.freshet.allocate;

import java.util.Arrays;

/**
 * A figure over the posterior: its mean and its central 90 % interval.
 *
 * @param mean over the draws
 * @param lower 5 % quantile
 * @param upper 95 % quantile
 */
public record Expectation(double mean, double lower, double upper) {
  /** Of equally weighted draws; quantiles interpolate linearly between them. */
  static Expectation of(double[] draws) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    return new Expectation(
        Limits.sum(sorted) / sorted.length, quantile(sorted, 0.05), quantile(sorted, 0.95));
  }

  private static double quantile(double[] sorted, double probability) {
    double at = probability * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  /** The figure over a positive number. */
  Expectation over(double divisor) {
    return new Expectation(mean / divisor, lower / divisor, upper / divisor);
  }
}
