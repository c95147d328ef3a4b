package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdstockAnswersTest {
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(128, 2));

  private static MediaTerm term(String name, MediaTerm.Adstock form) {
    return new MediaTerm(
        name,
        MediaTerm.Kind.PAID,
        form,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static FittedModel fit(MediaTerm... media) {
    return FITTER.fit(
        FitRequest.build(Samples.definition(media), Samples.data(media.length, 20, 10, 60, 4)));
  }

  @Test
  void shouldSayWhatEveryParticlesCurveCarriesOver() {
    FittedModel model =
        fit(
            term("falling", MediaTerm.Adstock.GEOMETRIC),
            term("delayed", MediaTerm.Adstock.WEIBULL_PDF),
            term("steep", MediaTerm.Adstock.WEIBULL_CDF));
    Posterior posterior =
        new Posterior(model.definition(), model.anchor(), model.data(), Convention.PRODUCT);
    MediaCurves curves = MediaCurves.of(posterior, model.particles(), new Workers(1));
    List<AdstockShape> shapes = AdstockAnswers.of(model);

    assertThat(shapes)
        .extracting(AdstockShape::channel)
        .containsExactly("falling", "delayed", "steep");
    Quantiles quantiles = new Quantiles(model.particles().weightArray());
    for (int m = 0; m < 3; m++) {
      AdstockShape shape = shapes.get(m);
      double[] meanLag = new double[curves.size()];
      for (int lag = 0; lag < AdstockAnswers.LAGS; lag++) {
        double[] carried = new double[curves.size()];
        for (int i = 0; i < carried.length; i++) {
          carried[i] = curves.of(0, i, m).carryOver(lag);
          meanLag[i] += lag * carried[i];
        }
        Interval expected = quantiles.interval(carried);
        assertThat(shape.weights()[lag]).isCloseTo(expected.median(), within(1e-12));
        assertThat(shape.lower()[lag]).isCloseTo(expected.lower(), within(1e-12));
        assertThat(shape.upper()[lag]).isCloseTo(expected.upper(), within(1e-12));
      }
      // The geometric tail beyond half a year is in its closed form, and below a hundredth here.
      assertThat(shape.meanLag().median())
          .isCloseTo(quantiles.median(meanLag), within(m == 0 ? 0.01 : 1e-12));
    }
  }

  @Test
  void shouldCountTheWeeksThatHoldNineTenthsOfTheEffect() {
    FittedModel model = fit(term("falling", MediaTerm.Adstock.GEOMETRIC));
    Posterior posterior =
        new Posterior(model.definition(), model.anchor(), model.data(), Convention.PRODUCT);
    MediaCurves curves = MediaCurves.of(posterior, model.particles(), new Workers(1));
    double[] weeks = new double[curves.size()];
    for (int i = 0; i < weeks.length; i++) {
      MediumCurve curve = curves.of(0, i, 0);
      double sum = 0;
      while (sum < 0.9) {
        sum += curve.carryOver((int) weeks[i]++);
      }
    }

    AdstockShape shape = AdstockAnswers.of(model).get(0);

    assertThat(shape.weeksToNinety())
        .isEqualTo(new Quantiles(model.particles().weightArray()).interval(weeks));
  }

  @Test
  void shouldLeaveOutMediaThatTheModelLeavesOut() {
    ModelData data = Samples.data(2, 20, 10, 60, 4);
    double[][] media = data.media();
    java.util.Arrays.fill(media[0], 0);
    FittedModel model =
        FITTER.fit(FitRequest.build(Samples.definition(2), Samples.withMedia(data, media, media)));

    assertThat(AdstockAnswers.of(model))
        .extracting(AdstockShape::channel)
        .containsExactly("channel1");
  }
}
