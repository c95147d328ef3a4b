package dev.freshet.model;

/**
 * What every particle says about the weeks that caused one medium's contributions. All in the
 * outcome's units.
 *
 * <pre>
 * immediate_t = ȳ (s/m) (S(a_t) − S(a_t − w_0 x_t)),  S(a) = 1 / (1 + (a / (amax κ))^−α)
 * part_{s→t}  = v_t w_{t−s} x_s / a_t,                w_j = (1 − θ) θ^j, or by {@link AdstockKernel}
 * so far_s    = Σ_{t ≥ s, t in the window} part_{s→t}
 * to come_s   = Σ_{t after the window} part_{s→t}
 * </pre>
 *
 * x, a, v, θ, κ, α, s, m as in {@link MediumCurve}, ȳ the anchor's mean outcome. What weeks before
 * the window caused (the lead-in, and the adstock it started with) is one figure, "before": with
 * it, "so far" sums to the window's contribution. After the window, exposure is taken to go on at
 * the mean of its last 13 weeks: so a week's figure to come is what the same division will credit
 * it with if the channel runs on as it did, and shrinks as it becomes "so far". The sum ends where
 * θ^j has fallen below 10⁻⁴, at the latest two years after the window.
 *
 * <p>With G_t = v_t / a_t all sums over t are one backward recursion, C_t = G_t + θ C_{t+1}: so
 * far_s = (1 − θ) x_s C_s, before = θ a_{from−1} C_from. A kernel's sums have few terms and are
 * taken as they stand.
 */
final class CreditDraws {
  private static final int RECENT_WEEKS = 13;
  private static final double NEGLIGIBLE = 1e-4;
  private static final int FUTURE_WEEKS = 104;
  private static final double CUT = 1e-9;

  /** By particle, then window week: the contribution. */
  final double[][] path;

  /** By particle, then window week. */
  final double[][] immediate;

  /** By particle, then window week of the exposure. */
  final double[][] soFar;

  /** By particle, then window week of the exposure. */
  final double[][] toCome;

  /** By particle: what weeks before the window brought within it. */
  final double[] soFarBefore;

  /** By particle: what weeks before the window will bring after it. */
  final double[] toComeBefore;

  private final int from;
  private final int to;
  private final double[] x;
  private final double start;
  private final double recent;

  CreditDraws(MediaWindow window, int medium, int particles) {
    this.from = window.windowFrom;
    this.to = window.windowTo;
    this.x = window.path[medium];
    this.start = window.pathStart[medium];
    this.recent = Series.mean(x, Math.max(from, to - RECENT_WEEKS), to);
    this.path = new double[particles][to - from];
    this.immediate = new double[particles][to - from];
    this.soFar = new double[particles][to - from];
    this.toCome = new double[particles][to - from];
    this.soFarBefore = new double[particles];
    this.toComeBefore = new double[particles];
  }

  /**
   * Draws of included medium {@code medium}.
   *
   * @param scale by particle: what its contributions are multiplied by, in the outcome's units
   */
  static CreditDraws of(MediaCurves curves, int medium, double[] scale, Workers workers) {
    CreditDraws draws = new CreditDraws(curves.posterior().window(), medium, curves.size());
    workers.run(
        curves.size(),
        (thread, i) -> {
          MediumCurve curve = curves.of(thread, i, medium);
          draws.draw(i, curve, scale[i] * curve.scale());
        });
    return draws;
  }

  /**
   * Fills in particle {@code i}.
   *
   * @param curve evaluated at the particle
   * @param scale contribution per unit of h
   */
  void draw(int i, MediumCurve curve, double scale) {
    for (int t = from; t < to; t++) {
      path[i][t - from] = scale * curve.hill()[t];
    }
    Hill hill = new Hill(curve.alpha(), curve.halfSaturation(), CUT * curve.maxAdstock());
    if (curve.kernel() == null) {
      drawGeometric(i, curve, hill, scale);
    } else {
      drawKernel(i, curve, hill, scale);
    }
  }

