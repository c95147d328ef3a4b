package dev.freshet.model;

import java.util.List;

/**
 * Builds a model's particles and escalates when the sampler's own checks fail: tempered sampling;
 * again with four times the particles; Markov chains. What fails even then is handed back with its
 * problem.
 */
final class BuildLadder {
  private static final int MORE = 4;

  private final Posterior posterior;
  private final List<double[]> starts;
  private final double strictness;
  private final Workers workers;

  /** Particles, how they came about, and whether they can be trusted. */
  record Outcome(Cloud cloud, SamplerReport report, SamplerChecks checks) {}

  /**
   * @param starts of the search for the mode, the default one first
   * @param strictness 1; tests force escalation by more
   */
  BuildLadder(Posterior posterior, List<double[]> starts, double strictness, Workers workers) {
    this.posterior = posterior;
    this.starts = starts;
    this.strictness = strictness;
    this.workers = workers;
  }

  Outcome build(int draws, long seed) {
    Attempt first = tempered("tempered", draws, seed);
    if (first.outcome() != null && first.outcome().checks().passed()) {
      return first.outcome();
    }
    Attempt second = tempered("tempered, 4 × particles", MORE * draws, seed + 1);
    if (second.outcome() != null && second.outcome().checks().passed()) {
      return plus(thinned(second.outcome(), draws), first.gradients());
    }
    double[][] places = second.outcome() == null ? new double[0][] : second.outcome().cloud().q;
    Outcome chains =
        checked(
            "NUTS", new ChainSampler(posterior, workers).sample(draws, places, starts, seed + 2));
    return plus(chains, first.gradients() + second.gradients());
  }

  private record Attempt(Outcome outcome, long gradients) {}

  // Tempering that breaks off is a failed attempt like any other.
  private Attempt tempered(String method, int draws, long seed) {
    try {
      Outcome outcome =
          checked(method, new TemperedSampler(posterior, workers).sample(draws, starts, seed));
      return new Attempt(outcome, outcome.report().gradients());
    } catch (FitFailedException e) {
      return new Attempt(null, 0);
    }
  }

  private Outcome checked(String method, TemperedSampler.Outcome outcome) {
    Cloud cloud = outcome.cloud();
    double[][] totals = IslandCheck.totals(posterior, cloud, workers);
    SamplerChecks checks =
        IslandCheck.of(method, outcome.report().acceptance(), totals, cloud, strictness);
    return new Outcome(cloud, outcome.report().withEffective(checks.effectiveParticles()), checks);
  }

  private static Outcome thinned(Outcome outcome, int draws) {
    return new Outcome(
        outcome.cloud().only(outcome.cloud().everySoMany(draws)),
        outcome.report(),
        outcome.checks());
  }

  private static Outcome plus(Outcome outcome, long gradients) {
    return new Outcome(
        outcome.cloud(), outcome.report().withMoreGradients(gradients), outcome.checks());
  }
}
