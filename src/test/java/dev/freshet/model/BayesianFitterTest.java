package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BayesianFitterTest {
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(128, 2));
  private static final ModelDefinition DEFINITION =
      Samples.definition(
          MediaTerm.paid("tv").withTheta(new Bounds(0.3, 0.8)).withAlpha(new Bounds(0.5, 3)),
          MediaTerm.paid("search").withRoi(new RoiBelief(0.5, 4)),
          MediaTerm.organic("newsletter"));
  private static final FittedModel BUILD = FITTER.fit(FitRequest.build(DEFINITION, data(20, 80)));

  private static ModelData data(int from, int weeks) {
    ModelData data = Samples.data(3, from, Math.min(from, 10), weeks, 5);
    double[][] spend = data.spend();
    spend[2] = new double[0];
    return Samples.withMedia(data, data.media(), spend);
  }

  @Test
  void shouldAddUpWhenPublished() {
    double[] sum = new double[80];
    for (ComponentPath path : BUILD.components()) {
      if (path.role() == ComponentPath.Role.PART) {
        double[] contribution = path.contribution();
        for (int t = 0; t < 80; t++) {
          sum[t] += contribution[t];
        }
      }
    }
    double[] fitted = BUILD.component("fitted").contribution();
    double[] residual = BUILD.component("residual").contribution();
    double[] outcome = BUILD.data().outcome();
    for (int t = 0; t < 80; t++) {
      assertThat(sum[t]).isCloseTo(fitted[t], within(1e-9 * Math.abs(fitted[t])));
      assertThat(fitted[t] + residual[t]).isCloseTo(outcome[t], within(1e-9 * outcome[t]));
    }
    assertThat(BUILD.components().stream().map(ComponentPath::component))
        .containsExactly(
            "intercept",
            "trend",
            "season",
            "holiday",
            "context.competitor",
            "tv",
            "search",
            "newsletter",
            "media.total",
            "fitted",
            "residual");
  }

  @Test
  void shouldSumPathToMedianTotalWhenPublished() {
    for (String medium : List.of("tv", "search", "newsletter", "media.total")) {
      double total = Arrays.stream(BUILD.component(medium).contribution()).sum();
      double median = roi(BUILD, medium, "window").contribution().median();
      assertThat(total).isCloseTo(median, within(1e-9 * median));
    }
  }

  @Test
  void shouldFitWellWhenTheModelIsTrue() {
    assertThat(BUILD.diagnostics().r2()).isGreaterThan(0.85);
    assertThat(BUILD.diagnostics().mape()).isLessThan(0.05);
    // Samples: 8000 for each holiday week, coefficients of about 3 % of that as standard error.
    double[] holiday = BUILD.component("holiday").contribution();
    assertThat(holiday[47]).isCloseTo(8_000, within(7_000.0)); // week 67 = 15 mod 52
    assertThat(holiday[46]).isZero();
  }

  @Test
  void shouldOmitHorizonsBeyondTheWindowWhenItIsShort() {
    assertThat(
            FITTER.fit(FitRequest.build(DEFINITION, data(20, 40))).roi().stream()
                .filter(r -> r.channel().equals("tv"))
                .map(ChannelRoi::horizon))
        .containsExactly("1w", "4w", "13w", "window");
  }

  @Test
  void shouldRelateContributionAndSpendWhenRoiIsGiven() {
    ChannelRoi row = roi(BUILD, "tv", "13w");
    double[] spend = BUILD.data().spend()[0];
    assertThat(row.spend()).isEqualTo(Arrays.stream(spend, spend.length - 13, spend.length).sum());
    Interval value = row.roi().orElseThrow();
    assertThat(value.median() * row.spend()).isCloseTo(row.contribution().median(), within(1e-6));
    assertThat(value.lower()).isLessThan(value.median());
    assertThat(value.upper()).isGreaterThan(value.median());
    assertThat(row.cpa().orElseThrow().median()).isCloseTo(1 / value.median(), within(1e-12));
  }

  @Test
  void shouldGiveReasonWhenThereIsNoSpend() {
    ChannelRoi row = roi(BUILD, "newsletter", "window");
    assertThat(row.roi()).isEmpty();
    assertThat(row.reason()).isEqualTo("organic: no spend");
    assertThat(row.contribution().median()).isPositive();
  }

  @Test
  void shouldApproximateDifferencesWhenMarginalIsGiven() {
    Anchor anchor = BUILD.anchor();
    ModelData data = BUILD.data();
    Posterior posterior = new Posterior(DEFINITION, anchor, data, Convention.PRODUCT);
    double step = 1e-5;
    int h = 2; // 13 weeks
    MediumDraws base = draws(posterior, anchor);
    double[][] media = data.media();
    for (int t = media[0].length - 13; t < media[0].length; t++) {
      media[0][t] *= 1 + step;
    }
    Posterior more =
        new Posterior(
            DEFINITION, anchor, Samples.withMedia(data, media, data.spend()), Convention.PRODUCT);
    MediumDraws raised = draws(more, anchor);
    for (int i = 0; i < 20; i++) {
      double expected = (raised.sums[h][i] - base.sums[h][i]) / step;
      assertThat(base.marginals[h][i]).isCloseTo(expected, within(1e-3 * Math.abs(expected)));
    }
  }

  private static MediumDraws draws(Posterior posterior, Anchor anchor) {
    return new MediumDraws(
        MediaCurves.of(posterior, BUILD.particles(), new Workers(1)),
        0,
        anchor.outcomeMean(),
        new int[] {1, 4, 13},
        new double[] {1},
        new Workers(1));
  }

  @Test
  void shouldRiseFromZeroWhenResponseCurveIsDrawn() {
    for (ResponseCurve curve : BUILD.curves()) {
      assertThat(curve.spend()).hasSize(25).startsWith(0.0);
      assertThat(curve.response()[0]).isZero();
      assertThat(curve.response()).isSorted();
      double[] lower = curve.lower();
      double[] upper = curve.upper();
      for (int k = 1; k < 25; k++) {
        assertThat(curve.response()[k]).isBetween(lower[k], upper[k]);
      }
    }
    assertThat(BUILD.curves().get(2).unit()).isEqualTo(ResponseCurve.Unit.EXPOSURE);
  }

  @Test
  void shouldRespectBoundsWhenTheyTruncatePriors() {
    MediumPrior prior = new MediumPrior(DEFINITION.media().get(0), 1, 1);
    for (double[] q : BUILD.particles().q()) {
      assertThat(prior.theta(q[0])).isBetween(0.3, 0.8);
      assertThat(Math.exp(prior.logAlpha(q[2]))).isBetween(0.5, 3.0);
    }
  }

  @Test
  void shouldKeepAnchorAndSumUpWhenWindowSlides() {
    FittedModel refreshed = FITTER.fit(FitRequest.refresh(DEFINITION, data(21, 80), BUILD));

    assertThat(refreshed.kind()).isEqualTo(FitKind.REFRESH);
    assertThat(refreshed.anchor()).isEqualTo(BUILD.anchor());
    assertThat(refreshed.diagnostics().newestWeek()).isPresent();
    Diagnostics.Prediction prediction = refreshed.diagnostics().newestWeek().get();
    assertThat(prediction.observed()).isEqualTo(data(21, 80).outcome()[79]);
    assertThat(Math.abs(prediction.observed() - prediction.mean())).isLessThan(5 * prediction.sd());
    assertThat(refreshed.roiChanges().stream().map(RoiChange::channel))
        .containsExactly("tv", "search", "media.total");
    assertThat(refreshed.modelVersion()).isNotEqualTo(BUILD.modelVersion());
  }

  @Test
  void shouldKeepWeightsWhenNothingChanged() {
    FittedModel again = FITTER.fit(FitRequest.refresh(DEFINITION, BUILD.data(), BUILD));

    assertThat(again.kind()).isEqualTo(FitKind.REFRESH);
    assertThat(again.particles()).isEqualTo(BUILD.particles());
    assertThat(again.diagnostics().newestWeek()).isEmpty();
  }

  @Test
  void shouldTellResidualFromMissingWhenOutcomeIsMissing() {
    ModelData data = data(21, 80);
    double[] outcome = data.outcome();
    outcome[79] = Double.NaN;
    FittedModel model =
        FITTER.fit(FitRequest.refresh(DEFINITION, Samples.withOutcome(data, outcome), BUILD));

    assertThat(model.component("residual").contribution()[79]).isNaN();
    assertThat(model.component("fitted").contribution()[79]).isPositive();
    assertThat(model.diagnostics().newestWeek()).isEmpty();
  }

  @Test
  void shouldRebuildAsABuildWouldWhenTheRulesSaySo() {
    ModelData later = data(65, 80);
    FittedModel rebuilt = FITTER.fit(FitRequest.refresh(DEFINITION, later, BUILD));

    assertThat(rebuilt.kind()).isEqualTo(FitKind.REBUILD);
    assertThat(rebuilt.reason()).isEqualTo("45 of 80 weeks are new since the anchor, over half");
    FittedModel built = FITTER.fit(FitRequest.build(DEFINITION, later));
    assertThat(built.fingerprint()).isEqualTo(rebuilt.fingerprint());
    assertThat(built.roi()).isEqualTo(rebuilt.roi());
    assertThat(built.components()).isEqualTo(rebuilt.components());
  }

  @Test
  void shouldRebuildWhenDefinitionOrOutcomeLevelChanged() {
    ModelDefinition other =
        new ModelDefinition(DEFINITION.media(), DEFINITION.baseline(), true, false);
    assertThat(FITTER.fit(FitRequest.refresh(other, data(20, 80), BUILD)).reason())
        .isEqualTo("the definition of the model changed");
    ModelData data = data(20, 80);
    double[] doubled = Arrays.stream(data.outcome()).map(y -> 2 * y).toArray();
    assertThat(
            FITTER
                .fit(FitRequest.refresh(DEFINITION, Samples.withOutcome(data, doubled), BUILD))
                .reason())
        .isEqualTo("the mean outcome is 2.00 times the anchor's, outside 0.67 to 1.5");
  }

  @Test
  void shouldRebuildWhenAdstockLeavesTheAnchor() {
    ModelData data = data(21, 80);
    double[][] media = data.media();
    double[][] spend = data.spend();
    double large = 4 * Arrays.stream(BUILD.anchor().media()[1]).max().orElseThrow();
    for (int t = 84; t < 90; t++) {
      media[1][t] = large;
      spend[1][t] = large;
    }
    FittedModel model =
        FITTER.fit(FitRequest.refresh(DEFINITION, Samples.withMedia(data, media, spend), BUILD));

    assertThat(model.kind()).isEqualTo(FitKind.REBUILD);
    assertThat(model.reason()).containsAnyOf("adstock of search", "stayed effective");
  }

  @Test
  void shouldLeaveOutChannelWhenItHasNoMediaYet() {
    ModelData data = data(20, 80);
    double[][] media = data.media();
    double[][] spend = data.spend();
    media[1] = new double[media[1].length];
    spend[1] = media[1];
    FittedModel model =
        FITTER.fit(FitRequest.build(DEFINITION, Samples.withMedia(data, media, spend)));

    assertThat(model.particles().dimension()).isEqualTo(8);
    ChannelRoi row = roi(model, "search", "window");
    assertThat(row.roi()).isEmpty();
    assertThat(row.reason()).isEqualTo("no media in the weeks of the anchor");
    assertThat(model.component("search").contribution()).containsOnly(0.0);

    FittedModel started = FITTER.fit(FitRequest.refresh(DEFINITION, data(20, 80), model));
    assertThat(started.kind()).isEqualTo(FitKind.REBUILD);
    assertThat(started.reason()).startsWith("search has started since the anchor");
  }

  @Test
  void shouldGiveTheSameModelsWhenFitsRunAtOnce() {
    List<FitRequest> requests =
        IntStream.range(0, 6)
            .mapToObj(i -> FitRequest.build(DEFINITION, data(20 + i, 60)))
            .toList();

    List<FittedModel> together = requests.parallelStream().map(FITTER::fit).toList();

    BayesianFitter alone = new BayesianFitter(new BayesianFitter.Settings(128, 1));
    assertThat(together).isEqualTo(requests.stream().map(alone::fit).toList());
  }

  @Test
  void shouldGiveTheSameModelWhenThreadsDifferInRecyclingAndThinning() {
    FitRequest request = FitRequest.build(DEFINITION, data(20, 60));
    FittedModel one = new BayesianFitter(new BayesianFitter.Settings(2048, 1)).fit(request);

    assertThat(one.particles().size()).isLessThan(2048);
    assertThat(one.sampler().effectiveParticles()).isLessThan(2048);
    assertThat(new BayesianFitter(new BayesianFitter.Settings(2048, 3)).fit(request))
        .isEqualTo(one);
  }

  @Test
  void shouldSearchFromAGivenStartButSayTheSame() {
    FitRequest request = FitRequest.build(DEFINITION, data(20, 80));
    MediumStart start = new MediumStart("tv", 0.5, 0.5, 1.5, 0.2);
    BayesianFitter fitter = new BayesianFitter(new BayesianFitter.Settings(1024, 2));
    FittedModel plain = fitter.fit(request);
    FittedModel started = fitter.fit(request.startingFrom(List.of(start)));

    assertThat(started.fingerprint()).isNotEqualTo(plain.fingerprint());
    Interval a = roi(plain, "tv", "window").contribution();
    Interval b = roi(started, "tv", "window").contribution();
    assertThat(b.median()).isCloseTo(a.median(), within(0.1 * (a.upper() - a.lower())));
    assertThatThrownBy(() -> request.startingFrom(List.of(new MediumStart("radio", 0, 1, 1, 0.1))))
        .hasMessage("start of radio: no such medium in the model");
  }

  @Test
  void shouldStopWhenTheCallerIsInterrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> FITTER.fit(FitRequest.build(DEFINITION, data(20, 80))))
          .isInstanceOf(CancellationException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private static ChannelRoi roi(FittedModel model, String channel, String horizon) {
    return model.roi().stream()
        .filter(r -> r.channel().equals(channel) && r.horizon().equals(horizon))
        .findFirst()
        .orElseThrow();
  }
}
