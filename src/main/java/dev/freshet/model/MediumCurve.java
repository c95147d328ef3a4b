package dev.freshet.model;

/**
 * Adstock and saturation of one medium at one parameter vector, with what the gradient needs.
 *
 * <pre>
 * a_t = (1 − θ) x_t + θ a_{t−1}, or by {@link AdstockKernel} for Weibull media
 * h_t = 1 / (1 + exp(−α L_t)),  L_t = log(a_t / (amax κ)),  v_t = s h_t / m
 * </pre>
 *
 * amax is the largest a and m the mean of h over the anchor's weeks; h = 0 where a ≤ 10⁻⁹ amax.
 * Weeks are those of {@link MediaWindow}. One object belongs to one thread and one medium; it never
 * allocates after its construction.
 */
final class MediumCurve {
  private static final double CUT = 1e-9;

  private final MediaWindow window;
  private final int medium;
  private final boolean single;
  private final int from; // first week with a Hill value of the path
  private final int to;

  // The path; also the reference when it extends it.
  private final double[] adstock;
  private final double[] adstockSlope;
  private final double[] hill;
  private final double[] logRatio;
  private final double[] scaleSlope; // da in the Weibull scale; null for geometric adstock
  private final double[] referenceScaleSlope;
  private final AdstockKernel kernel; // null for geometric adstock
  private final double[] referenceAdstock;
  private final double[] referenceSlope;
  private final double[] referenceHill;
  private final double[] referenceLogRatio;

  private double alpha;
  private double share;
  private double max;
  private double half;
  private double theta;
  private double relativeSlopeAtMax; // da / a at the week of the maximum
  private double relativeScaleSlopeAtMax;
  private double meanHill;
  private int maxWeek;

  MediumCurve(MediaWindow window, int medium, MediaTerm.Adstock form) {
    this.window = window;
    this.medium = medium;
    this.single = window.extendsReference(medium);
    this.from = single ? Math.min(window.anchorFrom, window.windowFrom) : window.windowFrom;
    this.to = single ? window.length() : window.windowTo;
    int length = window.length();
    this.adstock = new double[length];
    this.adstockSlope = new double[length];
    this.hill = new double[length];
    this.logRatio = new double[length];
    boolean weibull = form != MediaTerm.Adstock.GEOMETRIC;
    this.kernel = weibull ? new AdstockKernel(form) : null;
    this.scaleSlope = weibull ? new double[length] : null;
    this.referenceScaleSlope = weibull && !single ? new double[window.anchorTo] : scaleSlope;
    this.referenceAdstock = single ? adstock : new double[window.anchorTo];
    this.referenceSlope = single ? adstockSlope : new double[window.anchorTo];
    this.referenceHill = single ? hill : new double[window.anchorTo];
    this.referenceLogRatio = single ? logRatio : new double[window.anchorTo];
  }

  /**
   * A curve to keep: of the same medium, without room of its own for slopes and the reference, for
   * which it uses that of {@code lender}. It is evaluated once, on the lender's thread, and then
   * read.
   */
  MediumCurve(MediumCurve lender) {
    this.window = lender.window;
    this.medium = lender.medium;
    this.single = lender.single;
    this.from = lender.from;
    this.to = lender.to;
    this.adstock = new double[window.length()];
    this.adstockSlope = null;
    this.hill = new double[window.length()];
    this.logRatio = lender.logRatio;
    this.kernel = lender.kernel == null ? null : new AdstockKernel(lender.kernel);
    this.scaleSlope = null;
    this.referenceScaleSlope = null;
    this.referenceAdstock = single ? adstock : lender.referenceAdstock;
    this.referenceSlope = null;
    this.referenceHill = single ? hill : lender.referenceHill;
    this.referenceLogRatio = lender.referenceLogRatio;
  }

