package dev.freshet.web;

import dev.freshet.model.Interval;
import java.util.Optional;

/**
 * A figure with its central 90 % interval.
 *
 * @param median posterior median; in {@link Plan} the mean
 * @param lower 5 % quantile
 * @param upper 95 % quantile
 */
public record Estimate(double median, double lower, double upper) {
  static Estimate of(Interval interval) {
    return new Estimate(interval.median(), interval.lower(), interval.upper());
  }

  /** The interval as an estimate; null for none. */
  static Estimate ofNullable(Optional<Interval> interval) {
    return interval.map(Estimate::of).orElse(null);
  }
}
