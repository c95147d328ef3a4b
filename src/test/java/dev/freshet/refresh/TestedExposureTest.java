package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.model.Experiment;
import dev.freshet.spec.Exposure;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TestedExposureTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
  private static final Offset<Double> EXACT = within(1e-9);

  /** TV on its spend, Facebook on impressions, an organic newsletter; ten weeks. */
  private static final ModelSpec SPEC =
      Specs.tv()
          .media(MediaSpec.of("facebook").withExposure(Exposure.IMPRESSIONS))
          .organic("newsletter")
          .weeks(3, 10)
          .build();

  private static final Series SERIES =
      new Series(
          FIRST,
          2,
          8,
          Map.of(
              "spend.tv", micros(100, 200, 300, 0, 0, 600, 700, 800, 0, 0),
              "spend.facebook", micros(50, 50, 50, 50, 0, 50, 50, 50, 50, 50),
              "impressions.facebook", micros(500, 500, 500, 500, 0, 1000, 1000, 500, 500, 500),
              "organic.newsletter", micros(7, 7, 7, 7, 7, 7, 7, 7, 7, 7),
              "outcome.revenue", micros(9e3, 9e3, 9e3, 9e3, 9e3, 9e3, 9e3, 9e3, 9e3, 9e3)));

  private static Long[] micros(double... units) {
    return DoubleStream.of(units).mapToObj(u -> Math.round(u * 1e6)).toArray(Long[]::new);
  }

  private static LocalDate week(int n) {
    return FIRST.plusWeeks(n);
  }

  private static Experiment of(LiftTestDraft draft) {
    return TestedExposure.experiment(SPEC, SERIES, draft.test());
  }

  @Test
  void shouldTakeOneWholeWeekAsItIs() {
    Experiment experiment = of(LiftTestDraft.weeks("a", week(5), 1).change(600));

    assertThat(experiment.testWeek()).isEqualTo(week(5));
    assertThat(experiment.change()).isDeepEqualTo(new double[][] {{600}});
    assertThat(experiment.measuredWeek()).isEqualTo(week(5));
    assertThat(experiment.measured()).containsExactly(1);
    assertThat(experiment.lift()).isEqualTo(40);
    assertThat(experiment.standardError()).isEqualTo(10);
    assertThat(experiment.share()).isEqualTo(1);
    assertThat(experiment.scope()).isEqualTo(Experiment.Scope.TOTAL);
  }

  @Test
  void shouldAddSpendTheWayItWasSpent() {
    double[][] change = of(LiftTestDraft.weeks("a", week(5), 3).change(1050)).change();

    assertThat(change[0]).containsExactly(new double[] {300, 350, 400}, EXACT);
  }

  @Test
  void shouldTakeImpressionsForSpendByWhatTheTestedWeeksBought() {
    double[][] change =
        of(LiftTestDraft.weeks("a", week(6), 2).channels("facebook").change(50)).change();

    // Half of what was spent, so half of what it bought in either week.
    assertThat(change[0]).containsExactly(new double[] {500, 250}, EXACT);
  }

  @Test
  void shouldDivideAddedSpendBetweenChannelsByTheirSpend() {
    double[][] change =
        of(LiftTestDraft.weeks("a", week(5), 1).channels("tv", "facebook").change(130)).change();

    assertThat(change[0]).containsExactly(new double[] {120}, EXACT);
    assertThat(change[1]).containsExactly(new double[] {200}, EXACT);
  }

  @Test
  void shouldTakePartsOfWeeksThatWereTestedInPart() {
    // Thursday to Wednesday: four days of week 5, three of week 6.
    LiftTestDraft draft =
        LiftTestDraft.days("a", week(5).plusDays(3), week(6).plusDays(2)).change(642.857142);

    Experiment experiment = of(draft);

    assertThat(experiment.change()[0][0]).isCloseTo(600 * 4 / 7.0, within(1e-3));
    assertThat(experiment.change()[0][1]).isCloseTo(700 * 3 / 7.0, within(1e-3));
    // All tested days were measured, so all of the effect on them.
    assertThat(experiment.measured()).containsExactly(1, 1);
  }

  @Test
  void shouldTakeTheWholeWeekForSomeDaysWhenAllWasSpentInThem() {
    LiftTestDraft draft = LiftTestDraft.days("a", week(5), week(5).plusDays(1)).change(600);

    assertThat(of(draft).change()[0]).containsExactly(new double[] {600}, EXACT);
  }

  @Test
  void shouldMeasureTheDaysAfterATestByThePartOfTheirWeek() {
    LiftTestDraft draft =
        LiftTestDraft.weeks("a", week(5), 1)
            .measured(week(5).plusDays(2), week(7).plusDays(1))
            .change(600);

    assertThat(of(draft).measured()).containsExactly(new double[] {5 / 7.0, 1, 2 / 7.0}, EXACT);
  }

  @Test
  void shouldSpreadACutOverTheDaysByWhatTheChannelsHadBefore() {
    // Weeks 3 and 4 without TV: before, TV had 600 of 750.
    double[][] change =
        of(LiftTestDraft.weeks("a", week(3), 2)
                .channels("tv", "facebook")
                .change(-1000)
                .lift(-40, 10))
            .change();

    assertThat(change[0]).containsExactly(new double[] {-400, -400}, EXACT);
    // 200 of money; in the tested weeks 50 bought 500 impressions.
    assertThat(change[1]).containsExactly(new double[] {-1000, -1000}, EXACT);
  }

  @Test
  void shouldTakeWhatMoneyBoughtBeforeWhenNothingWasSpentInTheTest() {
    double[][] change =
        of(LiftTestDraft.weeks("a", week(4), 1).channels("facebook").change(-70).lift(-40, 10))
            .change();

    assertThat(change[0]).containsExactly(new double[] {-700}, EXACT);
  }

  @Test
  void shouldHoldOutWhatTheRestOfTheMarketSaw() {
    double[][] whole =
        of(LiftTestDraft.weeks("a", week(5), 1).channels("newsletter", "tv").holdOut(0.2)).change();
    double[][] part =
        of(LiftTestDraft.days("a", week(5), week(5).plusDays(3)).holdOut(0.2)).change();

    // A fifth saw none, the rest all: 600 = 0.8 × 750, and 150 were held out.
    assertThat(whole[1]).containsExactly(new double[] {-150}, EXACT);
    assertThat(whole[0]).containsExactly(new double[] {-7 * 0.25}, EXACT);
    // What the fifth would have seen in its four days: usual u, u (1 − 0.2 × 4/7) = 600.
    double usual = 600 / (1 - 0.2 * 4 / 7);
    assertThat(part[0]).containsExactly(new double[] {-usual * 0.2 * 4 / 7}, EXACT);
  }

  @Test
  void shouldSayWhatTheDataCannotCarry() {
    assertRefused(
        LiftTestDraft.weeks("a", week(5), 1).change(700),
        "it added 700 to the spend of weeks in which 600 was spent on tv");
    assertRefused(
        LiftTestDraft.weeks("a", week(3), 1).change(100),
        "it added 100 to the spend of weeks in which 0 was spent on tv");
    assertRefused(
        LiftTestDraft.weeks("a", week(5), 1).change(-700).share(0.1).lift(-4, 2),
        "it took away 700, but this share of the market would have spent 130");
    assertRefused(
        LiftTestDraft.weeks("a", week(5), 1).channels("newsletter"),
        "newsletter is organic and has no spend to change");
    assertRefused(LiftTestDraft.weeks("a", week(3), 2).holdOut(0.5), "no media ran");
    assertRefused(
        LiftTestDraft.weeks("a", week(5), 1).lift(9001, 1000),
        "its lift of 9001 is more than the 9000 that the tested share of the market brought");
    assertRefused(
        LiftTestDraft.weeks("a", week(5), 1).lift(0.5, 0.5),
        "its standard error of 1 is less than a ten-thousandth of the 9000");
  }

  private static void assertRefused(LiftTestDraft draft, String words) {
    assertThatThrownBy(() -> of(draft))
        .isInstanceOf(UnusableLiftTestException.class)
        .hasMessageContaining(words);
  }

  @Test
  void shouldTakeAChangeSomewhatAboveTheSpendForAllOfIt() {
    double[][] change = of(LiftTestDraft.weeks("a", week(5), 1).change(650)).change();

    assertThat(change[0]).containsExactly(new double[] {600}, EXACT);
  }

  @Property
  void shouldAddAllOfTheChangeAndNeverMoreThanTheDataHave(
      @ForAll @IntRange(min = 35, max = 48) int from,
      @ForAll @IntRange(min = 0, max = 7) int more,
      @ForAll @DoubleRange(min = 0.01, max = 1) double part) {
    LiftTestDraft draft =
        LiftTestDraft.days("a", FIRST.plusDays(from), FIRST.plusDays(from + more));
    int first = from / 7;
    int last = (from + more) / 7;
    double[] tv = {100, 200, 300, 0, 0, 600, 700, 800, 0, 0};
    double spent = Arrays.stream(tv, first, last + 1).sum();

    double[] change = of(draft.change(part * spent)).change()[0];

    // Micros are rounded once.
    assertThat(DoubleStream.of(change).sum()).isCloseTo(part * spent, within(1e-5));
    for (int i = 0; i < change.length; i++) {
      assertThat(change[i]).isBetween(0.0, tv[first + i] + 1e-5);
    }
  }
}
