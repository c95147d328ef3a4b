package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExperimentTest {
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(2048, 2));
  private static final ModelDefinition DEFINITION = Samples.definition(2);
  private static final ModelData DATA = Samples.data(2, 20, 10, 100, 9);
  private static final FittedModel PLAIN = FITTER.fit(FitRequest.build(DEFINITION, DATA));

  /** All spend of the channel over the window and its lead-in removed: lift = contribution. */
  private static Experiment everything(double lift, double standardError) {
    double[][] change = {DATA.spend()[1]};
    double[] measured = new double[DATA.weeks()];
    java.util.Arrays.fill(measured, 1);
    return new Experiment(
        "geo",
        List.of("channel1"),
        DATA.firstWeek(),
        change,
        DATA.week(0),
        measured,
        1,
        lift,
        standardError,
        Experiment.Scope.TOTAL);
  }

  private static Interval contribution(FittedModel model) {
    return model.roi().stream()
        .filter(r -> r.channel().equals("channel1") && r.horizon().equals("window"))
        .findFirst()
        .orElseThrow()
        .contribution();
  }

  @Test
  void shouldMoveAndNarrowRoiWhenATestIsPrecise() {
    Interval before = contribution(PLAIN);
    double width = before.upper() - before.lower();
    double lift = before.median() + 0.25 * width;
    double error = 0.03 * width;
    FittedModel model =
        FITTER.fit(
            FitRequest.build(DEFINITION, DATA).withExperiments(List.of(everything(lift, error))));

    Interval after = contribution(model);
    // Gaussian of sd .03 widths times a posterior of sd about .3 widths: the test decides. Start
    // adstock alone is not removed; it is under 1 % of the total here.
    assertThat(after.median()).isCloseTo(lift, within(2 * error));
    assertThat(after.upper() - after.lower()).isBetween(2 * error, 4.5 * error);
    assertThat(model.fingerprint()).isNotEqualTo(PLAIN.fingerprint());
  }

  @Test
  void shouldReweightToWhatABuildSaysWhenATestIsNew() {
    Interval before = contribution(PLAIN);
    double width = before.upper() - before.lower();
    List<Experiment> tests = List.of(everything(before.median() + 0.15 * width, 0.2 * width));
    FittedModel built = FITTER.fit(FitRequest.build(DEFINITION, DATA).withExperiments(tests));
    FittedModel refreshed =
        FITTER.fit(FitRequest.refresh(DEFINITION, DATA, PLAIN).withExperiments(tests));

    assertThat(refreshed.kind()).isEqualTo(FitKind.REFRESH);
    Interval expected = contribution(built);
    Interval found = contribution(refreshed);
    // Monte Carlo error of two times 2048 particles: about .01 widths in the median.
    assertThat(found.median()).isCloseTo(expected.median(), within(0.08 * width));
    assertThat(found.median()).isGreaterThan(before.median() + 0.02 * width);
    RoiChange change =
        refreshed.roiChanges().stream()
            .filter(c -> c.channel().equals("channel1"))
            .findFirst()
            .orElseThrow();
    double byTests =
        change.parts().stream()
            .filter(p -> p.causes().contains(RoiChange.Cause.EXPERIMENTS))
            .mapToDouble(RoiChange.Part::change)
            .sum();
    assertThat(byTests).isGreaterThan(0.5 * (change.after() - change.before()));
    FittedModel withdrawn =
        FITTER.fit(FitRequest.refresh(DEFINITION, DATA, refreshed).withExperiments(List.of()));
    // The weights come back to what they were; the build answered from more draws.
    assertThat(contribution(withdrawn).median()).isCloseTo(before.median(), within(0.01 * width));
    assertThat(withdrawn.sampler().effectiveAfterReweighting().orElseThrow())
        .isGreaterThan(refreshed.sampler().effectiveAfterReweighting().orElseThrow() * 1.2);
  }

  @Test
  void shouldNameTheTestWhenItsLastWeekComesWithinTheWindow() {
    // Listed all along, it counts from the week on that holds all it measured.
    ModelData next = Samples.data(2, 21, 10, 100, 9);
    double weekly =
        Arrays.stream(PLAIN.component("channel0").contribution()).average().orElseThrow();
    double[][] change = new double[1][2];
    change[0][0] = next.spend()[0][next.spend()[0].length - 2];
    change[0][1] = next.spend()[0][next.spend()[0].length - 1];
    Experiment late =
        new Experiment(
            "late",
            List.of("channel0"),
            next.week(next.weeks() - 2),
            change,
            next.week(next.weeks() - 2),
            new double[] {1, 1},
            1,
            3 * weekly,
            0.3 * weekly,
            Experiment.Scope.TOTAL);
    FittedModel waiting =
        FITTER.fit(FitRequest.build(DEFINITION, DATA).withExperiments(List.of(late)));
    FittedModel counting =
        FITTER.fit(FitRequest.refresh(DEFINITION, next, waiting).withExperiments(List.of(late)));

    assertThat(counting.kind()).isEqualTo(FitKind.REFRESH);
    RoiChange moved =
        counting.roiChanges().stream()
            .filter(c -> c.channel().equals("channel0"))
            .findFirst()
            .orElseThrow();
    double byTest =
        moved.parts().stream()
            .filter(p -> p.causes().contains(RoiChange.Cause.EXPERIMENTS))
            .mapToDouble(RoiChange.Part::change)
            .sum();
    double bySampling =
        moved.parts().stream()
            .filter(p -> p.causes().equals(List.of(RoiChange.Cause.SAMPLING)))
            .mapToDouble(RoiChange.Part::change)
            .sum();
    assertThat(Math.abs(byTest)).isPositive().isGreaterThan(5 * Math.abs(bySampling));
  }

  @Test
  void shouldPredictTheShareOfTheMarketAndTheTestedWeeksAlone() {
    Posterior posterior = new Posterior(DEFINITION, PLAIN.anchor(), DATA, Convention.PRODUCT);
    double[] q = posterior.start(PLAIN.anchor().mixedShare());
    double[][] change = {{DATA.spend()[1][20], DATA.spend()[1][21]}};
    // With lift 0 and standard error 1, minus twice the log density is the squared prediction.
    double total = predicted(q, change, 1, new double[] {1, 1, 1, 1}, Experiment.Scope.TOTAL);
    double first = predicted(q, change, 1, new double[] {1, 1, 0, 0}, Experiment.Scope.TOTAL);
    double immediate =
        predicted(q, change, 1, new double[] {1, 1, 1, 1}, Experiment.Scope.IMMEDIATE);
    double half =
        predicted(q, change, 1, new double[] {0.5, 0.5, 0.5, 0.5}, Experiment.Scope.TOTAL);

    assertThat(total).isPositive();
    assertThat(immediate).isCloseTo(first, within(1e-9 * first)).isLessThan(total);
    assertThat(half).isCloseTo(total / 2, within(1e-9 * total));
  }

  @Test
  void shouldScaleTheTestedShareToAMarketThatSawWhatItSaw() {
    Posterior posterior = new Posterior(DEFINITION, PLAIN.anchor(), DATA, Convention.PRODUCT);
    double[] q = posterior.start(PLAIN.anchor().mixedShare());
    double[] measured = {1, 1, 1};
    double[][] added = {{90, 60}};
    double[][] cut = {{-90, -60}};

    for (double[][] change : List.of(added, cut)) {
      double tested = predicted(q, change, 0.3, measured, Experiment.Scope.TOTAL);
      // A market that saw everywhere what the tested part saw: the usual week and Δ / p.
      double[][] media = DATA.media();
      double[][] whole = {{change[0][0] / 0.3, change[0][1] / 0.3}};
      for (int i = 0; i < 2; i++) {
        media[1][20 + i] += whole[0][i] - change[0][i];
      }
      ModelData everywhere = Samples.withMedia(DATA, media, media);
      double all = predicted(everywhere, q, whole, 1, measured, Experiment.Scope.TOTAL);

      assertThat(tested).isPositive().isCloseTo(0.3 * all, within(1e-9 * all));
    }
  }

  @Test
  void shouldPredictOneWeekByItsFormula() {
    // Robyn divides by the days between the first and the last week of a test: none for one week.
    Posterior posterior = new Posterior(DEFINITION, PLAIN.anchor(), DATA, Convention.PRODUCT);
    double[] q = posterior.start(PLAIN.anchor().mixedShare());
    int week = 20; // of the data, window week 10
    double[] x =
        Arrays.stream(DATA.media()[1]).map(v -> v / PLAIN.anchor().mediaMax()[1]).toArray();
    int at = posterior.at(1);
    MediumPrior prior = posterior.prior(1);
    double theta = prior.theta(q[at]);
    double[] adstock = new double[x.length];
    double previous = PLAIN.anchor().initialAdstock()[1];
    for (int t = 0; t < x.length; t++) {
      previous = (1 - theta) * x[t] + theta * previous;
      adstock[t] = previous;
    }
    int from = DATA.leadInWeeks();
    double max = Arrays.stream(adstock, from, x.length).max().orElseThrow();
    double kappa = Math.exp(prior.logKappa(q[at + 1]));
    double alpha = Math.exp(prior.logAlpha(q[at + 2]));
    double[] hill = Adstocks.hill(adstock, alpha, kappa * max);
    double without = Adstocks.hill(new double[] {theta * adstock[week - 1]}, alpha, kappa * max)[0];
    double expected =
        PLAIN.anchor().outcomeMean()
            * Math.exp(q[at + MediumPrior.SHARE])
            * (hill[week] - without)
            / Arrays.stream(hill, from, x.length).average().orElseThrow();

    double found =
        predicted(
            q,
            new double[][] {{DATA.spend()[1][week]}},
            1,
            new double[] {1},
            Experiment.Scope.TOTAL);

    assertThat(expected).isPositive();
    assertThat(found).isCloseTo(expected, within(1e-9 * expected));
  }

  @Test
  void shouldSayWhatTheModelGivesForATest() {
    Interval before = contribution(PLAIN);
    double width = before.upper() - before.lower();
    double lift = before.median() + 0.25 * width;
    FittedModel model =
        FITTER.fit(
            FitRequest.build(DEFINITION, DATA)
                .withExperiments(List.of(everything(lift, 0.05 * width))));

    TestedLift tested = TestedLift.of(model).get(0);

    Interval after = contribution(model);
    assertThat(tested.experiment()).isEqualTo("geo");
    assertThat(tested.measured()).isEqualTo(lift);
    // The test took all spend away, so its lift is the contribution, but for start adstock and the
    // particles that were stored of those that answered.
    assertThat(tested.modelled().median()).isCloseTo(after.median(), within(0.03 * width));
    assertThat(tested.modelled().upper()).isCloseTo(after.upper(), within(0.05 * width));
    assertThat(tested.distance()).isBetween(-1.0, 1.0);
    assertThat(TestedLift.of(PLAIN)).isEmpty();
  }

  private static double predicted(
      double[] q, double[][] change, double share, double[] measured, Experiment.Scope scope) {
    return predicted(DATA, q, change, share, measured, scope);
  }

  private static double predicted(
      ModelData weeks,
      double[] q,
      double[][] change,
      double share,
      double[] measured,
      Experiment.Scope scope) {
    Experiment experiment =
        new Experiment(
            "x",
            List.of("channel1"),
            weeks.week(10),
            change,
            weeks.week(10),
            measured,
            share,
            0,
            1,
            scope);
    ModelData data = weeks.withExperiments(List.of(experiment));
    Posterior with = new Posterior(DEFINITION, PLAIN.anchor(), data, Convention.PRODUCT);
    ExperimentLikelihood likelihood =
        new ExperimentLikelihood(DEFINITION, PLAIN.anchor(), data, with.window());
    assertThat(likelihood.counted()).containsExactly(experiment);
    return Math.sqrt(-2 * likelihood.evaluate(with, q, likelihood.workspace(with), null));
  }

  @Test
  void shouldRefuseWhenAnExperimentIsNotWellFormed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> everything(1, 0))
        .withMessage("experiment geo: needs a standard error above 0");
  }
}
