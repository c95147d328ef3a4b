package dev.freshet.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.allocate.Forecast.Component;
import dev.freshet.allocate.Forecast.Kind;
import dev.freshet.allocate.Forecast.Range;
import dev.freshet.model.BaselineTerm;
import dev.freshet.model.BayesianFitter;
import dev.freshet.model.FitRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.model.MediaTerm;
import dev.freshet.model.ModelData;
import dev.freshet.model.ModelDefinition;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForecasterTest {
  private static final LocalDate FIRST = LocalDate.of(2023, 1, 2);
  private static final int WEEKS = 104;
  private static final int AHEAD = 6;
  private static final ModelDefinition DEFINITION =
      new ModelDefinition(
          List.of(MediaTerm.paid("tv"), MediaTerm.paid("social"), MediaTerm.organic("mail")),
          List.of(
              new BaselineTerm("holiday.EASTER", "holiday"),
              new BaselineTerm("context.price", "context.price")),
          true,
          true);
  private static final ModelData DATA = data();
  private static final FittedModel MODEL =
      new BayesianFitter(new BayesianFitter.Settings(256, 2))
          .fit(FitRequest.build(DEFINITION, DATA));
  private static final Forecaster FORECASTER = new Forecaster(MODEL, AHEAD, holidays());
  private static final SpendPlan PLAN = plan("plan", 900, 600);
  private static final Forecast FORECAST = FORECASTER.forecast(PLAN).summary();

  /** Social costs 4 for a thousand of its exposure. */
  private static ModelData data() {
    Random random = new Random(3);
    double[][] media = new double[3][WEEKS];
    double[][] spend = new double[3][];
    spend[1] = new double[WEEKS];
    spend[2] = new double[0];
    double[][] baseline = new double[2][WEEKS];
    double[] outcome = new double[WEEKS];
    double[] adstock = new double[3];
    for (int t = 0; t < WEEKS; t++) {
      media[0][t] = t % 9 < 5 ? Math.rint(1000 * Math.exp(0.4 * random.nextGaussian())) : 0;
      spend[1][t] = Math.rint(500 * Math.exp(0.5 * random.nextGaussian()));
      media[1][t] = 250 * spend[1][t];
      media[2][t] = 1000 + 500 * random.nextInt(3);
      baseline[0][t] = t % 52 == 14 ? 2 : 0;
      baseline[1][t] = 10 + random.nextGaussian();
      outcome[t] =
          50_000
              + 50 * t
              + 4_000 * Math.sin(2 * Math.PI * t / 52.18)
              + 1_500 * baseline[0][t]
              - 1_000 * baseline[1][t]
              + 1_500 * random.nextGaussian();
      for (int c = 0; c < 3; c++) {
        adstock[c] = 0.6 * media[c][t] + 0.4 * adstock[c];
        double half = c == 1 ? 125_000 : 1000;
        outcome[t] += (6_000 - 1_500 * c) * adstock[c] / (adstock[c] + half);
      }
    }
    spend[0] = media[0];
    return new ModelData(FIRST, 0, outcome, media, spend, baseline);
  }

  private static Map<String, double[]> holidays() {
    return Map.of("holiday.EASTER", new double[] {0, 0, 0, 2, 0, 0});
  }

  private static SpendPlan plan(String name, double tv, double social) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    values.put("tv", java.util.Collections.nCopies(AHEAD, tv));
    values.put("social", java.util.Collections.nCopies(AHEAD, social));
    return new SpendPlan(name, FIRST.plusWeeks(WEEKS), AHEAD, values);
  }

  private static SpendPlan with(SpendPlan plan, String name, Double... values) {
    Map<String, List<Double>> all = new LinkedHashMap<>(plan.values());
    all.put(name, List.of(values));
    return new SpendPlan(plan.name(), plan.firstWeek(), plan.weeks(), all);
  }

  private static double width(Range range) {
    return range.upper90() - range.lower90();
  }

  @Test
  void shouldSplitTheOutcomeIntoParts() {
    assertThat(FORECAST.components().stream().map(Component::name))
        .containsExactly(
            "intercept",
            "trend",
            "season",
            "holiday",
            "context.price",
            "tv",
            "social",
            "mail",
            "noise",
            "media.total",
            "expected",
            "outcome");
    List<Component> parts = FORECAST.components().subList(0, 9);
    Component outcome = FORECAST.only(Kind.OUTCOME);
    for (int t = 0; t < AHEAD; t++) {
      int week = t;
      double sum = parts.stream().mapToDouble(p -> p.weeks().get(week).mean()).sum();
      assertThat(outcome.weeks().get(t).mean()).isCloseTo(sum, within(1e-6 * sum));
    }
    assertThat(FORECAST.only(Kind.MEDIA_TOTAL).total().mean())
        .isCloseTo(
            FORECAST.component("tv").total().mean() + FORECAST.component("social").total().mean(),
            within(1e-6));
    assertThat(outcome.total().mean())
        .isCloseTo(outcome.weeks().stream().mapToDouble(Range::mean).sum(), within(1e-3));
    // The level of the last weeks, around which season and plan move the next ones.
    assertThat(outcome.weeks())
        .allSatisfy(
            w -> {
              assertThat(w.mean()).isBetween(40_000.0, 65_000.0);
              assertThat(w.lower90()).isLessThan(w.lower50());
              assertThat(w.upper50()).isLessThan(w.upper90());
              assertThat(w.median()).isBetween(w.lower50(), w.upper50());
            });
  }

  @Test
  void shouldCountHolidaysInTheirWeeksOnly() {
    List<Range> holiday = FORECAST.component("holiday").weeks();

    assertThat(holiday.get(3).mean()).isCloseTo(3_000, within(3_000.0));
    assertThat(width(holiday.get(3))).isPositive();
    assertThat(holiday.get(2)).isEqualTo(Range.NONE);
  }

  @Test
  void shouldKnowDifferencesFarBetterThanOutcomes() {
    SpendPlan more = plan("more", 1_400, 600);
    Forecast other = FORECASTER.forecast(more).summary();
    Forecast difference = FORECASTER.forecast(more).minus(FORECASTER.forecast(PLAN)).summary();
    Component outcome = difference.only(Kind.OUTCOME);

    assertThat(outcome.total().mean())
        .isCloseTo(
            other.only(Kind.OUTCOME).total().mean() - FORECAST.only(Kind.OUTCOME).total().mean(),
            within(1e-3));
    assertThat(outcome.total().lower90()).isPositive();
    assertThat(width(outcome.total()))
        .isLessThan(0.3 * width(FORECAST.only(Kind.OUTCOME).total()))
        .isLessThan(0.3 * width(other.only(Kind.OUTCOME).total()));
    // Nothing but television differs, and it brings more after these weeks, too.
    assertThat(difference.component("tv").total().mean())
        .isCloseTo(outcome.total().mean(), within(1e-6));
    assertThat(difference.component("tv").toCome().mean()).isPositive();
    for (String same :
        List.of("intercept", "trend", "season", "context.price", "social", "noise")) {
      assertThat(difference.component(same).total()).isEqualTo(Range.NONE);
    }
  }

  @Test
  void shouldGrowLessCertainWithTime() {
    List<Range> trend = FORECAST.component("trend").weeks();

    assertThat(width(trend.get(AHEAD - 1))).isGreaterThan(width(trend.get(0)));
  }

  @Test
  void shouldBuyExposureAtItsPrice() {
    SpendPlan lastYear = SpendPlan.lastYear(MODEL, AHEAD);
    assertThat(lastYear.values().keySet()).containsExactly("tv", "social");
    assertThat(lastYear.of("tv"))
        .containsExactly(java.util.Arrays.copyOfRange(DATA.media()[0], 52, 52 + AHEAD));
    double[] mail = java.util.Arrays.copyOfRange(DATA.media()[2], 52, 52 + AHEAD);
    SpendPlan said =
        with(lastYear, "mail", java.util.Arrays.stream(mail).boxed().toArray(Double[]::new));
    assertThat(FORECASTER.forecast(said).summary().component("tv"))
        .isEqualTo(FORECASTER.forecast(lastYear).summary().component("tv"));
    assertThat(CostPerUnit.of(MODEL, "social", 13).cost()).isCloseTo(0.004, within(1e-12));
  }

  @Test
  void shouldHoldWhatThePlanLeavesOpenAndSaySo() {
    assertThat(FORECASTER.held(PLAN))
        .containsExactly(
            "mail as in the same weeks a year before",
            "context.price as in the same weeks a year before");
    SpendPlan dear = with(PLAN, "context.price", 12.0, 12.0, 12.0, 12.0, 12.0, 12.0);
    SpendPlan cheap = with(PLAN, "context.price", 9.0, 9.0, 9.0, 9.0, 9.0, 9.0);
    Forecast difference = FORECASTER.forecast(cheap).minus(FORECASTER.forecast(dear)).summary();

    // Three units of price over six weeks, −1,000 each: 18,000, with the error of its estimate.
    assertThat(FORECASTER.held(dear)).containsExactly("mail as in the same weeks a year before");
    assertThat(difference.only(Kind.OUTCOME).total().mean()).isCloseTo(18_000, within(4_000.0));
  }

  @Test
  void shouldBeLessSureOfWhatIsHeldThanOfWhatIsPlanned() {
    double[] before = java.util.Arrays.copyOfRange(DATA.baseline()[1], 52, 52 + AHEAD);
    SpendPlan planned =
        with(PLAN, "context.price", java.util.Arrays.stream(before).boxed().toArray(Double[]::new));
    Range told = FORECASTER.forecast(planned).summary().component("context.price").weeks().get(0);
    Range held = FORECAST.component("context.price").weeks().get(0);

    // Prices a year apart differ with a standard deviation of 1.4: 90 % within ±2.3, 1,000 each.
    assertThat(width(held) - width(told)).isBetween(3_000.0, 6_500.0);
  }

  @Test
  void shouldHoldAsWrongAsHoldingWasBefore() {
    double[] history = new double[60];
    java.util.Arrays.setAll(history, t -> t);
    // A line of slope 1: a year before, it was 52 lower, at every earlier end alike.
    assertThat(Held.of(history, 60, 3, 0)).containsExactly(8, 9, 10);
    assertThat(Held.of(history, 60, 3, 4)).containsExactly(60, 61, 62);
    assertThat(Held.of(history, 40, 2, 0)).containsExactly(53, 53);
    assertThat(Held.of(history, 40, 2, 5)).containsExactly(60, 61);
    assertThat(java.util.stream.IntStream.range(0, 1000).map(d -> Held.age(d, 60, 3)))
        .containsOnly(3, 4, 5, 6, 7, 8);
    assertThat(Held.age(7, 54, 3)).isZero();
  }

  @Test
  void shouldRepeatTheLastWeeks() {
    double[] tv = DATA.media()[0];
    assertThat(SpendPlan.lastWeeks(MODEL, 2, 5).of("tv"))
        .containsExactly(tv[WEEKS - 2], tv[WEEKS - 1], tv[WEEKS - 2], tv[WEEKS - 1], tv[WEEKS - 2]);
    assertThatThrownBy(() -> SpendPlan.lastWeeks(MODEL, 105, 5))
        .hasMessageContaining("last-105-weeks: the model knows 104 weeks");
  }

  @Test
  void shouldBeTheSameEveryTime() {
    assertThat(new Forecaster(MODEL, AHEAD, holidays()).forecast(PLAN).summary())
        .isEqualTo(FORECAST);
  }

  @Test
  void shouldRefusePlansThatDoNotFit() {
    SpendPlan late = new SpendPlan("late", PLAN.firstWeek().plusWeeks(1), AHEAD, PLAN.values());
    Map<String, List<Double>> tvOnly = Map.of("tv", PLAN.values().get("tv"));

    assertThatThrownBy(() -> FORECASTER.forecast(late))
        .hasMessage(
            "late: 6 weeks from 2025-01-06, but the forecast is of the 6 weeks from 2024-12-30, right after the model's last");
    assertThatThrownBy(() -> FORECASTER.forecast(with(PLAN, "radio", 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)))
        .hasMessage("plan: the model has no radio; it has tv, social, mail, context.price");
    assertThatThrownBy(
            () -> FORECASTER.forecast(new SpendPlan("half", PLAN.firstWeek(), AHEAD, tvOnly)))
        .hasMessage("half: no spend for social; write 0 for a channel that pauses");
    assertThatThrownBy(() -> FORECASTER.forecast(with(PLAN, "tv", 1.0, 1.0, -1.0, 1.0, 1.0, 1.0)))
        .hasMessage("plan: tv must be 0 or more in every week");
    assertThatThrownBy(() -> with(PLAN, "tv", 1.0)).hasMessage("tv is planned for 1 weeks, not 6");
    assertThatThrownBy(() -> FORECASTER.forecast(PLAN).minus(ofOtherWeeks()))
        .hasMessageContaining("not of the same weeks");
  }

  private static ForecastDraws ofOtherWeeks() {
    return new Forecaster(MODEL, 2, Map.of()).forecast(SpendPlan.lastYear(MODEL, 2));
  }

  @Test
  void shouldNotTakeHolidaysForContext() {
    List<String> names = new ArrayList<>(FORECASTER.names());

    assertThat(names).containsExactly("tv", "social", "mail", "context.price");
    assertThat(Forecaster.needsHolidays(MODEL)).isTrue();
  }
}
