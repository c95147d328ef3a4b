package dev.freshet.model;

import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The incumbent's prediction of the newest outcome, from the weeks it knew.
 *
 * <p>With the newest week as last row, Q is quadratic in its residual δ: Q(δ) = Q(0) + 2 g δ + h
 * δ², so given a particle the week follows a t distribution with 2 a0 + m degrees of freedom,
 * location −g / h and squared scale (2 b0 + min Q) / ((2 a0 + m) h), m the number of weeks known.
 * The prediction mixes them over the incumbent's particles. Weeks between the incumbent's newest
 * and the window's newest are masked.
 */
final class OneStepAhead {
  private OneStepAhead() {}

  static Optional<Diagnostics.Prediction> of(
      Target target, FittedModel incumbent, Convention convention) {
    ModelData data = target.data();
    int last = data.weeks() - 1;
    ModelData old = incumbent.data();
    long fresh = ChronoUnit.WEEKS.between(old.week(old.weeks() - 1), data.week(last));
    double observed = data.outcomeArray()[last];
    if (fresh < 1 || fresh > last || Double.isNaN(observed)) {
      return Optional.empty();
    }
    Posterior posterior = target.posterior();
    if (fresh > 1) {
      double[] outcome = data.outcome();
      java.util.Arrays.fill(outcome, (int) (last - fresh + 1), last, Double.NaN);
      ModelData masked = data.withOutcome(outcome);
      posterior = new Posterior(target.definition(), incumbent.anchor(), masked, convention);
    }
    return predict(posterior, incumbent, observed);
  }

  /** What is being fitted, with its posterior on the incumbent's anchor. */
  record Target(ModelDefinition definition, ModelData data, Posterior posterior) {}

  private static Optional<Diagnostics.Prediction> predict(
      Posterior posterior, FittedModel incumbent, double observed) {
    Particles particles = incumbent.particles();
    double unit = incumbent.anchor().outcomeMean();
    int m = posterior.observedWeeks();
    Posterior.Workspace ws = posterior.workspace();
    double[] g = new double[m];
    double[] only = new double[m];
    only[m - 1] = 1;
    double[] z = new double[posterior.design().size()];
    double[] curvature = new double[NoiseGrid.SIZE];
    double weights = 0;
    double mean = 0;
    double square = 0;
    for (int i = 0; i < particles.size(); i++) {
      if (!posterior.residual(particles.point(i), ws, false)) {
        continue;
      }
      int grid = particles.gridIndex(i);
      BaselineFactor factor = posterior.factor(grid);
      if (curvature[grid] == 0) {
        curvature[grid] = factor.quadraticForm(only, z);
      }
      double h = curvature[grid];
      double media = observed / unit - ws.residual[m - 1];
      ws.residual[m - 1] = 0;
      double q = factor.quadraticForm(ws.residual, ws.z);
      factor.gradient(ws.residual, ws.z, g);
      double location = media - g[m - 1] / h;
      double smallest = q - g[m - 1] * g[m - 1] / h;
      double degrees = 2 * posterior.noiseShape() - 1;
      double variance = 2 * posterior.noiseRate(smallest) / (h * (degrees - 2));
      double w = particles.weightArray()[i];
      weights += w;
      mean += w * location;
      square += w * (variance + location * location);
    }
    if (!(weights > 0)) {
      return Optional.empty();
    }
    mean /= weights;
    double sd = Math.sqrt(Math.max(0, square / weights - mean * mean));
    return Optional.of(new Diagnostics.Prediction(observed, unit * mean, unit * sd));
  }
}
