package dev.freshet.model;

/**
 * The likelihood of one set of observed weeks, for particles whose media are given: one target on
 * the way from an incumbent to its refresh.
 *
 * <pre>
 * log L(τ, ρ | v) = −(a0 + m/2) log(b0 + Q(y − v)/2) − ell/2
 * </pre>
 *
 * m observed weeks, Q and ell of {@link BaselineFactor}, y the scaled outcome, v the media's sum by
 * week of {@link MediaWindow}. Priors are the same in all targets of a path and left out. Weeks of
 * the posterior outside [from, to) count as unobserved, which integrates them out exactly.
 */
final class PathTarget {
  private final int[] weeks; // on the timeline of MediaWindow
  private final double[] outcome;
  private final BaselineFactor[] factors = new BaselineFactor[NoiseGrid.SIZE];
  private final Posterior posterior;
  private final double power;

  /**
   * @param grids the grid points that will be asked for
   */
  PathTarget(Posterior posterior, int from, int to, boolean[] grids, Workers workers) {
    this.posterior = posterior;
    int windowFrom = posterior.window().windowFrom;
    int[] all = posterior.observedIndices();
    double[] scaled = posterior.scaledOutcome();
    int first = 0;
    while (first < all.length && windowFrom + all[first] < from) {
      first++;
    }
    int end = all.length;
    while (end > first && windowFrom + all[end - 1] >= to) {
      end--;
    }
    this.weeks = new int[end - first];
    int[] observed = java.util.Arrays.copyOfRange(all, first, end);
    for (int k = 0; k < weeks.length; k++) {
      weeks[k] = windowFrom + observed[k];
    }
    this.outcome = java.util.Arrays.copyOfRange(scaled, first, end);
    this.power = posterior.noiseShape() - (all.length - weeks.length) / 2.0;
    boolean whole = weeks.length == all.length;
    workers.run(
        NoiseGrid.SIZE,
        (thread, g) -> {
          if (grids[g]) {
            factors[g] =
                whole ? posterior.factor(g) : new BaselineFactor(posterior.design(), observed, g);
          }
        });
  }

  int observedWeeks() {
    return weeks.length;
  }

  /**
   * Log likelihood at a grid point.
   *
   * @param media sum of the media by week of the timeline, in units of the mean outcome
   * @param residual scratch, at least {@link #observedWeeks()} long
   * @param z scratch, as long as the design has columns
   */
  double logLikelihood(int grid, double[] media, double[] residual, double[] z) {
    for (int k = 0; k < weeks.length; k++) {
      residual[k] = outcome[k] - media[weeks[k]];
    }
    double q = factors[grid].quadraticForm(residual, z);
    return -power * Math.log(posterior.noiseRate(q)) - factors[grid].logDeterminant() / 2;
  }
}
