package dev.freshet.model;

import java.util.Optional;

/**
 * The prior of one medium's hyperparameters, each mapped to the real line: (carry-over, κ, α, s),
 * and for Weibull adstock the scale of the carry-over as a fifth.
 *
 * <ul>
 *   <li>θ = lo + (hi − lo) p, p = 1 / (1 + e^−u); density (1 − θ)² (that of Beta(1, 3)) on [lo,
 *       hi], by default [0, 1].
 *   <li>Weibull adstock instead of θ: shape k and scale λ in weeks, the coordinates their
 *       logarithms. CDF: log k ~ N(log 1, 0.5²), log λ ~ N(log 1.5, 0.8²). PDF: log k ~ N(log 2,
 *       0.5²), log λ ~ N(log 2.5, 0.6²).
 *   <li>log κ ~ N(log 0.6, 0.7²), log α ~ N(log 1.2, 0.45²). Without bounds the coordinate is the
 *       logarithm itself; with bounds the logarithm is log lo + (log hi − log lo) p.
 *   <li>log s is the coordinate. Under an ROI belief, log s ~ N(m, d²) with s = ROI × mean spend /
 *       mean outcome; else s takes part in {@link SharePrior} and only the Jacobian log s counts
 *       here.
 * </ul>
 *
 * <p>Densities are on the scale of the coordinates (with Jacobians), constants dropped: a
 * truncation of the prior is the same density on less room.
 */
final class MediumPrior {
  /** Most coordinates of a medium. */
  static final int MAX_SIZE = 5;

  /** Position of log s among a medium's coordinates. */
  static final int SHARE = 3;

  /** Position of the Weibull scale. */
  static final int SCALE = 4;

  private static final double LOG_KAPPA_MEAN = Math.log(0.6);
  private static final double KAPPA_VARIANCE = 0.7 * 0.7;
  private static final double LOG_ALPHA_MEAN = Math.log(1.2);
  private static final double ALPHA_VARIANCE = 0.45 * 0.45;
  private static final double QUANTILE_95 = 1.6448536269514722;

  private final MediaTerm.Adstock adstock;
  private final double[] logShape; // {mean, variance} of the Weibull shape
  private final double[] logScale; // of the Weibull scale
  private final double thetaLow;
  private final double thetaRange;
  private final double[] logKappa; // {low, range}, or null
  private final double[] logAlpha;
  private final double beliefMean;
  private final double beliefVariance; // 0: no belief

  MediumPrior(MediaTerm term, double spendMean, double outcomeMean) {
    this.adstock = term.adstock();
    boolean delayed = adstock == MediaTerm.Adstock.WEIBULL_PDF;
    this.logShape = new double[] {delayed ? Math.log(2) : 0, 0.5 * 0.5};
    this.logScale =
        delayed ? new double[] {Math.log(2.5), 0.6 * 0.6} : new double[] {Math.log(1.5), 0.8 * 0.8};
    Bounds theta = term.theta().orElse(new Bounds(0, 1));
    this.thetaLow = theta.low();
    this.thetaRange = theta.high() - theta.low();
    this.logKappa = term.gamma().map(MediumPrior::logRange).orElse(null);
    this.logAlpha = term.alpha().map(MediumPrior::logRange).orElse(null);
    Optional<RoiBelief> roi = term.roi().filter(belief -> spendMean > 0);
    this.beliefMean =
        roi.map(b -> (Math.log(b.low()) + Math.log(b.high())) / 2).orElse(0.0)
            + (roi.isPresent() ? Math.log(spendMean / outcomeMean) : 0);
    double sd = roi.map(b -> Math.log(b.high() / b.low()) / (2 * QUANTILE_95)).orElse(0.0);
    this.beliefVariance = sd * sd;
  }

  private static double[] logRange(Bounds bounds) {
    return new double[] {Math.log(bounds.low()), Math.log(bounds.high() / bounds.low())};
  }

  MediaTerm.Adstock adstock() {
    return adstock;
  }

  /** Number of coordinates. */
  int size() {
    return isGeometric() ? MAX_SIZE - 1 : MAX_SIZE;
  }

  boolean isGeometric() {
    return adstock == MediaTerm.Adstock.GEOMETRIC;
  }

  boolean hasBelief() {
    return beliefVariance > 0;
  }

  double beliefMean() {
    return beliefMean;
  }

  double beliefVariance() {
    return beliefVariance;
  }

  /** Typical standard deviation of coordinate {@code k}, by which curvatures are compared. */
  double typicalScale(int k) {
    switch (k) {
      case 1:
        return logKappa == null ? 0.7 : 1.2;
      case 2:
        return logAlpha == null ? 0.45 : 1.2;
      case SHARE:
        return 0.9;
      case SCALE:
        return Math.sqrt(logScale[1]);
      default:
        return isGeometric() ? 1.2 : Math.sqrt(logShape[1]);
    }
  }

  /** Standard deviation by which coordinate {@code k} of a start of the mode search is moved. */
  double disturbance(int k) {
    switch (k) {
      case 0:
        return isGeometric() ? 1 : 0.5;
      case 2:
        return 0.4;
      default:
        return 0.5;
    }
  }

  double theta(double u) {
    return thetaLow + thetaRange * logistic(u);
  }

  double thetaDerivative(double u) {
    return thetaRange * logistic(u) * logistic(-u);
  }

