package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Answers about the baseline: its components' paths with intervals, and those of the fitted value.
 *
 * <p>Published paths are the conditional mean of the coefficients given the published media paths,
 * averaged over the particles' (τ, ρ), those with a sign the mean of the particles' own: so
 * baseline and media compensate each other. Intervals come from one draw of noise variance and
 * coefficients for each particle, given its media, see {@link BaselinePart}.
 */
final class BaselineAnswers {
  private final ModelDefinition definition;
  private final ModelData data;
  private final Posterior posterior;
  private final Particles particles;
  private final double outcomeMean;
  private final double[][] mediaTotal; // by particle, then window week
  private final Workers workers;
  private final double[][] coefficients; // by particle, draws
  private final double[][] fittedDraws; // by particle, then window week

  BaselineAnswers(
      ModelDefinition definition,
      ModelData data,
      Posterior posterior,
      Particles particles,
      double outcomeMean,
      double[][] mediaTotal,
      long seed,
      Workers workers) {
    this.definition = definition;
    this.data = data;
    this.posterior = posterior;
    this.particles = particles;
    this.outcomeMean = outcomeMean;
    this.mediaTotal = mediaTotal;
    this.workers = workers;
    this.coefficients = new double[particles.size()][coefficientCount()];
    this.fittedDraws = new double[particles.size()][data.weeks()];
    Cloud streams = new Cloud(particles.size(), 0, seed);
    workers.run(particles.size(), (thread, i) -> draw(i, streams.streams[i]));
  }

  private void draw(int i, UniformRandomProvider random) {
    double[] z = coefficients[i];
    int conjugate = posterior.design().size();
    for (int k = conjugate; k < z.length; k++) {
      z[k] = posterior.signed().coefficient(particles.point(i), k - conjugate);
    }
    BaselineDraw.of(posterior, particles.gridIndex(i), residual(mediaTotal[i], z), z, random);
    double[] fitted = fittedDraws[i];
    System.arraycopy(mediaTotal[i], 0, fitted, 0, fitted.length);
    for (int k = 0; k < z.length; k++) {
      double[] column = posterior.design().column(k).values();
      boolean outlier = posterior.design().column(k).component().equals(BaselineDesign.OUTLIER);
      double scale = outlier ? 0 : outcomeMean * z[k];
      for (int t = 0; t < fitted.length; t++) {
        fitted[t] += scale * column[t];
      }
    }
  }

  private int coefficientCount() {
    return posterior.design().size() + posterior.design().signed();
  }

  // Scaled outcome minus media and the columns with a sign, at the observed weeks.
  private double[] residual(double[] media, double[] b) {
    int[] observed = posterior.observedIndices();
    double[] r = posterior.scaledOutcome().clone();
    for (int t = 0; t < r.length; t++) {
      r[t] -= media[observed[t]] / outcomeMean;
      for (int k = posterior.design().size(); k < b.length; k++) {
        r[t] -= b[k] * posterior.design().column(k).values()[observed[t]];
      }
    }
    return r;
  }

  /** The baseline's parts, then media total, fitted value and residual are left to the caller. */
  List<ComponentPath> parts(double[] publishedMedia) {
    double[] mean = meanCoefficients(publishedMedia);
    List<ComponentPath> parts = new ArrayList<>();
    for (String component : BaselinePart.names(definition)) {
      BaselinePart part =
          BaselinePart.of(posterior.design(), component, outcomeMean, 0, data.weeks());
      double[] path = new double[data.weeks()];
      part.read(mean, 0, path.length, path);
      int distinct = part.constant() ? 1 : path.length;
      double[][] bounds =
          WeeklyIntervals.of(
              particles,
              distinct,
              (i, from, to, out) -> part.read(coefficients[i], from, to, out),
              workers);
      parts.add(
          new ComponentPath(
              component,
              ComponentPath.Role.PART,
              path,
              part.spread(bounds[0], path.length),
              part.spread(bounds[1], path.length)));
    }
    return parts;
  }

  /** Interval of the fitted value: lower ends by week, then upper ends. */
  double[][] fittedInterval() {
    return WeeklyIntervals.of(particles, fittedDraws, workers);
  }

  private double[] meanCoefficients(double[] publishedMedia) {
    double[] byGrid = new double[NoiseGrid.SIZE];
    double total = 0;
    for (int i = 0; i < particles.size(); i++) {
      byGrid[particles.gridIndex(i)] += particles.weightArray()[i];
      total += particles.weightArray()[i];
    }
    double[] mean = new double[coefficientCount()];
    int conjugate = posterior.design().size();
    for (int i = 0; i < particles.size(); i++) {
      for (int k = conjugate; k < mean.length; k++) {
        mean[k] += particles.weightArray()[i] / total * coefficients[i][k];
      }
    }
    double[] r = residual(publishedMedia, mean);
    for (int g = 0; g < byGrid.length; g++) {
      if (byGrid[g] > 0) {
        double[] b = new double[conjugate];
        posterior.factor(g).quadraticForm(r, b);
        posterior.factor(g).coefficients(b, 0, null);
        for (int k = 0; k < conjugate; k++) {
          mean[k] += byGrid[g] / total * b[k];
        }
      }
    }
    return mean;
  }
}
