package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataCheckTest {
  private static final ModelDefinition DEFINITION = Samples.definition(2);
  private static final ModelData SOUND = Samples.data(2, 10, 4, 40, 1);

  private static List<String> problems(ModelDefinition definition, ModelData data) {
    BadDataException thrown =
        catchThrowableOfType(BadDataException.class, () -> DataCheck.require(definition, data));
    return thrown.problems();
  }

  private static List<String> problemsOfOutcome(double[] outcome) {
    return problems(DEFINITION, Samples.withOutcome(SOUND, outcome));
  }

  @Test
  void shouldAcceptWhenDataAreSound() {
    assertThatCode(() -> DataCheck.require(DEFINITION, SOUND)).doesNotThrowAnyException();
  }

  @Test
  void shouldNameTheNumbersWhenWeeksAreTooFew() {
    double[] outcome = SOUND.outcome();
    Arrays.fill(outcome, 0, 20, Double.NaN);
    assertThat(problemsOfOutcome(outcome))
        .containsExactly(
            "outcome: 20 of 40 weeks have one, 26 are needed; wait for more weeks or load history");
  }

  @Test
  void shouldRefuseWhenOutcomeIsConstantOrNotPositive() {
    double[] constant = new double[40];
    Arrays.fill(constant, 7);
    assertThat(problemsOfOutcome(constant))
        .containsExactly("outcome: the same in every week (7.0), nothing to explain");
    double[] negative = Arrays.stream(SOUND.outcome()).map(y -> -y).toArray();
    assertThat(problemsOfOutcome(negative)).singleElement().asString().contains("above 0");
  }

  @Test
  void shouldNameChannelAndWeekWhenSpendIsNegative() {
    double[][] media = SOUND.media();
    media[1][6] = -5;
    assertThat(problems(DEFINITION, Samples.withMedia(SOUND, media, SOUND.spend())))
        .containsExactly(
            "media channel1: week %s is -5.0; amounts must be 0 or more"
                .formatted(SOUND.firstWeek().plusWeeks(6)));
  }

  @Test
  void shouldRefuseWhenExposureHasNoSpend() {
    double[][] spend = SOUND.spend();
    Arrays.fill(spend[0], 0);
    assertThat(problems(DEFINITION, Samples.withMedia(SOUND, SOUND.media(), spend)))
        .singleElement()
        .asString()
        .startsWith("media channel0: exposure without any spend");
  }

  @Test
  void shouldNameThePairWhenMediaAreProportional() {
    double[][] media = SOUND.media();
    for (int t = 0; t < media[1].length; t++) {
      media[1][t] = 3 * media[0][t];
    }
    assertThat(problems(DEFINITION, Samples.withMedia(SOUND, media, media)))
        .singleElement()
        .asString()
        .startsWith("media channel0 and channel1: always in the same proportion");
  }

  @Test
  void shouldNameDuplicatesWhenNamesClash() {
    ModelDefinition twice =
        new ModelDefinition(
            List.of(MediaTerm.paid("tv"), MediaTerm.paid("tv")),
            List.of(new BaselineTerm("trend", "context.x"), new BaselineTerm("y", "context.y")),
            true,
            true);
    assertThat(problems(twice, SOUND))
        .containsExactly(
            "media tv: the name is taken; rename it",
            "baseline column trend: the name is taken; rename it");
  }

  @Test
  void shouldNameColumnAndWeekWhenBaselineHasAGap() {
    double[][] baseline = SOUND.baseline();
    baseline[0][3] = Double.NaN;
    ModelData data =
        new ModelData(
            SOUND.firstWeek(), 4, SOUND.outcome(), SOUND.media(), SOUND.spend(), baseline);
    assertThat(problems(DEFINITION, data))
        .containsExactly(
            "baseline column competitor: week %s has no value; fill it".formatted(SOUND.week(3)));
  }

  @Test
  void shouldRefuseWhenAChannelIsConstant() {
    double[][] media = SOUND.media();
    Arrays.fill(media[1], 250);
    assertThat(problems(DEFINITION, Samples.withMedia(SOUND, media, media)))
        .containsExactly(
            "media channel1: the same in every week of the window (250.0), so nothing tells it from the intercept; remove it or load its true weeks");
  }

  @Test
  void shouldRefuseWhenAChannelVariesBeforeTheWindowOnly() {
    double[][] media = SOUND.media();
    Arrays.fill(media[1], 250);
    media[1][0] = 100;
    assertThat(problems(DEFINITION, Samples.withMedia(SOUND, media, media)))
        .singleElement()
        .asString()
        .contains("the same in every week of the window (250.0)");
  }

  @Test
  void shouldAcceptWhenChannelsTooNewToBeModelledStartTogether() {
    ModelData data = Samples.data(3, 10, 4, 60, 1);
    double[][] media = data.media();
    for (int c = 1; c < 3; c++) {
      Arrays.fill(media[c], 0);
      media[c][media[c].length - 1] = 100 * c;
    }
    ModelDefinition definition = Samples.definition(3);
    ModelData launch = Samples.withMedia(data, media, media);
    assertThatCode(() -> DataCheck.require(definition, launch)).doesNotThrowAnyException();
  }

  @Test
  void shouldAcceptWhenSpendLiesBeforeTheWindowAndExposureInIt() {
    double[][] spend = SOUND.spend();
    Arrays.fill(spend[0], 4, spend[0].length, 0);
    spend[0][3] = 500;
    ModelData trailing = Samples.withMedia(SOUND, SOUND.media(), spend);
    FittedModel model =
        new BayesianFitter(new BayesianFitter.Settings(64, 2))
            .fit(FitRequest.build(DEFINITION, trailing));

    ChannelRoi roi =
        model.roi().stream()
            .filter(r -> r.channel().equals("channel0") && r.horizon().equals("window"))
            .findFirst()
            .orElseThrow();
    assertThat(roi.roi()).isEmpty();
    assertThat(roi.reason()).isEqualTo("no spend in these weeks");
    for (ResponseCurve curve : model.curves()) {
      assertThat(Arrays.stream(curve.response()).allMatch(Double::isFinite)).isTrue();
      assertThat(Arrays.stream(curve.spend()).allMatch(Double::isFinite)).isTrue();
    }
  }

  @Test
  void shouldRefuseWhenMostOutcomesAreMissing() {
    ModelData longer = Samples.data(2, 10, 4, 100, 1);
    double[] outcome = longer.outcome();
    Arrays.fill(outcome, 20, 75, Double.NaN);
    assertThat(problems(DEFINITION, Samples.withOutcome(longer, outcome)))
        .containsExactly(
            "outcome: only 45 of 100 weeks have one, fewer than half; load the missing weeks or shorten the window");
  }

  @Test
  void shouldNameTheChannelWhenOthersAddUpToIt() {
    ModelData data = Samples.data(3, 10, 4, 60, 1);
    double[][] media = data.media();
    for (int t = 0; t < media[2].length; t++) {
      media[2][t] = media[0][t] + 2 * media[1][t];
    }
    assertThat(problems(Samples.definition(3), Samples.withMedia(data, media, media)))
        .hasSize(3)
        .allSatisfy(p -> assertThat(p).contains("repeat it exactly (VIF infinite)"));
  }

  @Test
  void shouldAcceptButReportWhenChannelsAreNearlyCollinear() {
    ModelData data = Samples.data(2, 10, 4, 60, 1);
    double[][] media = data.media();
    for (int t = 0; t < media[1].length; t++) {
      media[1][t] = 3 * media[0][t] + 200 * Math.sin(t * t) + 200;
    }
    ModelData near = Samples.withMedia(data, media, media);
    assertThatCode(() -> DataCheck.require(DEFINITION, near)).doesNotThrowAnyException();
    Collinearity collinearity = new Collinearity(DEFINITION, near);
    assertThat(collinearity.pairs())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.first()).isEqualTo("channel0");
              assertThat(p.second()).isEqualTo("channel1");
              assertThat(p.correlation()).isBetween(0.98, 0.9999);
            });
    // Both VIFs are at least 1 / (1 - r^2), the pair's alone.
    double r = collinearity.pairs().get(0).correlation();
    assertThat(collinearity.inflations())
        .allSatisfy(i -> assertThat(i.vif()).isBetween(1 / (1 - r * r), 5_000.0));
  }

  @Test
  void shouldGiveVarianceInflationWhenOneRegressorIsKnown() {
    // Without trend, season and context, two series: VIF = 1 / (1 - r^2) exactly. r of (1..6) and
    // (1,2,3,4,5,9) is 25/sqrt(17.5 * 40) by hand: sums of squares 17.5 and 40, of products 25.
    ModelDefinition plain =
        new ModelDefinition(
            List.of(MediaTerm.paid("a"), MediaTerm.paid("b")), List.of(), false, false);
    double[][] media = {{1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 9}};
    ModelData data =
        new ModelData(SOUND.firstWeek(), 0, new double[6], media, media, new double[0][]);
    assertThat(new Collinearity(plain, data).inflations())
        .allSatisfy(
            i ->
                assertThat(i.vif())
                    .isCloseTo(
                        1 / (1 - 625.0 / (17.5 * 40)),
                        org.assertj.core.api.Assertions.within(1e-9)));
  }
}