  /** Derivative of θ, or of the logarithm of the Weibull shape, in its coordinate. */
  double carryOverDerivative(double u) {
    return isGeometric() ? thetaDerivative(u) : 1;
  }

  double logKappa(double v) {
    return logKappa == null ? v : logKappa[0] + logKappa[1] * logistic(v);
  }

  double logKappaDerivative(double v) {
    return logKappa == null ? 1 : logKappa[1] * logistic(v) * logistic(-v);
  }

  double logAlpha(double v) {
    return logAlpha == null ? v : logAlpha[0] + logAlpha[1] * logistic(v);
  }

  double logAlphaDerivative(double v) {
    return logAlpha == null ? 1 : logAlpha[1] * logistic(v) * logistic(-v);
  }

  /** Log prior of coordinates q[at … at + 3]. */
  double logDensity(double[] q, int at) {
    double sum = carryOverDensity(q, at);
    sum += normal(logKappa(q[at + 1]), LOG_KAPPA_MEAN, KAPPA_VARIANCE);
    if (logKappa != null) {
      sum += logLogistic(q[at + 1]) + logLogistic(-q[at + 1]);
    }
    sum += normal(logAlpha(q[at + 2]), LOG_ALPHA_MEAN, ALPHA_VARIANCE);
    if (logAlpha != null) {
      sum += logLogistic(q[at + 2]) + logLogistic(-q[at + 2]);
    }
    return sum + (hasBelief() ? normal(q[at + 3], beliefMean, beliefVariance) : q[at + 3]);
  }

  private double carryOverDensity(double[] q, int at) {
    double u = q[at];
    if (!isGeometric()) {
      return normal(u, logShape[0], logShape[1]) + normal(q[at + SCALE], logScale[0], logScale[1]);
    }
    double complement = 1 - thetaLow - thetaRange + thetaRange * logistic(-u);
    return 2 * Math.log(complement) + logLogistic(u) + logLogistic(-u);
  }

  /** Adds the gradient of {@link #logDensity} to {@code gradient}. */
  void addGradient(double[] q, int at, double[] gradient) {
    double u = q[at];
    if (isGeometric()) {
      double complement = 1 - thetaLow - thetaRange + thetaRange * logistic(-u);
      gradient[at] += -2 * thetaDerivative(u) / complement + logistic(-u) - logistic(u);
    } else {
      gradient[at] += -(u - logShape[0]) / logShape[1];
      gradient[at + SCALE] += -(q[at + SCALE] - logScale[0]) / logScale[1];
    }
    gradient[at + 1] += logGradient(q[at + 1], logKappa, LOG_KAPPA_MEAN, KAPPA_VARIANCE);
    gradient[at + 2] += logGradient(q[at + 2], logAlpha, LOG_ALPHA_MEAN, ALPHA_VARIANCE);
    gradient[at + 3] += hasBelief() ? -(q[at + 3] - beliefMean) / beliefVariance : 1;
  }

  private static double logGradient(double v, double[] range, double mean, double variance) {
    if (range == null) {
      return -(v - mean) / variance;
    }
    double p = logistic(v);
    double value = range[0] + range[1] * p;
    return -(value - mean) / variance * range[1] * p * (1 - p) + 1 - 2 * p;
  }

  /**
   * The default start of the search for the mode: coordinates of θ 0.25, κ 0.6, α 1.2 if allowed;
   * Weibull shape and scale at their prior medians.
   */
  void start(double[] q, int at, double mixedShare) {
    if (isGeometric()) {
      q[at] = thetaLow == 0 && thetaRange == 1 ? -1.1 : inverse(0.25, thetaLow, thetaRange);
    } else {
      q[at] = logShape[0];
      q[at + SCALE] = logScale[0];
    }
    q[at + 1] =
        logKappa == null ? LOG_KAPPA_MEAN : inverse(LOG_KAPPA_MEAN, logKappa[0], logKappa[1]);
    q[at + 2] =
        logAlpha == null ? LOG_ALPHA_MEAN : inverse(LOG_ALPHA_MEAN, logAlpha[0], logAlpha[1]);
    q[at + 3] = hasBelief() ? beliefMean : Math.log(0.25) + Math.log(mixedShare + 1e-6);
  }

  /** Coordinates of a start given elsewhere, moved inside the bounds. */
  void start(double[] q, int at, MediumStart values) {
    if (isGeometric()) {
      q[at] = inverse(values.theta(), thetaLow, thetaRange);
    }
    double kappa = Math.log(values.halfSaturation());
    q[at + 1] = logKappa == null ? kappa : inverse(kappa, logKappa[0], logKappa[1]);
    double alpha = Math.log(values.shape());
    q[at + 2] = logAlpha == null ? alpha : inverse(alpha, logAlpha[0], logAlpha[1]);
    if (values.share() > 0) {
      q[at + SHARE] = Math.log(values.share());
    }
  }

  private static double inverse(double value, double low, double range) {
    double p = Math.min(0.9, Math.max(0.1, (value - low) / range));
    return Math.log(p / (1 - p));
  }

  private static double normal(double x, double mean, double variance) {
    return -0.5 * (x - mean) * (x - mean) / variance;
  }

  static double logistic(double u) {
    return 1 / (1 + Math.exp(-u));
  }

  private static double logLogistic(double u) {
    return u > 0 ? -Math.log1p(Math.exp(-u)) : u - Math.log1p(Math.exp(u));
  }
}
