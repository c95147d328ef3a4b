package dev.freshet.model;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Scores new weeks against the incumbent's predictions, each made from the weeks before it.
 *
 * <p>With a week as last row, Q of {@link BaselineFactor} is quadratic in its residual δ: Q(δ) =
 * min Q + h (δ − μ)², h the last diagonal element of R' M⁻¹ R, h (δ − μ) the last element of R' M⁻¹
 * R r. So given a particle the week follows a t distribution with ν = 2 a0 + m − 1 degrees of
 * freedom, m observed weeks with it, location μ and squared scale (2 b0 + min Q) / (ν h). The
 * prediction mixes these over the incumbent's particles; after each week its density reweights
 * them, so that weeks are scored one after the other and the scores of a right model are
 * independent.
 */
final class OneStepAhead {
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
  private static final double SMALLEST = 1e-12;

  private final ModelDefinition definition;
  private final Convention convention;
  private final Workers workers;

  OneStepAhead(ModelDefinition definition, Convention convention, Workers workers) {
    this.definition = definition;
    this.convention = convention;
    this.workers = workers;
  }

  /**
   * Every week of {@code data} with an outcome that {@code incumbent} has not seen.
   *
   * @param posterior the posterior on {@code data} and the incumbent's anchor
   * @param curves of the incumbent's particles, by {@code posterior}
   */
  List<ScoredWeek> score(
      ModelData data, Posterior posterior, FittedModel incumbent, MediaCurves curves) {
    ModelData old = incumbent.data();
    int last = data.weeks() - 1;
    long fresh = ChronoUnit.WEEKS.between(old.week(old.weeks() - 1), data.week(last));
    List<ScoredWeek> scores = new ArrayList<>();
    if (fresh < 1 || fresh > last) {
      return scores;
    }
    double[] outcome = data.outcomeArray();
    int newest = last;
    while (newest >= 0 && Double.isNaN(outcome[newest])) {
      newest--;
    }
    double[] weight = incumbent.particles().weight();
    for (int t = (int) (last - fresh + 1); t <= newest; t++) {
      if (!Double.isNaN(outcome[t])) {
        Posterior until =
            t == newest
                ? posterior
                : new Posterior(
                    definition, incumbent.anchor(), until(data, t), convention, workers);
        score(until, incumbent, curves, outcome[t], weight, data.week(t)).ifPresent(scores::add);
      }
    }
    return scores;
  }

  private static ModelData until(ModelData data, int week) {
    double[] outcome = data.outcome();
    Arrays.fill(outcome, week + 1, outcome.length, Double.NaN);
    return data.withOutcome(outcome);
  }

  // Scores the last observed week of the posterior and reweights by its density.
  private Optional<ScoredWeek> score(
      Posterior posterior,
      FittedModel incumbent,
      MediaCurves curves,
      double observed,
      double[] weight,
      java.time.LocalDate week) {
    Particles particles = incumbent.particles();
    int n = particles.size();
    int m = posterior.observedWeeks();
    double degrees = 2 * posterior.noiseShape() - 1;
    TDistribution student = new TDistribution(null, degrees);
    double[][] last = lastRows(posterior);
    double[] error = new double[n]; // δ − μ
    double[] scale = new double[n];
    double[] probability = new double[n];
    Posterior.Workspace[] workspaces = new Posterior.Workspace[workers.threads()];
    Arrays.setAll(workspaces, thread -> posterior.workspace());
    workers.run(
        n,
        (thread, i) -> {
          Posterior.Workspace ws = workspaces[thread];
          if (!posterior.residual(curves, i, ws)) {
            return;
          }
          int grid = particles.gridIndex(i);
          double h = last[grid][m - 1];
          double pull = 0;
          for (int k = 0; k < m; k++) {
            pull += last[grid][k] * ws.residual[k];
          }
          double q = posterior.factor(grid).quadraticForm(ws.residual, ws.z);
          error[i] = pull / h;
          scale[i] = Math.sqrt(2 * posterior.noiseRate(q - pull * pull / h) / (degrees * h));
          probability[i] = student.cumulativeProbability(error[i] / scale[i]);
        });
    return mix(new Mixture(error, scale, probability, degrees), incumbent, observed, weight, week);
  }

  private record Mixture(double[] error, double[] scale, double[] probability, double degrees) {}

  private static Optional<ScoredWeek> mix(
      Mixture mixture,
      FittedModel incumbent,
      double observed,
      double[] weight,
      java.time.LocalDate week) {
    double unit = incumbent.anchor().outcomeMean();
    double degrees = mixture.degrees();
    double total = 0;
    double mean = 0;
    double square = 0;
    double pit = 0;
    double remaining = 0;
    double[] after = new double[weight.length];
    for (int i = 0; i < weight.length; i++) {
      double scale = mixture.scale()[i];
      if (!(scale > 0)) {
        continue;
      }
      double location = -mixture.error()[i];
      total += weight[i];
      pit += weight[i] * mixture.probability()[i];
      mean += weight[i] * location;
      square += weight[i] * (location * location + scale * scale * degrees / (degrees - 2));
      double t = location / scale;
      after[i] = weight[i] * Math.exp(-(degrees + 1) / 2 * Math.log1p(t * t / degrees)) / scale;
      remaining += after[i];
    }
    if (!(total > 0)) {
      return Optional.empty();
    }
    if (remaining > 0) {
      for (int i = 0; i < weight.length; i++) {
        weight[i] = after[i] / remaining;
      }
    }
    mean /= total;
    double sd = Math.sqrt(Math.max(0, square / total - mean * mean));
    double p = Math.min(1 - SMALLEST, Math.max(SMALLEST, pit / total));
    return Optional.of(
        new ScoredWeek(
            week,
            observed,
            observed + unit * mean,
            unit * sd,
            p,
            NORMAL.inverseCumulativeProbability(p)));
  }

  // By grid point, the last row of R' M⁻¹ R.
  private static double[][] lastRows(Posterior posterior) {
    int m = posterior.observedWeeks();
    double[] only = new double[m];
    only[m - 1] = 1;
    double[][] rows = new double[NoiseGrid.SIZE][m];
    double[] z = new double[posterior.design().size()];
    for (int g = 0; g < rows.length; g++) {
      posterior.factor(g).quadraticForm(only, z);
      posterior.factor(g).gradient(only, z, rows[g]);
    }
    return rows;
  }
}
