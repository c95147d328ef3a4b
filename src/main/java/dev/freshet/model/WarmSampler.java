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
 * current window. When the effective size falls below N/2, or the islands disagree: one metric,
 * systematic resampling, and sweeps whose states are recorded ({@link Rounds}).
 */
final class WarmSampler {
  private static final double FEWEST_EFFECTIVE = 0.05;
  private static final double HIGHEST_ADSTOCK = 1.5;

  /** Draws of a move for each stored particle: steadier ends, of which a thinning is stored. */
  private static final int MORE = 2;

  private final Posterior posterior;
  private final Posterior old;
  private final double strictness;
  private final Workers workers;

  /** Moved particles with their report and checks; or why a build is needed. */
  record Outcome(
      Optional<Cloud> cloud,
      Optional<SamplerReport> report,
      Optional<SamplerChecks> checks,
      String reasonToRebuild) {}

  WarmSampler(Posterior posterior, Posterior old, Workers workers) {
    this(posterior, old, 1, workers);
  }

  /**
   * @param strictness 1; tests force failing checks by more
   */
  WarmSampler(Posterior posterior, Posterior old, double strictness, Workers workers) {
    this.posterior = posterior;
    this.old = old;
    this.strictness = strictness;
    this.workers = workers;
  }

  /**
   * @param curves of the incumbent's particles, by the new window's posterior
   */
  Outcome sample(FittedModel incumbent, MediaCurves curves, long seed) {
    Particles start = incumbent.particles();
    Cloud cloud = new Cloud(start.q(), start.grid());
    cloud.stepSize = incumbent.stepSize();
    Sweep sweep = new Sweep(posterior, workers);
    double[] logWeight = new double[cloud.size];
    double[][] totals = new double[posterior.window().media][cloud.size];
    boolean shared = posterior.extendsMediaOf(old);
    double[][] reach = new double[cloud.size][posterior.window().media];
    Posterior.Workspace[] oldWorkspaces = new Posterior.Workspace[workers.threads()];
    java.util.Arrays.setAll(oldWorkspaces, thread -> old.workspace());
    workers.run(
        cloud.size,
        (thread, i) -> {
          Posterior.Workspace ws = sweep.workspace(thread);
          double after = posterior.full(curves, i, cloud.grid[i], ws);
          double before =
              shared && after > -1e299
                  ? old.fullSharing(cloud.q[i], cloud.grid[i], ws, oldWorkspaces[thread])
                  : old.full(cloud.q[i], cloud.grid[i], oldWorkspaces[thread]);
          boolean inside = before > -1e299 && after > -1e299;
          if (inside) {
            IslandCheck.keep(posterior, ws, totals, i);
          }
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
    boolean few = effective < cloud.size / 2.0;
    SamplerChecks weighed = checks("reweighted", cloud, totals, Double.NaN);
    boolean move = few || !weighed.passed();
    Cloud result = move ? moved(cloud, sweep, seed) : cloud;
    SamplerChecks checks =
        move
            ? checks(
                "reweighted and moved",
                result,
                IslandCheck.totals(posterior, result, workers),
                sweep.lastAcceptance())
            : weighed;
    if (!checks.passed()) {
      return rebuild("sampler checks failed: " + checks.problem());
    }
    SamplerReport report =
        new SamplerReport(
            result.size,
            checks.effectiveParticles(),
            sweep.lastAcceptance(),
            0,
            sweep.sweeps(),
            sweep.gradients(),
            "",
            OptionalDouble.of(effective));
    return new Outcome(Optional.of(result), Optional.of(report), Optional.of(checks), "");
  }

  private SamplerChecks checks(String method, Cloud cloud, double[][] totals, double acceptance) {
    return IslandCheck.of(method, acceptance, totals, cloud, strictness);
  }

  private static Cloud moved(Cloud weighted, Sweep sweep, long seed) {
    int draws = MORE * weighted.size;
    Cloud chains = new Cloud(Rounds.chains(draws), weighted.dimension, seed);
    chains.stepSize = weighted.stepSize;
    double[] metric = weighted.metric();
    chains.drawFrom(weighted);
    Rounds rounds = new Rounds(draws);
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
    return new Outcome(Optional.empty(), Optional.empty(), Optional.empty(), reason);
  }
}
