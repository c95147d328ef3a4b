package dev.freshet.model;

/**
 * Robyn's carry-over and saturation transforms, as its users know them.
 *
 * <p>x is one medium's exposure by week, w_j the weight of the exposure j weeks ago, L the number
 * of lags, a the adstocked exposure:
 *
 * <pre>
 * geometric    a_t = x_t + θ a_{t−1}
 * Weibull CDF  w_0 = 1, w_j = Π_{i=1..j} (1 − F(i)),  F(i) = 1 − exp(−(i/λ)^k)
 * Weibull PDF  w_j = (f_j − min f) / (max f − min f), f_j = (k/λ) ((j+1)/λ)^(k−1) exp(−((j+1)/λ)^k)
 *              a_t = Σ_j w_j x_{t−j}
 * Hill         a^α / (a^α + inflexion^α)
 * </pre>
 *
 * λ is the quantile of 1 … L at the relative scale s (linear interpolation: 1 + (L − 1) s), rounded
 * half to even. Edge cases: k = 0 or s = 0 give w_0 = 1 and nothing later; a PDF that is the same
 * at all lags does too. Nothing is normalised: the posterior uses {@link AdstockKernel} instead,
 * which is smooth in both parameters and whose weights sum to 1. (Jin et al., Bayesian methods for
 * media mix modeling with carryover and shape effects, 2017; Robyn 3.12.)
 */
public final class Adstocks {
  private Adstocks() {}

  /**
   * Geometric adstock, not normalised.
   *
   * @param x exposure by week, in any unit
   * @param theta weekly carry-over, in [0, 1)
   * @return adstock by week, in the same unit
   * @throws IllegalArgumentException if theta lies outside
   */
  public static double[] geometric(double[] x, double theta) {
    if (!(theta >= 0) || !(theta < 1)) {
      throw new IllegalArgumentException("theta must lie in [0, 1): " + theta);
    }
    double[] a = new double[x.length];
    double carried = 0;
    for (int t = 0; t < x.length; t++) {
      carried = x[t] + theta * carried;
      a[t] = carried;
    }
    return a;
  }

  /**
   * Weights by lag of the Weibull CDF adstock: 1 at lag 0, never rising.
   *
   * @param shape k, 0 or more
   * @param scale relative scale s, in [0, 1]
   * @param lags L, at least 1
   * @return L weights
   * @throws IllegalArgumentException if one of them lies outside
   */
  public static double[] weibullCdfWeights(double shape, double scale, int lags) {
    double lambda = lambda(shape, scale, lags);
    double[] w = new double[lags];
    double product = 1;
    for (int j = 0; j < lags; j++) {
      if (j > 0) {
        product *= lambda == 0 ? 0 : 1 + Math.expm1(-Math.pow(j / lambda, shape));
      }
      w[j] = product;
    }
    return w;
  }

  /**
   * Weights by lag of the Weibull PDF adstock: between 0 and 1, the largest at any lag.
   *
   * @param shape k, 0 or more
   * @param scale relative scale s, in [0, 1]
   * @param lags L, at least 1
   * @return L weights
   * @throws IllegalArgumentException if one of them lies outside
   */
  public static double[] weibullPdfWeights(double shape, double scale, int lags) {
    double lambda = lambda(shape, scale, lags);
    double[] w = new double[lags];
    if (lambda > 0) {
      for (int j = 0; j < lags; j++) {
        double relative = (j + 1) / lambda;
        double power = Math.pow(relative, shape - 1);
        w[j] = shape * power * Math.exp(-power * relative) / lambda;
      }
    }
    double low = Series.min(w, 0, lags);
    double range = Series.max(w, 0, lags) - low;
    for (int j = 0; j < lags; j++) {
      w[j] = range > 0 ? (w[j] - low) / range : j == 0 ? 1 : 0;
    }
    return w;
  }

  // 0 stands for no carry-over at all.
  private static double lambda(double shape, double scale, int lags) {
    if (lags < 1) {
      throw new IllegalArgumentException("lags must be at least 1: " + lags);
    }
    if (!(shape >= 0) || !(scale >= 0) || !(scale <= 1)) {
      throw new IllegalArgumentException(
          "Weibull shape %s must be 0 or more, scale %s within [0, 1]".formatted(shape, scale));
    }
    return shape == 0 || scale == 0 ? 0 : Math.rint(1 + (lags - 1) * scale);
  }

  /**
   * Σ_j w_j x_{t−j}, nothing before the first week.
   *
   * @param x exposure by week, in any unit
   * @param weights by lag, from 0
   * @return adstock by week, in the same unit
   */
  public static double[] convolve(double[] x, double[] weights) {
    double[] a = new double[x.length];
    for (int t = 0; t < x.length; t++) {
      for (int j = Math.min(t, weights.length - 1); j >= 0; j--) {
        a[t] += weights[j] * x[t - j];
      }
    }
    return a;
  }

  /**
   * Hill saturation, in [0, 1).
   *
   * @param adstock adstocked exposure, 0 or more
   * @param alpha shape, above 0
   * @param inflexion the exposure that is half saturated, above 0: γ times the largest adstock
   * @return saturation by week
   */
  public static double[] hill(double[] adstock, double alpha, double inflexion) {
    if (!(alpha > 0) || !(inflexion > 0)) {
      throw new IllegalArgumentException(
          "Hill shape %s and inflexion %s must be above 0".formatted(alpha, inflexion));
    }
    double[] h = new double[adstock.length];
    double half = Math.pow(inflexion, alpha);
    for (int t = 0; t < h.length; t++) {
      double power = Math.pow(adstock[t], alpha);
      h[t] = power / (power + half);
    }
    return h;
  }
}
