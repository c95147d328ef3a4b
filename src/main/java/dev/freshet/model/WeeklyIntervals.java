package dev.freshet.model;

/** Central 90 % intervals of a weekly quantity, over the draws of each week. */
final class WeeklyIntervals {
  /** Weeks read at a time: a draw's weeks lie side by side in memory. */
  private static final int BLOCK = 8;

  private static final double[] ENDS = {0.05, 0.95};

  /** The value of one draw in one week. */
  interface Draws {
    double value(int draw, int week);
  }

  private WeeklyIntervals() {}

  /** Lower ends by week, then upper ends by week. */
  static double[][] of(Particles particles, int weeks, Draws draws, Workers workers) {
    double[][] bounds = new double[2][weeks];
    int n = particles.size();
    Quantiles[] quantiles = new Quantiles[workers.threads()];
    double[][][] values = new double[workers.threads()][BLOCK][n];
    java.util.Arrays.setAll(quantiles, thread -> new Quantiles(particles.weightArray()));
    workers.run(
        (weeks + BLOCK - 1) / BLOCK,
        (thread, block) -> {
          int from = block * BLOCK;
          int to = Math.min(weeks, from + BLOCK);
          double[][] v = values[thread];
          for (int i = 0; i < n; i++) {
            for (int t = from; t < to; t++) {
              v[t - from][i] = draws.value(i, t);
            }
          }
          double[] ends = new double[2];
          for (int t = from; t < to; t++) {
            quantiles[thread].of(v[t - from], ENDS, ends);
            bounds[0][t] = ends[0];
            bounds[1][t] = ends[1];
          }
        });
    return bounds;
  }
}
