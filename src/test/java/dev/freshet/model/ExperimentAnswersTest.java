package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExperimentAnswersTest {
  private static final ModelDefinition DEFINITION = Samples.definition(2);
  private static final ModelData DATA = Samples.data(2, 20, 10, 60, 4);
  private static final BayesianFitter FITTER =
      new BayesianFitter(new BayesianFitter.Settings(512, 2));

  /** All spend of channel1 from a week on removed, measured over the window. */
  private static Experiment holdOut(String name, int shift) {
    double[] measured = new double[DATA.weeks()];
    Arrays.fill(measured, 1);
    return new Experiment(
        name,
        List.of("channel1"),
        DATA.firstWeek().plusWeeks(shift),
        new double[][] {DATA.spend()[1]},
        DATA.week(shift),
        measured,
        1,
        300_000,
        50_000,
        Experiment.Scope.TOTAL);
  }

  @Test
  void shouldPredictTheWholeContributionWhenAllSpendIsTakenAway() {
    FittedModel model =
        FITTER.fit(
            FitRequest.build(DEFINITION, DATA).withExperiments(List.of(holdOut("all", 0))));

    Interval predicted = ExperimentAnswers.of(model).get(0).predicted().orElseThrow();

    Interval contribution =
        model.roi().stream()
            .filter(r -> r.channel().equals("channel1") && r.horizon().equals("window"))
            .findFirst()
            .orElseThrow()
            .contribution();
    // The published figure comes from redraws of the shares, this one from the particles as they
    // are: Monte Carlo error of 512 particles is about .06 widths, and start adstock stays.
    double width = contribution.upper() - contribution.lower();
    assertThat(predicted.median()).isCloseTo(contribution.median(), within(0.15 * width));
    assertThat(predicted.upper() - predicted.lower()).isCloseTo(width, within(0.3 * width));
  }

  @Test
  void shouldSayNothingOfATestWhoseWeeksAreNotKnown() {
    FittedModel model =
        FITTER.fit(
            FitRequest.build(DEFINITION, DATA).withExperiments(List.of(holdOut("late", 5))));

    assertThat(ExperimentAnswers.of(model))
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.experiment().name()).isEqualTo("late");
              assertThat(answer.predicted()).isEmpty();
            });
  }

  @Test
  void shouldAnswerNothingWithoutExperiments() {
    FittedModel model = FITTER.fit(FitRequest.build(DEFINITION, DATA));

    assertThat(ExperimentAnswers.of(model)).isEmpty();
  }
}
