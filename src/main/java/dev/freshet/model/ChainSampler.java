package dev.freshet.model;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Draws a build's particles by Markov chains: the way left when tempering fails its checks.
 *
 * <p>{@value #CHAINS} chains of {@link Nuts} with the Laplace approximation's metric, the grid
 * point (τ, ρ) drawn from its exact conditional before each transition; {@value #WARM_UP}
 * transitions adapt the step and are forgotten. The first half of the chains is one island, the
 * second the other.
 */
final class ChainSampler {
  /** Draws whose means are compared to tell how many a chain's are worth. */
  private static final int BATCH = 32;

  private static final int CHAINS = 8;
  private static final int WARM_UP = 200;
  private static final double FIRST_STEP = 0.25;

  private final Posterior posterior;
  private final Workers workers;

  ChainSampler(Posterior posterior, Workers workers) {
    this.posterior = posterior;
    this.workers = workers;
  }

  /**
   * @param starts a point for each chain, taken in turn
   */
  TemperedSampler.Outcome sample(int draws, double[][] places, List<double[]> starts, long seed) {
    Cloud chains = new Cloud(CHAINS, posterior.dimension(), seed);
    Posterior.Workspace[] workspaces = new Posterior.Workspace[CHAINS];
    Arrays.setAll(workspaces, chain -> posterior.workspace());
    ModeSearch.Mode mode = ModeSearch.find(posterior, starts, chains.common, workspaces[0]);
    double[] metric = Proposal.at(posterior, mode.q(), mode.grid(), workspaces[0]).factor();
    double[][] q = new double[draws][];
    int[] grid = new int[draws];
    double[] acceptance = new double[CHAINS];
    workers.run(
        CHAINS,
        (thread, chain) -> {
          int from = chain * draws / CHAINS;
          int to = (chain + 1) * draws / CHAINS;
          double[] first = places.length == 0 ? mode.q() : places[chain * places.length / CHAINS];
          Chain run =
              new Chain(metric, first, mode.grid(), chains.streams[chain], workspaces[chain]);
          for (int k = 0; k < WARM_UP; k++) {
            run.next(true);
          }
          for (int k = from; k < to; k++) {
            run.next(false);
            acceptance[chain] += run.nuts.acceptance() / (to - from);
            q[k] = run.nuts.position().clone();
            grid[k] = run.grid;
          }
        });
    Cloud cloud = new Cloud(q, grid);
    cloud.stepSize = FIRST_STEP;
    cloud.perChain = BATCH;
    long gradients = Arrays.stream(workspaces).mapToLong(ws -> ws.gradients).sum();
    return new TemperedSampler.Outcome(
        cloud,
        new SamplerReport(
            draws,
            draws,
            Series.mean(acceptance, 0, CHAINS),
            0,
            0,
            gradients,
            mode.reason(),
            OptionalDouble.empty()));
  }

  private final class Chain {
    final Nuts nuts;
    private final UniformRandomProvider random;
    private final Posterior.Workspace ws;
    private final double[] weights = new double[NoiseGrid.SIZE];
    int grid;

    Chain(
        double[] metric,
        double[] start,
        int grid,
        UniformRandomProvider random,
        Posterior.Workspace ws) {
      this.nuts = new Nuts(metric, start, FIRST_STEP, random);
      this.grid = grid;
      this.random = random;
      this.ws = ws;
    }

    void next(boolean adapt) {
      double u = random.nextDouble();
      if (posterior.gridLogWeights(nuts.position(), weights, ws)) {
        grid = Proposal.choose(weights, u);
      }
      nuts.move((q, gradient) -> posterior.conditional(q, grid, gradient, ws), adapt);
    }
  }
}
