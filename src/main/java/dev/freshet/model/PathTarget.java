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
 * week of {@link MediaWindow} with the columns of {@link SignedColumns}. Priors are the same in all
 * targets of a path and left out. Weeks of the posterior outside [from, to) count as unobserved,
 * which integrates them out exactly.
 */
final class PathTarget {
  private final int[] weeks; // on the timeline of MediaWindow
  private final double[] outcome;
  private final BaselineFactor[] factors = new BaselineFactor[NoiseGrid.SIZE];
  private final Posterior posterior;
  private final SignedColumns signed;
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
    this.signed =
        new SignedColumns(
            posterior.design(), observed, posterior.dimension() - posterior.signed().count());
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

  /** Scratch memory for one thread. */
  double[][] scratch() {
    return new double[][] {new double[weeks.length], new double[posterior.design().size()]};
  }

  /**
   * Log likelihood at a grid point.
   *
   * @param q the particle
   * @param media sum of the media by week of the timeline, in units of the mean outcome
   * @param scratch of {@link #scratch()}
   */
  double logLikelihood(double[] q, int grid, double[] media, double[][] scratch) {
    double[] residual = scratch[0];
    for (int k = 0; k < weeks.length; k++) {
      residual[k] = outcome[k] - media[weeks[k]];
    }
    signed.subtract(q, residual);
    double form = factors[grid].quadraticForm(residual, scratch[1]);
    return -power * Math.log(posterior.noiseRate(form)) - factors[grid].logDeterminant() / 2;
  }
}
