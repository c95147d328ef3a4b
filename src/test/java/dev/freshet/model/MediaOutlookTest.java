package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MediaOutlookTest {
  private static final int WEEKS = 80;
  private static final int PLAN = 9;
  private static final int AFTER = 31; // longer than the longest Weibull lag
  private static final ModelDefinition DEFINITION =
      Samples.definition(
          MediaTerm.paid("tv"),
          MediaTerm.paid("radio").withAdstock(MediaTerm.Adstock.WEIBULL_CDF),
          MediaTerm.organic("blog").withAdstock(MediaTerm.Adstock.WEIBULL_PDF));
  private static final ModelData HISTORY = data(WEEKS);
  private static final Anchor ANCHOR = Anchors.of(DEFINITION, HISTORY);
  private static final Particles PARTICLES = particles();

  // Known for WEEKS + PLAN weeks, then nothing.
  private static ModelData data(int weeks) {
    ModelData all = Samples.data(3, 20, 10, WEEKS + PLAN, 5);
    double[][] media = all.media();
    for (int c = 0; c < media.length; c++) {
      media[c] = Arrays.copyOf(media[c], all.leadInWeeks() + weeks);
    }
    double[][] spend = {media[0], media[1], {}};
    double[] outcome = Arrays.copyOf(all.outcome(), weeks);
    double[][] baseline = all.baseline();
    for (int k = 0; k < baseline.length; k++) {
      baseline[k] = Arrays.copyOf(baseline[k], weeks);
    }
    return new ModelData(all.firstWeek(), all.leadInWeeks(), outcome, media, spend, baseline);
  }

  private static Particles particles() {
    int dimension = new Posterior(DEFINITION, ANCHOR, HISTORY, Convention.PRODUCT).dimension();
    Random random = new Random(11);
    double[][] q = new double[50][dimension];
    for (double[] point : q) {
      Arrays.setAll(point, k -> 0.8 * random.nextGaussian());
    }
    double[] weight = new double[q.length];
    Arrays.fill(weight, 1.0 / q.length);
    return new Particles(q, new int[q.length], weight);
  }

  private static MediaOutlook outlook(int plan, int after) {
    return MediaOutlook.of(DEFINITION, ANCHOR, HISTORY, PARTICLES, plan, after);
  }

  private static double[] exposures(int medium) {
    double[] known = data(WEEKS + PLAN).media()[medium];
    return Arrays.copyOfRange(known, known.length - PLAN, known.length);
  }

  @Test
  void shouldBeTheEnginesOwnPathWhenTheWeeksAreKnown() {
    MediaOutlook outlook = outlook(PLAN, AFTER);
    ModelData later = data(WEEKS + PLAN + AFTER);
    Posterior posterior = new Posterior(DEFINITION, ANCHOR, later, Convention.PRODUCT);
    MediaCurves curves = MediaCurves.of(posterior, PARTICLES, new Workers(1));
    int from = posterior.window().windowFrom + WEEKS;
    double[] path = new double[PLAN + AFTER];

    for (int draw = 0; draw < outlook.draws(); draw++) {
      for (int medium = 0; medium < 3; medium++) {
        outlook.path(draw, medium, exposures(medium), path);
        MediumCurve curve = curves.of(0, outlook.particle(draw), medium);
        double scale = ANCHOR.outcomeMean() * curve.scale();
        for (int t = 0; t < path.length; t++) {
          assertThat(path[t]).isCloseTo(scale * curve.hill()[from + t], within(1e-9 * scale));
        }
        assertThat(outlook.total(draw, medium, exposures(medium), null))
            .isCloseTo(Arrays.stream(path).sum(), within(1e-9 * scale));
      }
    }
  }

  @Test
  void shouldHaveTheSlopeOfItsTotalWhenAWeeksExposureChanges() {
    MediaOutlook outlook = outlook(PLAN, 3);
    double[] gradient = new double[PLAN];
    double[] unused = new double[PLAN];

    for (int draw = 0; draw < outlook.draws(); draw += 17) {
      for (int medium = 0; medium < 3; medium++) {
        double[] x = exposures(medium);
        Arrays.setAll(x, t -> x[t] + 50);
        double total = outlook.total(draw, medium, x, gradient);
        for (int t = 0; t < PLAN; t++) {
          double step = 1e-4 * x[t];
          double[] up = x.clone();
          double[] down = x.clone();
          up[t] += step;
          down[t] -= step;
          double difference =
              outlook.total(draw, medium, up, unused) - outlook.total(draw, medium, down, null);
          // Central differences: a relative error of 10⁻⁸, and rounding of 10⁻¹⁶ of the total.
          assertThat(gradient[t])
              .isCloseTo(
                  difference / (2 * step), within(1e-6 * gradient[t] + 1e-14 * total / step));
        }
      }
    }
  }

  @Test
  void shouldSettleWhereALongPlanOfTheSameExposureEnds() {
    int weeks = 400;
    MediaOutlook outlook = outlook(weeks, 0);
    double[] same = new double[weeks];
    Arrays.fill(same, 700);
    double[] path = new double[weeks];
    double[] slope = new double[1];

    for (int draw = 0; draw < outlook.draws(); draw += 13) {
      for (int medium = 0; medium < 3; medium++) {
        outlook.path(draw, medium, same, path);
        double level = outlook.settled(draw, medium, 700, slope);
        assertThat(level).isCloseTo(path[weeks - 1], within(1e-6 * level));
        double difference =
            outlook.settled(draw, medium, 700.1, null) - outlook.settled(draw, medium, 699.9, null);
        assertThat(slope[0]).isCloseTo(difference / 0.2, within(1e-5 * slope[0]));
      }
    }
  }

  @Test
  void shouldBeBoundedByAConcaveFunctionWithinItsLimits() {
    MediaOutlook outlook = outlook(PLAN, 5);
    Random random = new Random(3);
    double[] unused = new double[PLAN];
    double[] gradient = new double[PLAN];
    for (int medium = 0; medium < 3; medium++) {
      double[] least = new double[PLAN];
      double[] most = new double[PLAN];
      for (int t = 0; t < PLAN; t++) {
        least[t] = 300 * random.nextDouble();
        most[t] = least[t] + 2_500 * random.nextDouble();
      }
      MediaOutlook.Majorant bound = outlook.majorant(medium, least, most);
      for (int draw = 0; draw < outlook.draws(); draw++) {
        double[] here = between(least, most, random);
        double[] there = between(least, most, random);
        double atHere = bound.total(draw, here, gradient);
        double scale = 1e-7 * atHere;
        assertThat(atHere).isGreaterThan(outlook.total(draw, medium, here, null) - scale);
        double linear = atHere;
        for (int t = 0; t < PLAN; t++) {
          linear += gradient[t] * (there[t] - here[t]);
        }
        // A tangent of a concave function lies nowhere below it.
        assertThat(bound.total(draw, there, unused)).isLessThan(linear + scale);
        assertThat(bound.total(draw, least, unused))
            .isCloseTo(outlook.total(draw, medium, least, null), within(scale));
      }
    }
  }

  private static double[] between(double[] least, double[] most, Random random) {
    double[] x = new double[least.length];
    Arrays.setAll(x, t -> least[t] + (most[t] - least[t]) * random.nextDouble());
    return x;
  }

  @Test
  void shouldDrawEachParticleByItsWeight() {
    assertThat(MediaOutlook.systematic(new double[] {0.5, 0, 0.25, 0.25}, 8))
        .containsExactly(0, 0, 0, 0, 2, 2, 3, 3);
    assertThat(MediaOutlook.systematic(new double[] {0.1, 0.9}, 2)).containsExactly(1, 1);
  }

  @Test
  void shouldContributeNothingWhenAMediumIsLeftOut() {
    double[][] media = HISTORY.media();
    Arrays.fill(media[1], 0);
    double[][] spend = {media[0], media[1], {}};
    ModelData data = Samples.withMedia(HISTORY, media, spend);
    Anchor anchor = Anchors.of(DEFINITION, data);
    double[][] q = new double[1][9];

    MediaOutlook outlook =
        MediaOutlook.of(
            DEFINITION, anchor, data, new Particles(q, new int[1], new double[] {1}), 2, 1);

    assertThat(outlook.isModelled(0)).isTrue();
    assertThat(outlook.isModelled(1)).isFalse();
    assertThat(outlook.media()).containsExactly("tv", "radio", "blog");
    double[] gradient = {1, 1};
    double[] path = {1, 1, 1};
    assertThat(outlook.total(0, 1, new double[] {5, 5}, gradient)).isZero();
    outlook.path(0, 1, new double[] {5, 5}, path);
    assertThat(gradient).containsOnly(0);
    assertThat(path).containsOnly(0);
  }

  @Test
  void shouldSayWhatIsWrongWhenWeeksAreNot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> outlook(0, 3))
        .withMessage("0 weeks and 3 after them; need at least 1 and 0");
    MediaOutlook outlook = outlook(2, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> outlook.total(0, 0, new double[3], null))
        .withMessage("3 weeks of exposure, expected 2");
  }
}
