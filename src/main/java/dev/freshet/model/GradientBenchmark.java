package dev.freshet.model;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Gives benchmarks, and nobody else, access to the gradient of the log posterior.
 *
 * <p>Points are drawn once, near the default start of the search for the mode, and visited in turn
 * with every grid point of trend flexibility and autocorrelation; so {@link #evaluate} does nothing
 * but gradients. Not safe for use by several threads.
 */
public final class GradientBenchmark {
  private static final int POINTS = 64;
  private static final double SPREAD = 0.5;

  private final Posterior posterior;
  private final Posterior.Workspace workspace;
  private final double[][] points;
  private final double[] gradient;
  private int next;

  /**
   * @param definition what the model consists of
   * @param data the weeks to fit it on
   */
  public GradientBenchmark(ModelDefinition definition, ModelData data) {
    Anchor anchor = Anchors.of(definition, data);
    this.posterior = new Posterior(definition, anchor, data, Convention.PRODUCT);
    this.workspace = posterior.workspace();
    this.gradient = new double[posterior.dimension()];
    double[] start = posterior.start(anchor.mixedShare());
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(1L);
    ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(random);
    this.points = new double[POINTS][];
    for (int i = 0; i < POINTS; i++) {
      points[i] = Arrays.stream(start).map(q -> q + SPREAD * normal.sample()).toArray();
    }
  }

  /** Number of hyperparameters that are sampled. */
  public int dimension() {
    return gradient.length;
  }

  /**
   * Evaluates gradients.
   *
   * @param count how many
   * @return a sum over all of them, so that none can be left out
   * @throws IllegalStateException if one is not finite: then the figure would mean nothing
   */
  public double evaluate(int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double value =
          posterior.conditional(points[next % POINTS], next % NoiseGrid.SIZE, gradient, workspace);
      next = (next + 1) % (POINTS * NoiseGrid.SIZE);
      sum += value + gradient[0] + gradient[gradient.length - 1];
    }
    if (!(Math.abs(sum) < 1e200)) {
      throw new IllegalStateException("a benchmark point lies outside the posterior's support");
    }
    return sum;
  }
}