  /**
   * Computes everything for the coordinates q[at …]; slopes in the carry-over only when {@code
   * slopes}.
   */
  void evaluate(MediumPrior prior, double[] q, int at, boolean slopes) {
    alpha = Math.exp(prior.logAlpha(q[at + 2]));
    share = Math.exp(q[at + MediumPrior.SHARE]);
    double kappa = Math.exp(prior.logKappa(q[at + 1]));
    if (kernel == null) {
      theta = prior.theta(q[at]);
    } else {
      kernel.set(q[at], q[at + MediumPrior.SCALE], slopes);
    }
    adstock(
        window.path[medium],
        window.pathStart[medium],
        adstock,
        adstockSlope,
        scaleSlope,
        to,
        slopes);
    if (!single) {
      adstock(
          window.reference[medium],
          window.referenceStart[medium],
          referenceAdstock,
          referenceSlope,
          referenceScaleSlope,
          window.anchorTo,
          slopes);
    }
    findMaximum(slopes);
    half = max * kappa;
    double inverse = 1 / half;
    saturate(adstock, from, to, inverse, hill, logRatio);
    if (!single) {
      saturate(
          referenceAdstock,
          window.anchorFrom,
          window.anchorTo,
          inverse,
          referenceHill,
          referenceLogRatio);
    }
    meanHill = Series.mean(referenceHill, window.anchorFrom, window.anchorTo);
  }

  /** Adstock at which half of the saturation is reached, in units of the largest exposure. */
  double halfSaturation() {
    return half;
  }

  /** α of the last evaluation. */
  double alpha() {
    return alpha;
  }

  /** θ of the last evaluation; of geometric media only. */
  double theta() {
    return theta;
  }

  /** Weights by lag of the last evaluation; null for geometric media. */
  AdstockKernel kernel() {
    return kernel;
  }

  private void adstock(
      double[] x, double start, double[] a, double[] da, double[] ds, int end, boolean slopes) {
    if (kernel == null) {
      recursion(x, start, theta, a, da, end, slopes);
      return;
    }
    kernel.adstock(x, start, a, end);
    if (slopes) {
      kernel.slopes(x, start, da, ds, end);
    }
  }

  private static void recursion(
      double[] x, double start, double theta, double[] a, double[] da, int to, boolean slopes) {
    double complement = 1 - theta;
    double previous = start;
    if (!slopes) {
      for (int t = 0; t < to; t++) {
        previous = complement * x[t] + theta * previous;
        a[t] = previous;
      }
      return;
    }
    double slope = 0;
    for (int t = 0; t < to; t++) {
      slope = (previous - x[t]) + theta * slope;
      previous = complement * x[t] + theta * previous;
      a[t] = previous;
      da[t] = slope;
    }
  }

  private void findMaximum(boolean slopes) {
    max = 0;
    int at = -1;
    for (int t = window.anchorFrom; t < window.anchorTo; t++) {
      if (referenceAdstock[t] > max) {
        max = referenceAdstock[t];
        at = t;
      }
    }
    maxWeek = at;
    relativeSlopeAtMax = at < 0 || !slopes ? 0 : referenceSlope[at] / max;
    relativeScaleSlopeAtMax =
        at < 0 || !slopes || kernel == null ? 0 : referenceScaleSlope[at] / max;
  }

  // One simple loop for each step: the compiler makes more of them than of one long loop.
  private void saturate(
      double[] a, int first, int end, double inverse, double[] h, double[] ratio) {
    double cut = CUT * max;
    double negative = -alpha;
    for (int t = first; t < end; t++) {
      double at = a[t];
      ratio[t] = Elementary.log((at > cut ? at : cut) * inverse);
    }
    for (int t = first; t < end; t++) {
      h[t] = negative * ratio[t];
    }
    for (int t = first; t < end; t++) {
      h[t] = Elementary.exp(h[t]);
    }
    for (int t = first; t < end; t++) {
      h[t] = 1 / (1 + h[t]);
    }
    for (int t = first; t < end; t++) {
      if (!(a[t] > cut)) {
        h[t] = 0;
        ratio[t] = 0;
      }
    }
  }

  /** m, the mean of h over the anchor's weeks. */
  double meanHill() {
    return meanHill;
  }

  /** Largest adstock over the anchor's weeks, in units of the largest exposure. */
  double maxAdstock() {
    return max;
  }

  /** Largest adstock over the window's weeks, relative to the anchor's largest. */
  double windowReach() {
    return Series.max(adstock, window.windowFrom, window.windowTo) / max;
  }

  /** Week of the anchor's largest adstock; the gradient in θ is one-sided where it changes. */
  int maxWeek() {
    return maxWeek;
  }

  double[] adstock() {
    return adstock;
  }

