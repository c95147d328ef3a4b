package dev.freshet.robyn;

import java.util.Arrays;

/**
 * Robyn's media transforms, for comparison with its models; our own estimator's are normalised
 * otherwise.
 *
 * <pre>
 * geometric adstock   a_1 = x_1,  a_t = x_t + θ a_{t−1},       0 ≤ θ &lt; 1
 * Hill saturation     S(a) = a^α / (a^α + (γ max a)^α),        α &gt; 0, 0 &lt; γ
 * </pre>
 *
 * The largest adstock is that of the modelling window; without any media in it, S is 0.
 */
final class RobynTransforms {
  private RobynTransforms() {}

  /** Unnormalised geometric adstock of a series. */
  static double[] geometric(double[] x, double theta) {
    if (!(theta >= 0 && theta < 1)) {
      throw new IllegalArgumentException("theta %s: must lie in [0, 1)".formatted(theta));
    }
    double[] adstock = new double[x.length];
    double carried = 0;
    for (int t = 0; t < x.length; t++) {
      carried = x[t] + theta * carried;
      adstock[t] = carried;
    }
    return adstock;
  }

  /** Saturation of the adstock of the modelling window. */
  static double[] hill(double[] window, double alpha, double gamma) {
    if (!(alpha > 0) || !(gamma > 0)) {
      throw new IllegalArgumentException(
          "alpha %s, gamma %s: both must be above 0".formatted(alpha, gamma));
    }
    double inflexion = gamma * Arrays.stream(window).max().orElse(0);
    if (!(inflexion > 0)) {
      return new double[window.length];
    }
    return Arrays.stream(window)
        .map(a -> a > 0 ? 1 / (1 + Math.pow(inflexion / a, alpha)) : 0)
        .toArray();
  }
}
