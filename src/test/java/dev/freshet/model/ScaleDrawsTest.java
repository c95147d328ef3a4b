package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Redraws of shares against the log posterior itself, summed over a fine grid of shares. */
class ScaleDrawsTest {
  private static final int FINE = 20_000;
  private static final double REACH = 12;

  @Property(tries = 40)
  void shouldHaveTheConditionalDistributionOfTheShare(
      @ForAll boolean belief,
      @ForAll boolean organic,
      @ForAll boolean experiment,
      @ForAll @IntRange(min = 0, max = 24) int grid,
      @ForAll long seed) {
    ModelDefinition definition = definition(belief, organic);
    ModelData data = Samples.data(3, 10, 5, 80, 5);
    if (organic) {
      double[][] spend = data.spend();
      Arrays.fill(spend[2], 0);
      data = Samples.withMedia(data, data.media(), spend);
    }
    if (experiment) {
      data = data.withExperiments(List.of(experiment(data)));
    }
    Anchor anchor = Anchors.of(definition, data);
    Posterior posterior = new Posterior(definition, anchor, data, Convention.PRODUCT);
    double[] q = posterior.start(anchor.mixedShare());
    Random random = new Random(seed);
    for (int i = 0; i < q.length; i++) {
      q[i] += 0.5 * random.nextGaussian();
    }
    // All three of one point: their quantiles lie at twelve probabilities.
    Particles particles =
        new Particles(
            new double[][] {q, q, q}, new int[] {grid, grid, grid}, new double[] {1, 1, 1});
    boolean[] paid = {true, true, !organic};

    Workers workers = new Workers(2);

    ScaleDraws draws =
        ScaleDraws.of(MediaCurves.of(posterior, particles, workers), particles, paid, workers);

    for (int m = 0; m < 3; m++) {
      boolean[] only = new boolean[3];
      only[m] = true;
      requireDistribution(draws.media[m], posterior, q, grid, only);
    }
    requireDistribution(draws.paid, posterior, q, grid, paid);
  }

  private static void requireDistribution(
      double[] draws, Posterior posterior, double[] q, int grid, boolean[] group) {
    double[] density = new double[FINE];
    Posterior.Workspace ws = posterior.workspace();
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < FINE; k++) {
      double[] moved = q.clone();
      for (int m = 0; m < group.length; m++) {
        moved[posterior.at(m) + MediumPrior.SHARE] += group[m] ? at(k) : 0;
      }
      density[k] = posterior.conditional(moved, grid, ws);
      max = Math.max(max, density[k]);
    }
    double total = 0;
    for (int k = 0; k < FINE; k++) {
      density[k] = Math.exp(density[k] - max);
      total += density[k];
    }
    for (int k = 0; k < draws.length; k++) {
      int i = k / ScaleDraws.DRAWS;
      double wanted = (k % ScaleDraws.DRAWS + (i + 1) * 0.6180339887498949 % 1) / ScaleDraws.DRAWS;
      double y = Math.log(draws[k]);
      double below = 0;
      double cell = at(1) - at(0);
      for (int j = 0; j < FINE && at(j) - cell / 2 <= y; j++) {
        below += Math.min(1, (y - at(j)) / cell + 0.5) * density[j] / total;
      }
      assertThat(below).isCloseTo(wanted, within(0.004));
    }
  }

  private static double at(int k) {
    return REACH * (2.0 * k / (FINE - 1) - 1);
  }

  private static ModelDefinition definition(boolean belief, boolean organic) {
    MediaTerm first = MediaTerm.paid("channel0");
    MediaTerm second = MediaTerm.paid("channel1");
    return Samples.definition(
        first,
        belief ? second.withRoi(new RoiBelief(0.5, 3)) : second,
        organic ? MediaTerm.organic("channel2") : MediaTerm.paid("channel2"));
  }

  private static Experiment experiment(ModelData data) {
    return new Experiment(
        "lift",
        List.of("channel0", "channel1"),
        data.week(20),
        new double[][] {{900, 900}, {500, 0}},
        data.week(20),
        new double[] {1, 1, 1, 1},
        1,
        9_000,
        4_000,
        Experiment.Scope.TOTAL);
  }
}
