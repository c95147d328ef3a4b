package dev.freshet.model;

/**
 * The joint prior of the media shares s_c, which borrow a common level S from each other.
 *
 * <p>s_c | S ~ Exponential with mean S w_c, S ~ InvGamma(3, 0.5), S integrated out over K media:
 *
 * <pre>
 * log p = −(3 + K) log(0.5 + Σ s_c / w_c)
 * </pre>
 *
 * <p>Constants and the Jacobian of the logarithm are left to {@link MediumPrior}. With K = 0 it is
 * 0.
 */
final class SharePrior {
  private static final double SHAPE = 3;
  private static final double SCALE = 0.5;

  private final int[] coordinates; // positions of log s_c
  private final double[] inverseWeights;

  SharePrior(int[] coordinates, double[] weights) {
    this.coordinates = coordinates.clone();
    this.inverseWeights = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      inverseWeights[i] = 1 / weights[i];
    }
  }

  double logDensity(double[] q) {
    return coordinates.length == 0 ? 0 : -power() * Math.log(level(q));
  }

  void addGradient(double[] q, double[] gradient) {
    double factor = power() / level(q);
    for (int i = 0; i < coordinates.length; i++) {
      gradient[coordinates[i]] -= factor * Math.exp(q[coordinates[i]]) * inverseWeights[i];
    }
  }

  /** 3 + K. */
  double power() {
    return SHAPE + coordinates.length;
  }

  /** 0.5 + Σ s_c / w_c. */
  double level(double[] q) {
    double sum = SCALE;
    for (int i = 0; i < coordinates.length; i++) {
      sum += Math.exp(q[coordinates[i]]) * inverseWeights[i];
    }
    return sum;
  }
}
