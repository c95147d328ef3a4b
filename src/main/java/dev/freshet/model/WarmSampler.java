package dev.freshet.model;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Brings an incumbent's particles to a new window: reweights them, and moves them only when too few
 * stay effective.
 *
 * <pre>
 * log w_i += full_new(q_i, τ_i, ρ_i) − full_old(q_i, τ_i, ρ_i)
 * </pre>
 *
 * "old" is evaluated on the data the incumbent was fitted on, so new, departed and restated weeks
 * are all accounted for by the same ratio, and the target is always prior × likelihood of the
 * current window. When the effective size falls below N/2: one metric, systematic resampling, and
 * sweeps whose states are recorded ({@link Rounds}).
 */
final class WarmSampler {
  private static final double FEWEST_EFFECTIVE = 0.05;
  private static final double HIGHEST_ADSTOCK = 1.5;

  private final Posterior posterior;
  private final Posterior old;
  private final Workers workers;

  /** Moved particles and their report; or why a build is needed. */
  record Outcome(Optional<Cloud> cloud, Optional<SamplerReport> report, String reasonToRebuild) {}

  WarmSampler(Posterior posterior, Posterior old, Workers workers) {
    this.posterior = posterior;
    this.old = old;
    this.workers = workers;
  }

  Outcome sample(FittedModel incumbent, long seed) {
    Particles start = incumbent.particles();
    if (start.dimension() != posterior.dimension()) {
      return rebuild("the incumbent's particles have another layout");
    }
    Cloud cloud = new Cloud(start.q(), start.grid());
    cloud.stepSize = incumbent.stepSize();
    Sweep sweep = new Sweep(posterior, workers);
    double[] logWeight = new double[cloud.size];
    double[][] reach = new double[cloud.size][posterior.window().media];
    Posterior.Workspace[] oldWorkspaces = new Posterior.Workspace[workers.threads()];
    java.util.Arrays.setAll(oldWorkspaces, thread -> old.workspace());
    workers.run(
        cloud.size,
        (thread, i) -> {
          double before = old.full(cloud.q[i], cloud.grid[i], oldWorkspaces[thread]);
          Posterior.Workspace ws = sweep.workspace(thread);
          double after = posterior.full(cloud.q[i], cloud.grid[i], ws);
          boolean inside = before > -1e299 && after > -1e299;
          logWeight[i] =
              inside ? Math.log(start.weightArray()[i]) + after - before : Double.NEGATIVE_INFINITY;
          for (int m = 0; inside && m < reach[i].length; m++) {
            reach[i][m] = ws.curves[m].windowReach();
          }
        });
    if (!cloud.setLogWeights(logWeight)) {
      return rebuild("no particle of the incumbent is possible any more");
    }
    double effective = cloud.effectiveSize();
    if (!(effective >= FEWEST_EFFECTIVE * cloud.size)) {
      return rebuild("only %.0f of %d particles stayed effective".formatted(effective, cloud.size));
    }
    Optional<String> beyond = beyondTheAnchor(cloud, reach, incumbent.definition());
    if (beyond.isPresent()) {
      return rebuild(beyond.get());
    }
    Cloud result = effective < cloud.size / 2.0 ? moved(cloud, sweep, seed) : cloud;
    SamplerReport report =
        new SamplerReport(
            cloud.size,
            result.effectiveSize(),
            sweep.lastAcceptance(),
            0,
            sweep.sweeps(),
            sweep.gradients(),
            "",
            OptionalDouble.of(effective));
    return new Outcome(Optional.of(result), Optional.of(report), "");
  }

  private static Cloud moved(Cloud weighted, Sweep sweep, long seed) {
    Cloud chains = new Cloud(Rounds.chains(weighted.size), weighted.dimension, seed);
    chains.stepSize = weighted.stepSize;
    double[] metric = weighted.metric();
    chains.drawFrom(weighted);
    Rounds rounds = new Rounds(weighted.size);
    while (rounds.wantMore()) {
      sweep.move(chains, metric);
      rounds.record(chains);
    }
    return rounds.draws(chains.stepSize);
  }

  private Optional<String> beyondTheAnchor(
      Cloud cloud, double[][] reach, ModelDefinition definition) {
    for (int m = 0; m < posterior.window().media; m++) {
      double mean = 0;
      for (int i = 0; i < cloud.size; i++) {
        mean += cloud.weight[i] * reach[i][m];
      }
      if (mean > HIGHEST_ADSTOCK) {
        return Optional.of(
            String.format(
                java.util.Locale.ROOT,
                "the adstock of %s reaches %.2f times the anchor's largest",
                definition.media().get(posterior.window().term[m]).name(),
                mean));
      }
    }
    return Optional.empty();
  }

  private static Outcome rebuild(String reason) {
    return new Outcome(Optional.empty(), Optional.empty(), reason);
  }
}
