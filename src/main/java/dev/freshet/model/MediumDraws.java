package dev.freshet.model;

/**
 * What every particle says about one medium: its path, its sums and marginal responses by horizon,
 * and its response curve. All in the outcome's units.
 *
 * <pre>
 * path_t     = ȳ s h_t / m
 * marginal_H = d/dε Σ_{t∈H} path_t, exposure of the weeks of H multiplied by 1 + ε
 *            = ȳ (s/m) Σ_{t∈H} α h_t (1 − h_t) b_t / a_t,  b the adstock of H's weeks alone
 * response(x) = ȳ (s/m) / (1 + (x / (amax κ))^−α), the level a constant exposure x settles at
 * </pre>
 */
final class MediumDraws {
  /** By particle, then window week. */
  final double[][] path;

  /** By horizon, then particle. */
  final double[][] sums;

  /** By horizon, then particle: derivative in the relative exposure of the horizon's weeks. */
  final double[][] marginals;

  /** By exposure, then particle. */
  final double[][] responses;

  private final MediaWindow window;
  private final int medium;
  private final double outcomeMean;
  private final double[] logExposures; // −∞ for none

  /**
   * Draws of included medium {@code medium}.
   *
   * @param horizons number of last weeks of each horizon
   * @param exposures points of the response curve, in units of the anchor's largest exposure
   */
  MediumDraws(
      MediaCurves curves,
      int medium,
      double outcomeMean,
      int[] horizons,
      double[] exposures,
      Workers workers) {
    this.window = curves.posterior().window();
    this.medium = medium;
    this.outcomeMean = outcomeMean;
    this.logExposures = java.util.Arrays.stream(exposures).map(Math::log).toArray();
    int n = curves.size();
    this.path = new double[n][window.windowTo - window.windowFrom];
    this.sums = new double[horizons.length][n];
    this.marginals = new double[horizons.length][n];
    this.responses = new double[exposures.length][n];
    double[][] slopes = new double[workers.threads()][window.windowTo];
    workers.run(n, (thread, i) -> draw(i, horizons, curves.of(thread, i, medium), slopes[thread]));
  }

  private void draw(int i, int[] horizons, MediumCurve curve, double[] slope) {
    double scale = outcomeMean * curve.scale();
    double[] row = path[i];
    double[] hill = curve.hill();
    for (int t = 0; t < row.length; t++) {
      row[t] = scale * hill[window.windowFrom + t];
    }
    double alpha = curve.alpha();
    slopes(curve, window, slope);
    double sum = 0;
    int summed = row.length;
    for (int h = 0; h < horizons.length; h++) { // ascending: each sum goes on from the last
      int from = window.windowTo - horizons[h];
      while (summed > row.length - horizons[h]) {
        sum += row[--summed];
      }
      sums[h][i] = sum;
      marginals[h][i] =
          scale * alpha * curve.adstockOf(window.path[medium], from, window.windowTo, slope);
    }
    double logHalf = Math.log(curve.halfSaturation());
    for (int k = 0; k < logExposures.length; k++) {
      double log = logExposures[k];
      responses[k][i] =
          log > Double.NEGATIVE_INFINITY
              ? scale / (1 + Elementary.exp(-alpha * (log - logHalf)))
              : 0;
    }
  }

  // h (1 − h) / a by window week, 0 without adstock.
  private static void slopes(MediumCurve curve, MediaWindow window, double[] out) {
    double[] a = curve.adstock();
    double[] h = curve.hill();
    for (int t = window.windowFrom; t < window.windowTo; t++) {
      out[t] = h[t] > 0 ? h[t] * (1 - h[t]) / a[t] : 0;
    }
  }
}
