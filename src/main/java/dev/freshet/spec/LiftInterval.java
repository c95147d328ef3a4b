package dev.freshet.spec;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Confidence interval of a lift, as studies report it instead of a standard error. The estimate is
 * taken to be normal: standard error = (upper − lower) / (2 z), z the normal quantile of (1 +
 * level) / 2.
 *
 * @param level confidence level, in (0, 1)
 * @param lowerMicros lower end, micros
 * @param upperMicros upper end, micros, above the lower
 */
public record LiftInterval(double level, long lowerMicros, long upperMicros) {
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  public LiftInterval {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "level %s must lie in (0, 1); 0.9 stands for 90 %%".formatted(level));
    }
    if (lowerMicros >= upperMicros) {
      throw new IllegalArgumentException(
          "lower %s must be below upper %s"
              .formatted(Micros.toUnits(lowerMicros), Micros.toUnits(upperMicros)));
    }
  }

  /** Standard error of the lift, micros, rounded; at least 1. */
  public long standardErrorMicros() {
    double z = NORMAL.inverseCumulativeProbability((1 + level) / 2);
    return Math.max(1, Math.round(((double) upperMicros - lowerMicros) / (2 * z)));
  }
}
