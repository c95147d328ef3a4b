package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.model.RoiChange.Cause;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhatMovedTest {
  private static final ModelDefinition DEFINITION = Samples.definition(3);
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(256, 2));
  private static final FittedModel BUILD = FITTER.fit(FitRequest.build(DEFINITION, window(20)));

  private static ModelData window(int from) {
    return Samples.data(3, from, 10, 80, 5);
  }

  private static FittedModel refresh(ModelData data, FittedModel incumbent) {
    FittedModel model = FITTER.fit(FitRequest.refresh(DEFINITION, data, incumbent));
    assertThat(model.kind()).isEqualTo(FitKind.REFRESH);
    return model;
  }

  private static double part(RoiChange change, Cause cause) {
    return change.parts().stream()
        .filter(p -> p.causes().equals(List.of(cause)))
        .findFirst()
        .orElseThrow()
        .change();
  }

  private static void requireSum(FittedModel model, FittedModel incumbent) {
    assertThat(model.roiChanges())
        .extracting(RoiChange::channel)
        .containsExactly("channel0", "channel1", "channel2", "media.total");
    for (RoiChange change : model.roiChanges()) {
      double sum = change.parts().stream().mapToDouble(RoiChange.Part::change).sum();
      assertThat(change.before() + sum).isCloseTo(change.after(), within(1e-12 * change.after()));
      assertThat(change.before()).isEqualTo(roi(incumbent, change.channel()));
      assertThat(change.after()).isEqualTo(roi(model, change.channel()));
    }
  }

  private static double roi(FittedModel model, String channel) {
    return model.roi().stream()
        .filter(r -> r.channel().equals(channel) && r.horizon().equals("window"))
        .findFirst()
        .orElseThrow()
        .roi()
        .orElseThrow()
        .median();
  }

  @Test
  void shouldAddUpInTheOrderOfTheCausesWhenTheWindowSlidesAndWeeksAreRestated() {
    FittedModel model = BUILD;
    for (int from = 21; from <= 24; from++) {
      ModelData data = window(from);
      double[] outcome = data.outcome();
      outcome[70] *= 1.01;
      double[][] media = data.media();
      media[1][80] += 150;
      FittedModel next =
          refresh(Samples.withOutcome(Samples.withMedia(data, media, media), outcome), model);
      requireSum(next, model);
      for (RoiChange change : next.roiChanges()) {
        assertThat(change.parts().stream().flatMap(p -> p.causes().stream()))
            .containsExactly(
                Cause.HORIZON,
                Cause.DEPARTED,
                Cause.RESTATED,
                Cause.NEW,
                Cause.EXPERIMENTS,
                Cause.SAMPLING);
        assertThat(part(change, Cause.HORIZON)).isNotZero();
        assertThat(part(change, Cause.DEPARTED)).isNotZero();
        assertThat(part(change, Cause.RESTATED)).isNotZero();
        assertThat(part(change, Cause.NEW)).isNotZero();
        assertThat(part(change, Cause.EXPERIMENTS)).isZero();
      }
      model = next;
    }
  }

  @Test
  void shouldLeaveNothingToSamplingWhenParticlesAreOnlyReweighted() {
    FittedModel next = refresh(window(21), BUILD);
    assertThat(next.sampler().sweeps()).isZero();
    for (RoiChange change : next.roiChanges()) {
      // Published weights are rounded to 32 bits, the path's are not.
      assertThat(part(change, Cause.SAMPLING)).isCloseTo(0, within(1e-5 * change.after()));
      assertThat(part(change, Cause.RESTATED)).isZero();
    }
  }

  @Test
  void shouldBlameRestatementAloneWhenTheWindowStays() {
    double[] outcome = window(20).outcome();
    for (int t = 60; t < 80; t++) {
      outcome[t] *= 1.002;
    }
    FittedModel next = refresh(Samples.withOutcome(window(20), outcome), BUILD);
    requireSum(next, BUILD);
    for (RoiChange change : next.roiChanges()) {
      for (Cause cause : List.of(Cause.HORIZON, Cause.DEPARTED, Cause.NEW)) {
        assertThat(part(change, cause)).isZero();
      }
      assertThat(part(change, Cause.RESTATED)).isNotZero();
    }
  }

  @Test
  void shouldScaleRoiWhenOnlySpendIsRestated() {
    ModelData data = window(20);
    double[][] spend = data.spend();
    for (int t = 10; t < 90; t++) {
      spend[0][t] *= 2;
    }
    FittedModel next = refresh(Samples.withMedia(data, data.media(), spend), BUILD);
    RoiChange change = next.roiChanges().get(0);
    assertThat(change.after()).isCloseTo(change.before() / 2, within(1e-12 * change.before()));
    assertThat(part(change, Cause.RESTATED))
        .isCloseTo(-change.before() / 2, within(1e-12 * change.before()));
  }

  @Test
  void shouldMoveNothingWhenNothingChanged() {
    for (RoiChange change : refresh(window(20), BUILD).roiChanges()) {
      assertThat(change.parts()).allMatch(p -> p.change() == 0);
    }
  }

  @Test
  void shouldAgreeWithReweightingInOneGoWhenTheLastWeekIsReached() {
    Posterior old = new Posterior(DEFINITION, BUILD.anchor(), window(20), Convention.PRODUCT);
    Posterior next = new Posterior(DEFINITION, BUILD.anchor(), window(22), Convention.PRODUCT);
    MediaCurves curves = MediaCurves.of(next, BUILD.particles(), new Workers(2));
    RoiPath path = new RoiPath(BUILD, window(22), old, curves, new Workers(2));
    WarmSampler.Outcome outcome =
        new WarmSampler(next, old, new Workers(2)).sample(BUILD, curves, 1);

    double effective = outcome.report().orElseThrow().effectiveAfterReweighting().orElseThrow();
    assertThat(path.steps.get(4).effective()).isCloseTo(effective, within(1e-6 * effective));
  }

  @Test
  void shouldAgreeWithReweightingInOneGoWhenColumnsHaveASignAndAdstockIsWeibull() {
    ModelDefinition definition =
        new ModelDefinition(
            List.of(
                MediaTerm.paid("channel0").withAdstock(MediaTerm.Adstock.WEIBULL_PDF),
                MediaTerm.paid("channel1"),
                MediaTerm.paid("channel2")),
            List.of(
                new BaselineTerm("competitor", "context.competitor", BaselineTerm.Sign.NEGATIVE),
                new BaselineTerm("easter", "holiday")),
            true,
            true);
    FittedModel build =
        new BayesianFitter(new BayesianFitter.Settings(64, 2))
            .fit(FitRequest.build(definition, window(20)));
    ModelData data = window(21);
    double[][] media = data.media();
    media[1][60] *= 1.1; // two recursions from now on
    ModelData restated = Samples.withMedia(data, media, media);
    Posterior old = new Posterior(definition, build.anchor(), window(20), Convention.PRODUCT);
    Posterior next = new Posterior(definition, build.anchor(), restated, Convention.PRODUCT);
    MediaCurves curves = MediaCurves.of(next, build.particles(), new Workers(2));
    RoiPath path = new RoiPath(build, restated, old, curves, new Workers(2));
    WarmSampler.Outcome outcome =
        new WarmSampler(next, old, new Workers(2)).sample(build, curves, 1);

    double effective = outcome.report().orElseThrow().effectiveAfterReweighting().orElseThrow();
    assertThat(path.steps.get(4).effective()).isCloseTo(effective, within(1e-6 * effective));
    assertThat(path.steps.get(4).effective()).isLessThan(63.9);
  }

  @Test
  void shouldSayWhyWhenRebuilt() {
    ModelDefinition other =
        new ModelDefinition(DEFINITION.media(), DEFINITION.baseline(), true, false);
    FittedModel rebuilt = FITTER.fit(FitRequest.refresh(other, window(20), BUILD));
    for (RoiChange change : rebuilt.roiChanges()) {
      assertThat(change.parts())
          .containsExactly(
              new RoiChange.Part(
                  List.of(Cause.REBUILD),
                  change.after() - change.before(),
                  "the definition of the model changed"));
    }
  }

  @Test
  void shouldMergeStepsWhenTooFewParticlesAreEffective() {
    List<RoiPath.Step> steps =
        List.of(
            new RoiPath.Step(null, true, 100, new double[] {2.0}),
            new RoiPath.Step(Cause.HORIZON, true, 100, new double[] {2.1}),
            new RoiPath.Step(Cause.DEPARTED, true, 9, new double[] {3.0}),
            new RoiPath.Step(Cause.RESTATED, false, 9, new double[] {3.0}),
            new RoiPath.Step(Cause.NEW, true, 40, new double[] {2.4}));

    List<RoiChange.Part> parts = WhatMoved.parts(new WhatMoved.Pair("tv", 2.0, 2.5), 0, steps, 10);

    assertThat(parts)
        .extracting(RoiChange.Part::label)
        .containsExactly(
            "horizon", "restated weeks", "departed weeks and new weeks", "experiments", "sampling");
    double[] changes = parts.stream().mapToDouble(RoiChange.Part::change).toArray();
    double[] expected = {0.1, 0, 0.3, 0, 0.1};
    for (int k = 0; k < expected.length; k++) {
      assertThat(changes[k]).isCloseTo(expected[k], within(1e-12));
    }
  }

  @Test
  void shouldLeaveTheRestToSamplingWhenTheLastStepIsTooFar() {
    List<RoiPath.Step> steps =
        List.of(
            new RoiPath.Step(null, true, 100, new double[] {2.0}),
            new RoiPath.Step(Cause.NEW, true, 3, new double[] {9.0}));
    assertThat(WhatMoved.parts(new WhatMoved.Pair("tv", 2.0, 2.5), 0, steps, 10))
        .last()
        .isEqualTo(new RoiChange.Part(List.of(Cause.NEW, Cause.SAMPLING), 0.5, ""));
  }

  @Test
  void shouldNotDependOnThreadsWhenSplit() {
    BayesianFitter alone = new BayesianFitter(new BayesianFitter.Settings(256, 1));
    ModelData data = Samples.withOutcome(window(23), scaled(window(23).outcome()));
    FitRequest request = FitRequest.refresh(DEFINITION, data, BUILD);
    assertThat(alone.fit(request)).isEqualTo(FITTER.fit(request));
  }

  private static double[] scaled(double[] outcome) {
    return Arrays.stream(outcome).map(y -> 1.003 * y).toArray();
  }
}
