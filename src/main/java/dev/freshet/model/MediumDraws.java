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

  private final Posterior posterior;
  private final int medium;
  private final double outcomeMean;

  /**
   * Draws of included medium {@code medium}.
   *
   * @param horizons number of last weeks of each horizon
   * @param exposures points of the response curve, in units of the anchor's largest exposure
   */
  MediumDraws(
      Posterior posterior,
      Particles particles,
      int medium,
      double outcomeMean,
      int[] horizons,
      double[] exposures,
      Workers workers) {
    this.posterior = posterior;
    this.medium = medium;
    this.outcomeMean = outcomeMean;
    int n = particles.size();
    MediaWindow window = posterior.window();
    this.path = new double[n][window.windowTo - window.windowFrom];
    this.sums = new double[horizons.length][n];
    this.marginals = new double[horizons.length][n];
    this.responses = new double[exposures.length][n];
    MediumCurve[] curves = new MediumCurve[workers.threads()];
    java.util.Arrays.setAll(curves, thread -> posterior.curve(medium));
    double[][] slopes = new double[workers.threads()][window.windowTo];
    workers.run(
        n,
        (thread, i) ->
            draw(particles.point(i), i, horizons, exposures, curves[thread], slopes[thread]));
  }

  private void draw(
      double[] q, int i, int[] horizons, double[] exposures, MediumCurve curve, double[] slope) {
    int at = posterior.at(medium);
    MediumPrior prior = posterior.prior(medium);
    double logKappa = prior.logKappa(q[at + 1]);
    double logAlpha = prior.logAlpha(q[at + 2]);
    curve.evaluate(prior, q, at, false);
    MediaWindow window = posterior.window();
    double scale = outcomeMean * curve.scale();
    double[] row = path[i];
    for (int t = 0; t < row.length; t++) {
      row[t] = scale * curve.hill()[window.windowFrom + t];
    }
    double alpha = Math.exp(logAlpha);
    slopes(curve, window, slope);
    for (int h = 0; h < horizons.length; h++) {
      int from = window.windowTo - horizons[h];
      sums[h][i] = Series.sum(row, row.length - horizons[h], row.length);
      marginals[h][i] =
          scale * alpha * curve.adstockOf(window.path[medium], from, window.windowTo, slope);
    }
    double half = Math.exp(logKappa) * curve.maxAdstock();
    for (int k = 0; k < exposures.length; k++) {
      double x = exposures[k];
      responses[k][i] = x > 0 ? scale / (1 + Math.exp(-alpha * Math.log(x / half))) : 0;
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
