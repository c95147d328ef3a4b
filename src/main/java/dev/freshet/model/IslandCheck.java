package dev.freshet.model;

import java.util.Arrays;
import java.util.Locale;

/**
 * Compares the two islands of a set of particles: halves that were resampled independently.
 *
 * <p>For each medium's window total and their sum: 5 %, 50 % and 95 % quantile of either half,
 * their difference in widths of the whole set's 90 % interval. Halves that agree by chance alone
 * differ by twice the whole set's standard error, so the root mean square of half the difference
 * estimates it. Limits for 1,024 effective particles: {@value #MEDIAN_LIMIT} in a median (modes
 * that do not mix), {@value #END_LIMIT} in an end; wider by the square root where fewer are
 * effective.
 *
 * <p>The effective number is 1 / Σ w², and no more than what the chains are worth that several
 * particles come from: number of chains × variance of the particles / variance of the chains'
 * means, the smallest over media (batch means; Geyer, Practical Markov chain Monte Carlo, 1992).
 */
final class IslandCheck {
  static final double MEDIAN_LIMIT = 0.15;
  static final double END_LIMIT = 0.45;

  private static final double FULL_SIZE = 1024;
  private static final double LOWEST_ACCEPTANCE = 0.4;

  private final double[] weights;
  private double medians;
  private double ends;
  private double squares;
  private int count;

  private IslandCheck(double[] weights) {
    this.weights = weights;
  }

  /** Window totals by medium, then particle; unit does not matter. */
  static double[][] totals(Posterior posterior, Cloud cloud, Workers workers) {
    double[][] totals = new double[posterior.window().media][cloud.size];
    Posterior.Workspace[] ws = new Posterior.Workspace[workers.threads()];
    Arrays.setAll(ws, thread -> posterior.workspace());
    workers.run(
        cloud.size,
        (thread, i) -> {
          if (posterior.residual(cloud.q[i], ws[thread], false)) {
            keep(posterior, ws[thread], totals, i);
          }
        });
    return totals;
  }

  /** Writes the totals of the particle a workspace was evaluated at. */
  static void keep(Posterior posterior, Posterior.Workspace ws, double[][] totals, int i) {
    MediaWindow window = posterior.window();
    for (int c = 0; c < totals.length; c++) {
      MediumCurve curve = ws.curves[c];
      totals[c][i] = curve.scale() * Series.sum(curve.hill(), window.windowFrom, window.windowTo);
    }
  }

  /** The judgement on particles with these totals and weights. */
  static SamplerChecks of(
      String method, double acceptance, double[][] totals, Cloud cloud, double strictness) {
    double[] weights = cloud.weight;
    IslandCheck check = new IslandCheck(weights);
    double[] sum = new double[weights.length];
    for (double[] medium : totals) {
      check.compare(medium);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += medium[i];
      }
    }
    check.compare(sum);
    double squares = 0;
    double all = 0;
    for (double w : weights) {
      squares += w * w;
      all += w;
    }
    double effective = Math.min(all * all / squares, fromChains(totals, cloud));
    double widen = Math.max(1, Math.sqrt(FULL_SIZE / effective)) / strictness;
    String problem = "";
    if (acceptance < LOWEST_ACCEPTANCE) {
      problem = text("only %.0f %% of the moves were accepted", 100 * acceptance);
    } else if (!(check.medians <= MEDIAN_LIMIT * widen)) {
      problem =
          text("two independent halves differ by %.2f interval widths in a median", check.medians);
    } else if (!(check.ends <= END_LIMIT * widen)) {
      problem = text("two independent halves differ by %.2f interval widths in an end", check.ends);
    }
    return new SamplerChecks(
        method,
        acceptance,
        effective,
        check.medians,
        check.ends,
        Math.sqrt(check.squares / check.count),
        problem);
  }

  private static double fromChains(double[][] totals, Cloud cloud) {
    double smallest = Double.POSITIVE_INFINITY;
    for (double[] medium : cloud.perChain == 1 ? new double[0][] : totals) {
      double[] means = new double[Cloud.ISLANDS * (cloud.size / Cloud.ISLANDS / cloud.perChain)];
      int at = 0;
      for (int island = 0; island < Cloud.ISLANDS; island++) {
        int from = Cloud.islandStart(cloud.size, island);
        for (int k = 0; k < means.length / Cloud.ISLANDS; k++, from += cloud.perChain) {
          means[at++] = Series.mean(medium, from, from + cloud.perChain);
        }
      }
      double spread = Series.populationSd(medium, 0, medium.length);
      double ofMeans = Series.populationSd(means, 0, means.length);
      if (ofMeans > 0) {
        smallest = Math.min(smallest, means.length * spread * spread / (ofMeans * ofMeans));
      }
    }
    return smallest;
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void compare(double[] values) {
    Interval whole = new Quantiles(weights).interval(values);
    double width = whole.upper() - whole.lower();
    if (!(width > 0)) {
      return;
    }
    int half = Cloud.islandStart(weights.length, 1);
    Interval a = interval(values, 0, half);
    Interval b = interval(values, half, weights.length);
    double median = (a.median() - b.median()) / width;
    double lower = (a.lower() - b.lower()) / width;
    double upper = (a.upper() - b.upper()) / width;
    medians = Math.max(medians, Math.abs(median));
    ends = Math.max(ends, Math.max(Math.abs(lower), Math.abs(upper)));
    squares += (median * median + lower * lower + upper * upper) / 4;
    count += 3;
  }

  private Interval interval(double[] values, int from, int to) {
    return new Quantiles(Arrays.copyOfRange(weights, from, to))
        .interval(Arrays.copyOfRange(values, from, to));
  }
}
