package dev.freshet.model;

/**
 * One medium at one draw, over the weeks right after the data.
 *
 * <pre>
 * a_t = c_t + Σ_{j=0..t} w_j x_{t−j} / max x,  response_t = S / (1 + (a_t / A)^−α)
 * </pre>
 *
 * x is exposure in raw units, w the weights by lag of the draw's adstock, c_t what still carries
 * over from the data's weeks, S and A the anchored scale and half-saturation of {@link
 * MediumCurve}. Immutable.
 */
final class MediumOutlook {
  private static final double CUT = 1e-9;

  private final double max;
  private final double scale;
  private final double half;
  private final double alpha;
  private final double cut;
  private final double theta; // of geometric adstock
  private final double[] weights; // by lag, of Weibull adstock; null for geometric
  private final double[] carried; // by week

  /**
   * @param curve evaluated at the draw, on the window's weeks
   * @param max largest exposure of the anchor, raw units
   * @param outcomeMean mean outcome of the anchor
   * @param length number of weeks
   */
  MediumOutlook(
      MediaWindow window,
      int medium,
      MediumCurve curve,
      double max,
      double outcomeMean,
      int length) {
    this.max = max;
    this.scale = outcomeMean * curve.scale();
    this.half = curve.halfSaturation();
    this.alpha = curve.alpha();
    this.cut = CUT * curve.maxAdstock();
    this.carried = new double[length];
    if (curve.kernel() == null) {
      this.theta = curve.theta();
      this.weights = null;
      double level = curve.adstock()[window.windowTo - 1];
      for (int t = 0; t < length; t++) {
        level *= theta;
        carried[t] = level;
      }
      return;
    }
    this.theta = Double.NaN;
    this.weights = new double[AdstockKernel.MAX_LAG + 1];
    java.util.Arrays.setAll(weights, curve.kernel()::weight);
    double[] x = window.path[medium];
    for (int t = 0; t < length; t++) {
      for (int lag = t + 1; lag < weights.length; lag++) {
        int week = window.windowTo + t - lag;
        carried[t] += weights[lag] * (week < 0 ? window.pathStart[medium] : x[week]);
      }
    }
  }

  int length() {
    return carried.length;
  }

  /** Leaves the response by week in {@code out}, which may be longer. */
  void path(double[] exposures, double[] out) {
    adstock(exposures, out);
    for (int t = 0; t < carried.length; t++) {
      out[t] = scale * hill(out[t]);
    }
  }

  /**
   * Response summed over all weeks.
   *
   * @param gradient where its derivatives by week of exposure are left; null if not wanted
   */
  double total(double[] exposures, double[] gradient) {
    double[] slope = new double[carried.length];
    adstock(exposures, slope);
    double sum = 0;
    for (int t = 0; t < slope.length; t++) {
      double a = slope[t];
      double h = hill(a);
      sum += h;
      slope[t] = h > 0 ? h * (1 - h) / a : 0;
    }
    if (gradient != null) {
      spread(slope, scale * alpha, exposures.length, gradient);
    }
    return scale * sum;
  }

  /**
   * Response a week once exposure has been the same for good.
   *
   * @param slope where its derivative is left, at 0; null if not wanted
   */
  double settled(double exposure, double[] slope) {
    double a = exposure / max;
    double h = hill(a);
    if (slope != null) {
      slope[0] = h > 0 ? scale * alpha / max * h * (1 - h) / a : 0;
    }
    return scale * h;
  }

  /** S: what a week's response tends to. */
  double scale() {
    return scale;
  }

  double alpha() {
    return alpha;
  }

  /** A, in units of the largest exposure. */
  double half() {
    return half;
  }

  double hill(double a) {
    return a > cut ? 1 / (1 + Elementary.exp(-alpha * Elementary.log(a / half))) : 0;
  }

  /** Leaves the adstock by week in {@code out}, in units of the largest exposure. */
  void adstock(double[] exposures, double[] out) {
    if (weights == null) {
      double own = 0;
      for (int t = 0; t < carried.length; t++) {
        double x = t < exposures.length ? exposures[t] / max : 0;
        own = (1 - theta) * x + theta * own;
        out[t] = carried[t] + own;
      }
      return;
    }
    for (int t = 0; t < carried.length; t++) {
      double own = 0;
      for (int lag = Math.max(0, t - exposures.length + 1);
          lag <= Math.min(t, AdstockKernel.MAX_LAG);
          lag++) {
        own += weights[lag] * exposures[t - lag];
      }
      out[t] = carried[t] + own / max;
    }
  }

  /**
   * Leaves in {@code out} the derivatives in the exposures, given those in the adstock: factor /
   * max Σ_{t ≥ k} slope_t w_{t−k} by week k.
   */
  void spread(double[] slope, double times, int weeks, double[] out) {
    double factor = times / max;
    if (weights == null) {
      double later = 0;
      for (int t = slope.length - 1; t >= 0; t--) {
        later = slope[t] + theta * later;
        if (t < weeks) {
          out[t] = factor * (1 - theta) * later;
        }
      }
      return;
    }
    for (int k = 0; k < weeks; k++) {
      double sum = 0;
      for (int t = k; t < Math.min(slope.length, k + weights.length); t++) {
        sum += slope[t] * weights[t - k];
      }
      out[k] = factor * sum;
    }
  }
}
