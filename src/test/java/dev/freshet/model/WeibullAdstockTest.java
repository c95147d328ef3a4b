package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WeibullAdstockTest {
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(256, 2));

  @Test
  void shouldHaveTheShapeOfRobynsKernelWhenUntruncated() {
    // Robyn's PDF weights minus their minimum, which is 0 here to 1e-30; its λ is a whole number.
    AdstockKernel kernel = new AdstockKernel(MediaTerm.Adstock.WEIBULL_PDF);
    kernel.set(Math.log(2), Math.log(3), true);
    double[] robyn = Adstocks.weibullPdfWeights(2, 2.0 / 26, 27);
    double sum = Series.sum(robyn, 0, 27);
    kernel(robyn, sum, kernel);
    AdstockKernel falling = new AdstockKernel(MediaTerm.Adstock.WEIBULL_CDF);
    falling.set(Math.log(0.7), Math.log(4), true);
    double[] cdf = Adstocks.weibullCdfWeights(0.7, 3.0 / 26, 27);
    kernel(cdf, Series.sum(cdf, 0, 27), falling);
  }

  private static void kernel(double[] robyn, double sum, AdstockKernel kernel) {
    double total = 0;
    for (int j = 0; j < robyn.length; j++) {
      assertThat(kernel.weight(j)).isCloseTo(robyn[j] / sum, within(1e-12));
      total += kernel.weight(j);
    }
    assertThat(total).isCloseTo(1, within(1e-14));
    assertThat(kernel.weight(AdstockKernel.MAX_LAG + 1)).isZero();
  }

  @Test
  void shouldKeepWeightsFiniteWhenParametersAreExtreme() {
    for (MediaTerm.Adstock form :
        new MediaTerm.Adstock[] {MediaTerm.Adstock.WEIBULL_CDF, MediaTerm.Adstock.WEIBULL_PDF}) {
      AdstockKernel kernel = new AdstockKernel(form);
      double[] x = {1, 0, 2, 5};
      for (double shape : new double[] {-29, -3, 0, 3, 29}) {
        for (double scale : new double[] {-29, -3, 0, 3, 29}) {
          kernel.set(shape, scale, true);
          double[] a = new double[4];
          double[] inShape = new double[4];
          double[] inScale = new double[4];
          kernel.adstock(x, 1, a, 4);
          kernel.slopes(x, 1, inShape, inScale, 4);
          for (int t = 0; t < 4; t++) {
            assertThat(a[t]).isBetween(-1e-12, 5.0 + 1e-12);
            assertThat(inShape[t]).isFinite();
            assertThat(inScale[t]).isFinite();
          }
        }
      }
    }
  }

  /** One channel whose effect peaks two weeks after its spend; truth: its effect, its spend. */
  private static ModelData delayed(long seed, double[] truth) {
    int weeks = 130;
    Random random = new Random(seed);
    double[] spend = new double[weeks];
    double[] other = new double[weeks];
    double[] outcome = new double[weeks];
    double[] weights = {0.05, 0.25, 0.4, 0.2, 0.1};
    for (int t = 0; t < weeks; t++) {
      spend[t] = random.nextDouble() < 0.25 ? Math.rint(1_000 * (1 + random.nextDouble())) : 0;
      other[t] = Math.rint(800 * Math.exp(0.5 * random.nextGaussian()));
      outcome[t] = 100_000 + 3_000 * random.nextGaussian() + 4 * other[t];
      double a = 0;
      for (int j = 0; j < weights.length && j <= t; j++) {
        a += weights[j] * spend[t - j];
      }
      double effect = 20_000 * a / (a + 600);
      outcome[t] += effect;
      truth[0] += effect;
      truth[1] += spend[t];
    }
    double[][] media = {spend, other};
    return new ModelData(Oracle.FIRST_WEEK, 0, outcome, media, media, new double[2][weeks]);
  }

  private static FittedModel fit(MediaTerm.Adstock form, ModelData data) {
    return FITTER.fit(
        FitRequest.build(
            Samples.definition(MediaTerm.paid("tv").withAdstock(form), MediaTerm.paid("search")),
            data));
  }

  @Test
  void shouldFindADelayedEffectWhenAdstockIsWeibullPdf() {
    double[] errors = new double[2];
    int covered = 0;
    for (long seed = 1; seed <= 4; seed++) {
      double[] truth = new double[2];
      ModelData data = delayed(seed, truth);
      FittedModel weibull = fit(MediaTerm.Adstock.WEIBULL_PDF, data);
      FittedModel geometric = fit(MediaTerm.Adstock.GEOMETRIC, data);
      double roi = truth[0] / truth[1];
      covered += roi >= roi(weibull).lower() && roi <= roi(weibull).upper() ? 1 : 0;
      errors[0] += Math.abs(roi(weibull).median() / roi - 1) / 4;
      errors[1] += Math.abs(roi(geometric).median() / roi - 1) / 4;
      assertThat(weibull.particles().dimension()).isEqualTo(5 + 4);
      assertThat(weibull.diagnostics().r2()).isGreaterThan(geometric.diagnostics().r2());
    }
    assertThat(covered).isGreaterThanOrEqualTo(3);
    assertThat(errors[0]).isLessThan(0.2).isLessThan(0.7 * errors[1]);
  }

  private static Interval roi(FittedModel model) {
    return model.roi().stream()
        .filter(r -> r.channel().equals("tv") && r.horizon().equals("window"))
        .findFirst()
        .flatMap(ChannelRoi::roi)
        .orElseThrow();
  }

  @Test
  void shouldRebuildWhenTheAdstockOfAChannelChanges() {
    ModelData data = delayed(3, new double[2]);
    FittedModel geometric = fit(MediaTerm.Adstock.GEOMETRIC, data);
    ModelDefinition other =
        Samples.definition(
            MediaTerm.paid("tv").withAdstock(MediaTerm.Adstock.WEIBULL_CDF),
            MediaTerm.paid("search"));

    FittedModel model = FITTER.fit(FitRequest.refresh(other, data, geometric));

    assertThat(model.kind()).isEqualTo(FitKind.REBUILD);
    assertThat(model.reason()).isEqualTo("the definition of the model changed");
    FittedModel again = FITTER.fit(FitRequest.refresh(other, data, model));
    assertThat(again.kind()).isEqualTo(FitKind.REFRESH);
    assertThat(again.particles()).isEqualTo(model.particles());
  }

  @Test
  void shouldRefuseThetaWhenAdstockIsWeibull() {
    MediaTerm bounded = MediaTerm.paid("tv").withTheta(new Bounds(0.1, 0.5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bounded.withAdstock(MediaTerm.Adstock.WEIBULL_PDF))
        .withMessageContaining("theta belongs to geometric adstock");
  }
}
