package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The gradient against central differences of the log posterior itself, whatever the features. */
class GradientPropertyTest {
  private static final double STEP = 1e-4;

  @Property(tries = 150)
  void shouldEqualDifferencesWhateverTheFeatures(
      @ForAll boolean boundedTheta,
      @ForAll boolean boundedCurve,
      @ForAll boolean belief,
      @ForAll boolean organic,
      @ForAll boolean missing,
      @ForAll boolean restated,
      @ForAll MediaTerm.Adstock adstock,
      @ForAll BaselineTerm.Sign sign,
      @ForAll boolean experiment,
      @ForAll @IntRange(min = 0, max = 30) int slide,
      @ForAll @IntRange(min = 0, max = 9) int leadIn,
      @ForAll @IntRange(min = 0, max = 24) int grid,
      @ForAll long seed) {
    ModelDefinition definition =
        Samples.signed(definition(boundedTheta, boundedCurve, belief, organic, adstock), sign);
    Anchor anchor = Anchors.of(definition, data(organic, 10, leadIn, 70, false, false));
    ModelData now = data(organic, 10 + slide, leadIn, 60, missing, restated);
    if (experiment) {
      now = now.withExperiments(List.of(experiment(now.week(8), now.media()[1][leadIn + 8])));
    }
    Posterior posterior = new Posterior(definition, anchor, now, Convention.PRODUCT);
    Posterior.Workspace ws = posterior.workspace();
    Random random = new Random(seed);
    double[] q = posterior.start(anchor.mixedShare());
    for (int i = 0; i < q.length; i++) {
      q[i] += 0.7 * random.nextGaussian();
    }

    double[] gradient = new double[q.length];
    double value = posterior.conditional(q, grid, gradient, ws);

    assertThat(value).isEqualTo(posterior.conditional(q, grid, ws));
    int compared = 0;
    for (int i = 0; i < q.length; i++) {
      if (kinks(posterior, q, i, ws)) {
        continue;
      }
      // Richardson extrapolation: error of fourth order.
      double wide = difference(posterior, q, i, grid, 2 * STEP, ws);
      double narrow = difference(posterior, q, i, grid, STEP, ws);
      double expected = (4 * narrow - wide) / 3;
      assertThat(gradient[i])
          .as("[%d]", i)
          .isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
      compared++;
    }
    assertThat(compared).isGreaterThan(q.length / 2);
  }

  private static Experiment experiment(LocalDate week, double exposure) {
    return new Experiment(
        "lift",
        List.of("search", "tv"),
        week,
        new double[][] {{exposure, exposure / 2, 0, -300}, {0, 100, 100, 0}},
        week.plusWeeks(1),
        new double[] {0.5, 1, 1, 1, 2 / 7.0},
        0.4,
        3_000,
        1_500,
        Experiment.Scope.TOTAL);
  }

  // The week of the largest adstock changes, or a week crosses the 10⁻⁹ cut, between the points.
  private static boolean kinks(Posterior posterior, double[] q, int i, Posterior.Workspace ws) {
    double[] x = q.clone();
    x[i] = q[i] - 2 * STEP;
    int[] low = shape(posterior, x, ws);
    x[i] = q[i] + 2 * STEP;
    return !java.util.Arrays.equals(low, shape(posterior, x, ws));
  }

  private static int[] shape(Posterior posterior, double[] q, Posterior.Workspace ws) {
    posterior.residual(q, ws, false);
    return java.util.Arrays.stream(ws.curves)
        .flatMapToInt(
            c ->
                java.util.stream.IntStream.of(
                    c.maxWeek(),
                    (int) java.util.Arrays.stream(c.hill()).filter(h -> h == 0).count()))
        .toArray();
  }

  private static double difference(
      Posterior posterior, double[] q, int i, int grid, double step, Posterior.Workspace ws) {
    double[] x = q.clone();
    x[i] = q[i] + step;
    double plus = posterior.conditional(x, grid, ws);
    x[i] = q[i] - step;
    return (plus - posterior.conditional(x, grid, ws)) / (2 * step);
  }

  private static ModelDefinition definition(
      boolean theta, boolean curve, boolean belief, boolean organic, MediaTerm.Adstock adstock) {
    MediaTerm first = MediaTerm.paid("tv");
    if (theta) {
      first = first.withTheta(new Bounds(0.3, 0.8));
    }
    if (curve) {
      first = first.withAlpha(new Bounds(0.5, 3)).withGamma(new Bounds(0.3, 1));
    }
    MediaTerm second = MediaTerm.paid("search").withAdstock(adstock);
    if (belief) {
      second = second.withRoi(new RoiBelief(0.5, 4));
    }
    return Samples.definition(
        first,
        second,
        organic ? MediaTerm.organic("newsletter").withAdstock(adstock) : MediaTerm.paid("social"));
  }

  private static ModelData data(
      boolean organic, int from, int leadIn, int weeks, boolean missing, boolean restated) {
    ModelData data = Samples.data(3, from, leadIn, weeks, 11);
    double[] outcome = data.outcome();
    if (missing) {
      for (int t : new int[] {0, 7, 8, 9, 30, weeks - 1}) {
        outcome[t] = Double.NaN;
      }
    }
    double[][] media = data.media();
    if (restated) {
      media[0][leadIn + 5] *= 1.3;
      media[1][leadIn + 20] += 100;
    }
    double[][] spend = data.spend();
    if (organic) {
      spend[2] = new double[0];
    }
    return Samples.withMedia(Samples.withOutcome(data, outcome), media, spend);
  }
}
