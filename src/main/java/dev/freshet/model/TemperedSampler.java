package dev.freshet.model;

import java.util.List;

/**
 * Draws a build's particles: tempered sequential Monte Carlo from the Laplace approximation to the
 * posterior.
 *
 * <p>From inverse temperature γ = 0 (the proposal) to 1 (the posterior at the mode's grid point).
 * Each stage raises γ as far as the effective size of the incremental weights stays at N/2,
 * resamples, and moves every particle by one {@link Sweep}. At γ = 1 one more sweep follows, then
 * those whose states are recorded as draws of equal weight ({@link Rounds}). (Del Moral, Doucet and
 * Jasra, Sequential Monte Carlo samplers, 2006.)
 */
final class TemperedSampler {
  private static final int MAX_STAGES = 26;
  private static final int SWEEPS_BEFORE_DRAWS = 1;
  private static final double FIRST_STEP_SIZE = 0.25;

  private final Posterior posterior;
  private final Workers workers;

  /** The particles of a build with what is told about them. */
  record Outcome(Cloud cloud, SamplerReport report) {}

  TemperedSampler(Posterior posterior, Workers workers) {
    this.posterior = posterior;
    this.workers = workers;
  }

  /**
   * @param draws number of draws wanted
   * @param starts of the search for the mode, the default one first
   */
  Outcome sample(int draws, List<double[]> starts, long seed) {
    int particles = Rounds.chains(draws);
    Cloud cloud = new Cloud(particles, posterior.dimension(), seed);
    Sweep sweep = new Sweep(posterior, workers);
    ModeSearch.Mode mode = ModeSearch.find(posterior, starts, cloud.common, sweep.workspace(0));
    Proposal proposal = Proposal.at(posterior, mode.q(), mode.grid(), sweep.workspace(0));
    cloud.stepSize = FIRST_STEP_SIZE;
    workers.run(
        particles,
        (thread, i) -> {
          proposal.sample(cloud.streams[i], cloud.q[i]);
          cloud.grid[i] = proposal.sampleGrid(cloud.streams[i]);
        });
    double gamma = 0;
    int stages = 0;
    while (gamma < 1) {
      if (stages == MAX_STAGES) {
        throw new FitFailedException(
            "tempering did not reach the posterior in %d stages (stopped at %.3g); the data may contradict the model"
                .formatted(MAX_STAGES, gamma));
      }
      gamma = stage(cloud, sweep, proposal, gamma);
      stages++;
    }
    for (int k = 0; k < SWEEPS_BEFORE_DRAWS; k++) {
      sweep.move(cloud, cloud.metric());
    }
    Rounds rounds = new Rounds(draws);
    while (rounds.wantMore()) {
      sweep.move(cloud, cloud.metric());
      rounds.record(cloud);
    }
    return new Outcome(
        rounds.draws(cloud.stepSize),
        new SamplerReport(
            draws,
            draws,
            sweep.lastAcceptance(),
            stages,
            sweep.sweeps(),
            sweep.gradients(),
            mode.reason(),
            java.util.OptionalDouble.empty()));
  }

  private double stage(Cloud cloud, Sweep sweep, Proposal proposal, double gamma) {
    double[] logRatio = new double[cloud.size];
    double[][] scratch = new double[workers.threads()][cloud.dimension];
    workers.run(
        cloud.size,
        (thread, i) ->
            logRatio[i] =
                posterior.full(cloud.q[i], cloud.grid[i], sweep.workspace(thread))
                    - proposal.logDensity(cloud.q[i], scratch[thread])
                    - proposal.logGrid(cloud.grid[i]));
    double rise = rise(cloud, logRatio, 1 - gamma);
    weigh(cloud, logRatio, rise);
    double next = gamma + rise > 1 - 1e-6 ? 1 : gamma + rise;
    double[] metric = cloud.metric();
    cloud.resample();
    sweep.move(cloud, metric, next, proposal);
    return next;
  }

  private static double rise(Cloud cloud, double[] logRatio, double rest) {
    weigh(cloud, logRatio, rest);
    if (cloud.effectiveSize() >= cloud.size / 2.0) {
      return rest;
    }
    double low = 0;
    double high = rest;
    for (int k = 0; k < 30; k++) {
      double middle = (low + high) / 2;
      weigh(cloud, logRatio, middle);
      if (cloud.effectiveSize() >= cloud.size / 2.0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static void weigh(Cloud cloud, double[] logRatio, double power) {
    double[] scaled = new double[logRatio.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = power * logRatio[i];
    }
    if (!cloud.setLogWeights(scaled)) {
      throw new FitFailedException("no particle has a finite posterior density");
    }
  }
}
