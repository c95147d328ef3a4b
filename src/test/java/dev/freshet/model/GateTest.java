package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What refuses, what rebuilds, and what the incumbent's predictions are worth. */
class GateTest {
  private static final ModelDefinition DEFINITION = Samples.definition(3);
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(256, 2));
  private static final FittedModel BUILD = FITTER.fit(FitRequest.build(DEFINITION, window(20)));

  private static ModelData window(int from) {
    return Samples.data(3, from, 10, 80, 5);
  }

  private static FittedModel refresh(ModelData data) {
    return FITTER.fit(FitRequest.refresh(DEFINITION, data, BUILD));
  }

  @Test
  void shouldScoreEveryNewWeekWhenSeveralCome() {
    FittedModel model = refresh(window(24));

    assertThat(model.gate().weeks().stream().map(ScoredWeek::week))
        .containsExactly(
            window(24).week(76), window(24).week(77), window(24).week(78), window(24).week(79));
    assertThat(model.gate().weeks())
        .allSatisfy(
            w -> assertThat(w.observed()).isBetween(w.mean() - 5 * w.sd(), w.mean() + 5 * w.sd()));
    assertThat(model.gate().surprise()).isBetween(0.001, 1.0);
    assertThat(model.gate().recentScores()).hasSize(4);
    assertThat(model.gate().refreshes()).isEqualTo(1);
    assertThat(model.gate().outcome()).isEqualTo(Gate.Outcome.PUBLISH);
  }

  @Test
  void shouldBeCalibratedWhenTheModelIsTrue() {
    double squares = 0;
    int count = 0;
    for (long seed = 1; seed <= 6; seed++) {
      FittedModel build =
          FITTER.fit(FitRequest.build(DEFINITION, Samples.data(3, 20, 10, 80, seed)));
      ModelData later = Samples.data(3, 32, 10, 80, seed);
      Posterior posterior = new Posterior(DEFINITION, build.anchor(), later, Convention.PRODUCT);
      for (ScoredWeek week :
          new OneStepAhead(DEFINITION, Convention.PRODUCT, new Workers(2))
              .score(
                  later,
                  posterior,
                  build,
                  MediaCurves.of(posterior, build.particles(), new Workers(1)))) {
        squares += week.z() * week.z();
        count++;
      }
    }
    assertThat(count).isEqualTo(72);
    // χ² of 72 degrees of freedom over 72 has sd 0.17; the sine of the sample is not quite the
    // season of the model: three sd to either side.
    assertThat(squares / count).isCloseTo(1, within(0.5));
  }

  @Test
  void shouldRebuildAndFlagWhenTheNewWeekSurprises() {
    ModelData data = window(21);
    double[] outcome = data.outcome();
    outcome[79] *= 0.6;
    FittedModel model = refresh(Samples.withOutcome(data, outcome));

    assertThat(model.kind()).isEqualTo(FitKind.REBUILD);
    assertThat(model.reason()).startsWith("surprise: week " + data.week(79) + " at -");
    assertThat(model.gate().regimeChange()).isTrue();
    assertThat(model.gate().outcome()).isEqualTo(Gate.Outcome.PUBLISH);
    assertThat(model.gate().refreshes()).isZero();
    assertThat(model.gate().recentScores()).isEmpty();
    assertThat(model.diagnostics().newestWeek()).isPresent();
  }

  @Test
  void shouldSeeASmallShiftWhenItLasts() {
    ScoredWeek week = new ScoredWeek(window(20).week(0), 1, 1, 1, 0.97, 1.9);
    assertThat(Surprise.of(List.of(week), Collections.nCopies(2, 1.9)).reason()).isEmpty();
    Surprise surprise = Surprise.of(List.of(week), Collections.nCopies(5, 1.9));
    assertThat(surprise.reason().orElseThrow()).startsWith("surprise: the last 6 weeks lie above");
    assertThat(Surprise.of(List.of(week), Collections.nCopies(20, 0.0)).recent()).hasSize(13);
  }

  @Test
  void shouldRefuseWhenChecksFailThroughoutEscalation() {
    FittedModel model =
        new BayesianFitter(new BayesianFitter.Settings(64, 2), Convention.PRODUCT, 1e6)
            .fit(FitRequest.build(DEFINITION, window(20)));

    assertThat(model.gate().outcome()).isEqualTo(Gate.Outcome.REFUSE);
    assertThat(model.gate().checks().method()).isEqualTo("NUTS");
    assertThat(model.gate().reason())
        .startsWith(
            "the sampler's checks fail even after escalation (NUTS): two independent halves");
    assertThat(model.particles().size()).isEqualTo(64);
  }

  @Test
  void shouldGiveTheSameModelWhenThreadsDifferInEscalation() {
    FitRequest request = FitRequest.build(DEFINITION, window(20));
    FittedModel one =
        new BayesianFitter(new BayesianFitter.Settings(64, 1), Convention.PRODUCT, 1e6)
            .fit(request);
    FittedModel two =
        new BayesianFitter(new BayesianFitter.Settings(64, 2), Convention.PRODUCT, 1e6)
            .fit(request);
    assertThat(two).isEqualTo(one);
  }

  @Test
  void shouldGiveTheSameModelWhenThreadsDifferInMovesAndScores() {
    FitRequest request = FitRequest.refresh(DEFINITION, window(28), BUILD);
    FittedModel one = new BayesianFitter(new BayesianFitter.Settings(256, 1)).fit(request);
    assertThat(one.sampler().sweeps()).as("moves").isPositive();
    assertThat(FITTER.fit(request)).isEqualTo(one);
  }

  @Test
  void shouldCountWhatChainsAreWorthWhenParticlesComeFromFewer() {
    Random random = new Random(2);
    int n = 2048;
    double[][] totals = new double[1][n];
    for (int i = 0; i < n; i += 8) {
      double chain = random.nextGaussian();
      for (int k = 0; k < 8; k++) {
        totals[0][i + k] = Math.sqrt(0.5) * (chain + random.nextGaussian());
      }
    }
    Cloud cloud = new Cloud(n, 1, 1);
    assertThat(IslandCheck.of("tempered", 0.75, totals, cloud, 1).effectiveParticles())
        .isCloseTo(n, within(1e-6));
    cloud.perChain = 8;
    // Variance of a chain's mean: (1 + 1/8) / 2 of the particles', so 256 / 0.5625 = 455.
    assertThat(IslandCheck.of("tempered", 0.75, totals, cloud, 1).effectiveParticles())
        .isBetween(380.0, 540.0);
  }

  @Test
  void shouldFailTheChecksWhenIslandsSitInDifferentModes() {
    Random random = new Random(1);
    int n = 2048;
    double[][] totals = new double[1][n];
    Cloud cloud = new Cloud(n, 1, 1);
    for (int i = 0; i < n; i++) {
      double mode = random.nextDouble() < (i < n / 2 ? 0.3 : 0.7) ? 0 : 10;
      totals[0][i] = mode + random.nextGaussian();
    }
    SamplerChecks apart = IslandCheck.of("tempered", 0.75, totals, cloud, 1);
    assertThat(apart.passed()).isFalse();
    assertThat(apart.problem()).contains("differ by").contains("in a median");

    List<Double> mixed = new ArrayList<>();
    for (double v : totals[0]) {
      mixed.add(v);
    }
    Collections.shuffle(mixed, random);
    double[][] alike = {mixed.stream().mapToDouble(v -> v < 5 ? v : v - 10).toArray()};
    SamplerChecks sound = IslandCheck.of("tempered", 0.75, alike, cloud, 1);
    assertThat(sound.passed()).isTrue();
    assertThat(sound.monteCarloError()).isBetween(0.0, 0.03);
    assertThat(IslandCheck.of("tempered", 0.2, alike, cloud, 1).problem())
        .isEqualTo("only 20 % of the moves were accepted");
  }

  @Test
  void shouldRebuildWhenRefreshesHavePassed() {
    BayesianFitter fitter = new BayesianFitter(new BayesianFitter.Settings(64, 2).withRefreshes(2));
    FittedModel model = fitter.fit(FitRequest.build(DEFINITION, window(20)));
    for (int from = 21; from <= 22; from++) {
      model = fitter.fit(FitRequest.refresh(DEFINITION, window(from), model));
      assertThat(model.kind()).as(model.reason()).isEqualTo(FitKind.REFRESH);
    }
    model = fitter.fit(FitRequest.refresh(DEFINITION, window(23), model));
    assertThat(model.kind()).isEqualTo(FitKind.REBUILD);
    assertThat(model.reason()).isEqualTo("2 refreshes since the last build");
    assertThat(model.gate().weeks()).hasSize(1);
    assertThat(model.gate().refreshes()).isZero();
  }

  @Test
  void shouldRefreshWhenFourWeeksComeAtOnceAndKeepFewerParticlesWhenThirteenDo() {
    FittedModel four = refresh(window(24));
    assertThat(four.kind()).isEqualTo(FitKind.REFRESH);
    double shareOfFour = four.sampler().effectiveAfterReweighting().orElseThrow() / 256;

    FittedModel thirteen = refresh(window(33));
    assertThat(thirteen.gate().weeks()).hasSize(13);
    double shareOfThirteen =
        thirteen.sampler().effectiveAfterReweighting().orElse(0.05 * 256) / 256;
    // ENGINE.md: after 4 weeks 0.18 to 1 (mean 0.68), after 13 weeks 0.02 to 1 (mean 0.39).
    assertThat(shareOfFour).isBetween(0.18, 1.0);
    assertThat(shareOfThirteen).isBetween(0.02, shareOfFour);
    assertThat(
            thirteen.kind() == FitKind.REBUILD
                || thirteen.sampler().sweeps() > 0
                || shareOfThirteen >= 0.5)
        .isTrue();
  }

  @Test
  void shouldGiveTheSameValueWhenMediaAreShared() {
    ModelData later = window(24);
    Posterior fresh = new Posterior(DEFINITION, BUILD.anchor(), later, Convention.PRODUCT);
    Posterior old = new Posterior(DEFINITION, BUILD.anchor(), BUILD.data(), Convention.PRODUCT);
    assertThat(fresh.extendsMediaOf(old)).isTrue();
    Posterior.Workspace ws = fresh.workspace();
    Posterior.Workspace other = old.workspace();
    for (int i = 0; i < 50; i++) {
      double[] q = BUILD.particles().point(i);
      int grid = BUILD.particles().gridIndex(i);
      fresh.full(q, grid, ws);
      assertThat(old.fullSharing(q, grid, ws, other)).isEqualTo(old.full(q, grid, other));
    }

    double[][] media = later.media();
    media[0][20] += 1; // a week the old window knows
    ModelData restated = Samples.withMedia(later, media, later.spend());
    assertThat(
            new Posterior(DEFINITION, BUILD.anchor(), restated, Convention.PRODUCT)
                .extendsMediaOf(old))
        .isFalse();
  }
}
