package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws recycled from the last sweeps: the chains' states after each of them, all of one weight.
 *
 * <p>A sweep's trajectories leave little correlation between a chain's state and its next, so R
 * rounds of N chains are nearly as good as R N chains, for the price of R sweeps of N: tempering
 * and the sweeps before the first round are paid for N chains only. (Nguyen, Septier, Peters and
 * Delignon, Improving SMC sampler estimate by recycling all past simulated particles, 2014.)
 */
final class Rounds {
  /** Chains below which states are not recycled: their covariance would be too coarse a metric. */
  private static final int FEWEST_CHAINS = 256;

  private static final int MOST_ROUNDS = 8;

  private final int draws;
  private final List<double[][]> points = new ArrayList<>();
  private final List<int[]> grids = new ArrayList<>();

  /**
   * @param draws number of draws wanted
   */
  Rounds(int draws) {
    this.draws = draws;
  }

  /** Chains to run for {@code draws} draws: an even number, so that islands are alike. */
  static int chains(int draws) {
    int chains = Math.max(Math.min(draws, FEWEST_CHAINS), -(-draws / MOST_ROUNDS));
    return chains + chains % Cloud.ISLANDS;
  }

  /** Whether more rounds are needed. */
  boolean wantMore() {
    return points.isEmpty() || points.size() * points.get(0).length < draws;
  }

  /** Keeps the present states. */
  void record(Cloud cloud) {
    double[][] q = new double[cloud.size][];
    for (int i = 0; i < q.length; i++) {
      q[i] = cloud.q[i].clone();
    }
    points.add(q);
    grids.add(cloud.grid.clone());
  }

  /** All draws: island by island, within them chain by chain: every so many are far apart. */
  Cloud draws(double stepSize) {
    double[][] q = new double[draws][];
    int[] grid = new int[draws];
    int chains = grids.get(0).length;
    for (int island = 0; island < Cloud.ISLANDS; island++) {
      int at = Cloud.islandStart(draws, island);
      int end = Cloud.islandStart(draws, island + 1);
      int to = Cloud.islandStart(chains, island + 1);
      for (int i = Cloud.islandStart(chains, island); i < to; i++) {
        for (int round = 0; round < grids.size() && at < end; round++) {
          q[at] = points.get(round)[i];
          grid[at++] = grids.get(round)[i];
        }
      }
    }
    Cloud cloud = new Cloud(q, grid);
    cloud.stepSize = stepSize;
    cloud.perChain = grids.size();
    return cloud;
  }
}