  /**
   * Σ g_t b_t over weeks {@code first} … {@code end} − 1, b the adstock of what was exposed in
   * these weeks alone.
   */
  double adstockOf(double[] x, int first, int end, double[] g) {
    double sum = 0;
    double b = 0;
    for (int t = first; kernel == null && t < end; t++) {
      b = (1 - theta) * x[t] + theta * b;
      sum += g[t] * b;
    }
    for (int t = first; kernel != null && t < end; t++) {
      b = 0;
      for (int lag = 0; lag <= Math.min(t - first, AdstockKernel.MAX_LAG); lag++) {
        b += kernel.weight(lag) * x[t - lag];
      }
      sum += g[t] * b;
    }
    return sum;
  }

  /** The part of this week's adstock that exposure {@code lag} weeks ago has, per unit of it. */
  double carryOver(int lag) {
    return kernel == null ? (1 - theta) * Math.pow(theta, lag) : kernel.weight(lag);
  }

  double[] hill() {
    return hill;
  }

  /** s / m: contribution per unit of h, in units of the mean outcome. */
  double scale() {
    return share / meanHill;
  }

  /**
   * Σ g_t ∂v_t / ∂(θ or log k, log κ, log α, log s, and for Weibull media log λ), for any weights g
   * on the weeks of this timeline that are 0 outside the window. With g the derivative of Q / 2 in
   * the residual this is the likelihood's gradient, over λ.
   */
  void gradient(double[] g, double[] out) {
    double fit = 0;
    for (int t = window.windowFrom; t < window.windowTo; t++) {
      fit += g[t] * hill[t];
    }
    double pull = fit / meanHill / (window.anchorTo - window.anchorFrom);
    double[] sums = out;
    sums[0] = 0;
    sums[1] = 0;
    sums[2] = 0;
    if (single) {
      accumulate(
          adstock, adstockSlope, hill, logRatio, g, pull, window.anchorFrom, window.anchorTo, sums);
      accumulate(adstock, adstockSlope, hill, logRatio, g, 0, window.anchorTo, to, sums);
    } else {
      accumulate(
          adstock, adstockSlope, hill, logRatio, g, 0, window.windowFrom, window.windowTo, sums);
      accumulate(
          referenceAdstock,
          referenceSlope,
          referenceHill,
          referenceLogRatio,
          null,
          pull,
          window.anchorFrom,
          window.anchorTo,
          sums);
    }
    double scale = scale();
    double w = sums[0];
    out[0] = scale * alpha * (sums[2] - relativeSlopeAtMax * w);
    out[2] = scale * alpha * sums[1];
    out[1] = -scale * alpha * w;
    out[MediumPrior.SHARE] = scale * fit;
    if (kernel != null) {
      double sum = scaleSum(g, pull);
      out[MediumPrior.SCALE] = scale * alpha * (sum - relativeScaleSlopeAtMax * w);
    }
  }

  // As the third sum of accumulate, with the slope in the Weibull scale.
  private double scaleSum(double[] g, double pull) {
    double sum = 0;
    for (int t = single ? from : window.windowFrom; t < to; t++) {
      boolean anchored = single && t >= window.anchorFrom && t < window.anchorTo;
      if (hill[t] > 0) {
        sum +=
            (g[t] - (anchored ? pull : 0)) * hill[t] * (1 - hill[t]) * scaleSlope[t] / adstock[t];
      }
    }
    for (int t = window.anchorFrom; !single && t < window.anchorTo; t++) {
      double h = referenceHill[t];
      if (h > 0) {
        sum -= pull * h * (1 - h) * referenceScaleSlope[t] / referenceAdstock[t];
      }
    }
    return sum;
  }

  // Adds Σ (g − pull) {W, W L, W da / a} / alpha; W / alpha = h (1 − h).
  private static void accumulate(
      double[] a,
      double[] da,
      double[] h,
      double[] ratio,
      double[] g,
      double pull,
      int from,
      int to,
      double[] sums) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    for (int t = from; t < to; t++) {
      double ht = h[t];
      if (ht > 0) {
        double w = ((g == null ? 0 : g[t]) - pull) * ht * (1 - ht);
        s0 += w;
        s1 += w * ratio[t];
        s2 += w * (da[t] / a[t]);
      }
    }
    sums[0] += s0;
    sums[1] += s1;
    sums[2] += s2;
  }
}