  private void drawGeometric(int i, MediumCurve curve, Hill hill, double scale) {
    double theta = curve.theta();
    double[] a = curve.adstock();
    double[] h = curve.hill();
    double future = future(a[to - 1], theta, hill, scale);
    double past = 0;
    double power = theta;
    for (int t = to - 1; t >= from; t--) {
      int week = t - from;
      double carried = theta * before(a, t);
      immediate[i][week] = x[t] > 0 ? Math.max(0, scale * (h[t] - hill.at(carried))) : 0;
      past = (a[t] > 0 ? scale * h[t] / a[t] : 0) + theta * past;
      soFar[i][week] = (1 - theta) * x[t] * past;
      toCome[i][week] = (1 - theta) * x[t] * power * future;
      power *= theta;
    }
    soFarBefore[i] = theta * before(a, from) * past;
    toComeBefore[i] = before(a, from) * power * future;
  }

  private void drawKernel(int i, MediumCurve curve, Hill hill, double scale) {
    AdstockKernel kernel = curve.kernel();
    double[] a = curve.adstock();
    double[] h = curve.hill();
    double[] later = perAdstock(a, kernel, hill, scale);
    double total = 0;
    double credited = 0;
    double coming = 0;
    for (int t = from; t < to; t++) {
      int week = t - from;
      double own = Math.max(0, a[t] - kernel.weight(0) * x[t]);
      immediate[i][week] = x[t] > 0 ? Math.max(0, scale * (h[t] - hill.at(own))) : 0;
      double past = 0;
      for (int u = t; u < Math.min(to, t + AdstockKernel.MAX_LAG + 1); u++) {
        past += a[u] > 0 ? kernel.weight(u - t) * scale * h[u] / a[u] : 0;
      }
      double future = 0;
      for (int k = 0; k < later.length; k++) {
        future += kernel.weight(to + k - t) * later[k];
      }
      soFar[i][week] = x[t] * past;
      toCome[i][week] = x[t] * future;
      total += scale * h[t];
      credited += soFar[i][week];
    }
    for (int k = 0; k < later.length; k++) {
      coming += later[k] * carriedFromBefore(kernel, to + k);
    }
    soFarBefore[i] = Math.max(0, total - credited);
    toComeBefore[i] = coming;
  }

  // v / a of the weeks after the window that its exposure still reaches.
  private double[] perAdstock(double[] a, AdstockKernel kernel, Hill hill, double scale) {
    double[] later = new double[AdstockKernel.MAX_LAG];
    for (int k = 0; k < later.length; k++) {
      double adstock = 0;
      double weights = 0;
      for (int j = 0; j <= AdstockKernel.MAX_LAG && to + k - j >= 0; j++) {
        adstock += kernel.weight(j) * (j <= k ? recent : x[to + k - j]);
        weights += kernel.weight(j);
      }
      adstock += (1 - weights) * start;
      later[k] = adstock > 0 ? scale * hill.at(adstock) / adstock : 0;
    }
    return later;
  }

  // The part of week t's adstock that weeks before the window brought.
  private double carriedFromBefore(AdstockKernel kernel, int t) {
    double carried = 0;
    double reached = 0;
    for (int j = 0; j <= AdstockKernel.MAX_LAG; j++) {
      int s = t - j;
      if (s < 0) {
        break;
      }
      reached += kernel.weight(j);
      carried += s < from ? kernel.weight(j) * x[s] : 0;
    }
    return carried + Math.max(0, 1 - reached) * start;
  }

  private double before(double[] a, int t) {
    return t > 0 ? a[t - 1] : start;
  }

  // Σ_k θ^k v_{to+k} / a_{to+k} over the weeks after the window.
  private double future(double last, double theta, Hill hill, double scale) {
    double a = last;
    double sum = 0;
    double power = 1;
    for (int k = 0; k < FUTURE_WEEKS && power >= NEGLIGIBLE; k++) {
      a = (1 - theta) * recent + theta * a;
      sum += a > 0 ? power * scale * hill.at(a) / a : 0;
      power *= theta;
    }
    return sum;
  }

  /** Saturation at one particle: 0 at and below {@code cut}. */
  private record Hill(double alpha, double half, double cut) {
    double at(double a) {
      return a > cut ? 1 / (1 + Elementary.exp(-alpha * Elementary.log(a / half))) : 0;
    }
  }
}
