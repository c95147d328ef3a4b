package dev.freshet.model;

/** Central 90 % intervals of a weekly quantity, over the draws of each week. */
final class WeeklyIntervals {
  /** Weeks read at a time: a draw's weeks lie side by side in memory. */
  private static final int BLOCK = 8;

  private static final double[] ENDS = {0.05, 0.95};

  /** The weeks of one draw. */
  interface Draws {
    /** Writes the values of weeks {@code from} … {@code to} − 1 to the beginning of {@code out}. */
    void read(int draw, int from, int to, double[] out);
  }

  private WeeklyIntervals() {}

  /** Of rows by draw, then week. */
  static double[][] of(Particles particles, double[][] rows, Workers workers) {
    return of(
        particles,
        rows[0].length,
        (i, from, to, out) -> System.arraycopy(rows[i], from, out, 0, to - from),
        workers);
  }

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
          double[] row = new double[BLOCK];
          for (int i = 0; i < n; i++) {
            draws.read(i, from, to, row);
            for (int t = from; t < to; t++) {
              v[t - from][i] = row[t - from];
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
