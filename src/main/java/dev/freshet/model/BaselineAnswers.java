package dev.freshet.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Answers about the baseline: its components' paths with intervals, and those of the fitted value.
 *
 * <p>Published paths are the conditional mean of the coefficients given the published media paths,
 * averaged over the particles' (τ, ρ), those with a sign the mean of the particles' own: so
 * baseline and media compensate each other. Intervals come from one draw of noise variance and
 * coefficients for each particle, given its media. A column contributes (z − origin) b to its
 * component and origin × b to the intercept, so that an absent holiday contributes nothing and
 * trend and season have mean 0 over the anchor.
 */
final class BaselineAnswers {
  private static final String HOLIDAY = "holiday";

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
    BaselineFactor factor = posterior.factor(particles.gridIndex(i));
    double[] z = coefficients[i];
    int conjugate = posterior.design().size();
    for (int k = conjugate; k < z.length; k++) {
      z[k] = posterior.signed().coefficient(particles.point(i), k - conjugate);
    }
    double quadratic = factor.quadraticForm(residual(mediaTotal[i], z), z);
    double precision =
        AhrensDieterMarsagliaTsangGammaSampler.of(random, posterior.noiseShape(), 1).sample();
    double sigma = Math.sqrt(posterior.noiseRate(quadratic) / precision);
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    double[] noise = new double[conjugate];
    for (int k = 0; k < noise.length; k++) {
      noise[k] = gaussian.sample();
    }
    factor.coefficients(z, sigma, noise);
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
    for (String component : componentNames()) {
      Part part = part(component);
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

  private Set<String> componentNames() {
    Set<String> names = new LinkedHashSet<>();
    names.add(BaselineDesign.INTERCEPT);
    if (definition.trend()) {
      names.add(BaselineDesign.TREND);
    }
    if (definition.season()) {
      names.add(BaselineDesign.SEASON);
    }
    definition.baseline().stream()
        .map(BaselineTerm::component)
        .filter(HOLIDAY::equals)
        .forEach(names::add);
    definition.baseline().forEach(term -> names.add(term.component()));
    return names;
  }

  /**
   * A component as a linear form of the coefficients.
   *
   * @param columns the columns that take part
   * @param values by column taking part, its value by week, in the outcome's units
   * @param constant whether all weeks are alike
   */
  private record Part(int[] columns, double[][] values, boolean constant) {
    void read(double[] coefficients, int from, int to, double[] out) {
      java.util.Arrays.fill(out, 0, to - from, 0);
      for (int j = 0; j < columns.length; j++) {
        double coefficient = coefficients[columns[j]];
        double[] column = values[j];
        for (int t = from; t < to; t++) {
          out[t - from] += column[t] * coefficient;
        }
      }
    }

    double[] spread(double[] ends, int weeks) {
      if (!constant) {
        return ends;
      }
      double[] all = new double[weeks];
      java.util.Arrays.fill(all, ends[0]);
      return all;
    }
  }

  private Part part(String component) {
    BaselineDesign design = posterior.design();
    boolean intercept = component.equals(BaselineDesign.INTERCEPT);
    int[] columns =
        java.util.stream.IntStream.range(0, coefficientCount())
            .filter(k -> intercept || design.column(k).component().equals(component))
            .toArray();
    double[][] values = new double[columns.length][data.weeks()];
    boolean constant = true;
    for (int j = 0; j < columns.length; j++) {
      BaselineDesign.Column column = design.column(columns[j]);
      boolean own = column.component().equals(component);
      for (int t = 0; t < values[j].length; t++) {
        double deviation = own ? column.values()[t] - column.origin() : 0;
        values[j][t] = outcomeMean * (deviation + (intercept ? column.origin() : 0));
        constant &= values[j][t] == values[j][0];
      }
    }
    return new Part(columns, values, constant);
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
