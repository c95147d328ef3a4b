package dev.freshet.model;

/**
 * A posterior median with its central 90 % interval.
 *
 * @param median posterior median
 * @param lower 5 % quantile
 * @param upper 95 % quantile
 */
public record Interval(double median, double lower, double upper) {
  /** The interval of the quantity over a positive number. */
  Interval over(double divisor) {
    return new Interval(median / divisor, lower / divisor, upper / divisor);
  }
}
