package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a lift test does to a simulated advertiser whose truth is known. */
class ExperimentEffectTest {
  private static final int WEEKS = 104;
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(2048, 2));
  private static final Advertisers ADVERTISER = new Advertisers(3_001, WEEKS, null);
  private static final FittedModel INCUMBENT =
      FITTER.fit(FitRequest.build(Advertisers.definition(), ADVERTISER.data));

  /** The channel whose contribution is told worst. */
  private static final int TESTED = vaguest();

  private static ChannelRoi roi(FittedModel model, int c) {
    return model.roi().stream()
        .filter(r -> r.channel().equals("channel" + c) && r.horizon().equals("window"))
        .findFirst()
        .orElseThrow();
  }

  private static Interval interval(FittedModel model, int c) {
    return roi(model, c).roi().orElseThrow();
  }

  private static double width(Interval i) {
    return i.upper() - i.lower();
  }

  private static int vaguest() {
    int vaguest = 0;
    for (int c = 1; c < Advertisers.CHANNELS; c++) {
      Interval best = interval(INCUMBENT, vaguest);
      Interval own = interval(INCUMBENT, c);
      vaguest = width(own) / own.median() > width(best) / best.median() ? c : vaguest;
    }
    return vaguest;
  }

  /** All its spend of the window tested: the lift is the contribution, and so says its ROI. */
  private static Experiment test(double standardErrors, double standardError) {
    double truth = ADVERTISER.lift(TESTED, 0, WEEKS, WEEKS);
    return ADVERTISER.test(
        TESTED, 0, WEEKS, WEEKS, truth + standardErrors * standardError, standardError);
  }

  private static FittedModel refresh(Experiment test) {
    return FITTER.fit(
        FitRequest.refresh(Advertisers.definition(), ADVERTISER.data, INCUMBENT)
            .withExperiments(List.of(test)));
  }

  private static FittedModel build(Experiment test) {
    return FITTER.fit(
        FitRequest.build(Advertisers.definition(), ADVERTISER.data).withExperiments(List.of(test)));
  }

  @Test
  void shouldMoveTheRoiToWithinTheErrorOfAPreciseTestAndNarrowIt() {
    Interval before = interval(INCUMBENT, TESTED);
    double spend = roi(INCUMBENT, TESTED).spend();
    double error = 0.1 * width(before);
    Experiment test = test(1, error * spend);

    FittedModel model = refresh(test);

    Interval after = interval(model, TESTED);
    double measured = test.lift() / spend;
    assertThat(after.median()).isCloseTo(measured, within(1.5 * error));
    // Two parts of 1.645 standard errors when the test alone decides.
    assertThat(width(after)).isLessThan(3.6 * error).isLessThan(0.4 * width(before));
    double truth = ADVERTISER.truth[TESTED] / spend;
    assertThat(truth).isBetween(after.lower(), after.upper());
  }

  @Test
  void shouldHardlyMoveForAnImpreciseTest() {
    Interval before = interval(INCUMBENT, TESTED);
    double spend = roi(INCUMBENT, TESTED).spend();

    Interval after = interval(refresh(test(0, 3 * width(before) * spend)), TESTED);

    // Ten times as vague as the model: a hundredth of the weight.
    assertThat(after.median()).isCloseTo(before.median(), within(0.06 * width(before)));
    assertThat(width(after)).isCloseTo(width(before), within(0.05 * width(before)));
  }

  @Test
  void shouldMoveOthersOnlyAsFarAsTheDataSay() {
    Interval tested = interval(INCUMBENT, TESTED);
    Experiment test = test(0, 0.1 * width(tested) * roi(INCUMBENT, TESTED).spend());
    FittedModel refreshed = refresh(test);
    FittedModel built = build(test);

    double largest = 0;
    for (int c = 0; c < Advertisers.CHANNELS; c++) {
      if (c != TESTED) {
        Interval before = interval(INCUMBENT, c);
        // What the data say, given the test: a build with it.
        assertThat(interval(refreshed, c).median())
            .isCloseTo(interval(built, c).median(), within(0.1 * width(before)));
        largest =
            Math.max(
                largest,
                Math.abs(interval(refreshed, c).median() - before.median()) / width(before));
      }
    }
    double own = Math.abs(interval(refreshed, TESTED).median() - tested.median()) / width(tested);
    assertThat(largest).isLessThan(own);
  }

  @Test
  void shouldAnswerByReweightingAloneForATestThatTheModelExpects() {
    Interval before = interval(INCUMBENT, TESTED);
    double spend = roi(INCUMBENT, TESTED).spend();
    Experiment expected =
        ADVERTISER.test(
            TESTED, 0, WEEKS, WEEKS, before.median() * spend, 0.3 * width(before) * spend);

    FittedModel model = refresh(expected);

    assertThat(model.kind()).isEqualTo(FitKind.REFRESH);
    assertThat(model.sampler().gradients()).isZero();
    assertThat(model.sampler().effectiveAfterReweighting().orElseThrow())
        .isGreaterThan(0.5 * INCUMBENT.particles().size());
  }

  @Test
  void shouldStandTestsThatContradictEachOther() {
    double lift = ADVERTISER.lift(TESTED, 0, WEEKS, WEEKS);
    Experiment half = ADVERTISER.test(TESTED, 0, WEEKS, WEEKS, 0.3 * lift, 0.02 * lift);
    Experiment twice = ADVERTISER.test(TESTED, 10, WEEKS, WEEKS, 3 * lift, 0.03 * lift);

    FittedModel model =
        FITTER.fit(
            FitRequest.refresh(Advertisers.definition(), ADVERTISER.data, INCUMBENT)
                .withExperiments(List.of(half, twice)));

    assertThat(model.gate().outcome()).isEqualTo(Gate.Outcome.PUBLISH);
    assertThat(TestedLift.of(model))
        .allSatisfy(t -> assertThat(Math.abs(t.distance())).isGreaterThan(5));
  }
}
