package dev.freshet.cli;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Proper scores of a forecast against what came: the smaller the better (Gneiting and Raftery 2007,
 * doi:10.1198/016214506000001437).
 *
 * <pre>
 * CRPS of draws     = mean |x_i − y| − Σ_ij |x_i − x_j| / (2 n²)
 * CRPS of N(m, s²)  = s (z (2 Φ(z) − 1) + 2 φ(z) − 1/√π),  z = (y − m) / s
 * interval score    = u − l + (2/α) (l − y)⁺ + (2/α) (y − u)⁺,  α = 1 − its probability
 * </pre>
 */
final class ForecastScores {
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private ForecastScores() {}

  /** Continuous ranked probability score of equally weighted draws, in the outcome's units. */
  static double crps(double[] draws, double observed) {
    double[] sorted = draws.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double distance = 0;
    double spread = 0;
    for (int i = 0; i < n; i++) {
      distance += Math.abs(sorted[i] - observed);
      spread += (2.0 * i + 1 - n) * sorted[i];
    }
    return distance / n - spread / n / n;
  }

  /** The same of a normal distribution. */
  static double crps(double mean, double sd, double observed) {
    double z = (observed - mean) / sd;
    return sd
        * (z * (2 * NORMAL.cumulativeProbability(z) - 1)
            + 2 * NORMAL.density(z)
            - 1 / Math.sqrt(Math.PI));
  }

  /** Score of an interval that is to hold {@code observed} with a probability. */
  static double interval(double lower, double upper, double probability, double observed) {
    double penalty = 2 / (1 - probability);
    return upper
        - lower
        + penalty * Math.max(0, lower - observed)
        + penalty * Math.max(0, observed - upper);
  }

  /** How many standard deviations to either side of the mean hold a probability. */
  static double reach(double probability) {
    return NORMAL.inverseCumulativeProbability((1 + probability) / 2);
  }
}
