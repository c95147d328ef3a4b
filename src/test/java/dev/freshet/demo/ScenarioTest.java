package dev.freshet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioTest {
  private static final int WEEKS = 160;

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void shouldAddUpToTheOutcome(Scenario scenario) {
    SimulatedTruth truth = truth(scenario, 3);
    long[] outcome = truth.micros("outcome.revenue");
    for (int week = 0; week < WEEKS; week++) {
      double sum = 0;
      for (String component : truth.components()) {
        sum += truth.contributions(component)[week];
      }
      // The outcome is reported in whole cents.
      assertThat(sum).isCloseTo(outcome[week] / 1e6, within(0.0051));
    }
  }

  @Test
  void shouldLeaveTheDemosAdvertisersAsTheyAre() {
    SimulatedTruth usual = truth(Scenario.USUAL, 3);
    SimulatedTruth plain = Simulator.advertiser(setting(3)).truth();

    assertThat(plain.micros("outcome.revenue")).isEqualTo(usual.micros("outcome.revenue"));
    assertThat(truth(Scenario.CLEAN, 3).micros("outcome.revenue"))
        .isNotEqualTo(usual.micros("outcome.revenue"));
  }

  @Test
  void shouldBookChannelsTogetherWhenCollinear() {
    assertThat(correlation(truth(Scenario.COLLINEAR, 3), "tv", "facebook")).isGreaterThan(0.7);
    assertThat(correlation(truth(Scenario.CLEAN, 3), "tv", "facebook")).isLessThan(0.4);
  }

  @Test
  void shouldGrowBudgetsWithTheBaseline() {
    long[] spend = truth(Scenario.TREND, 3).micros("spend.facebook");
    assertThat(sum(spend, WEEKS - 52, WEEKS)).isGreaterThan(1.2 * sum(spend, 0, 52));
  }

  @Test
  void shouldShiftTheBaselineOnceAndForGood() {
    double[] shifted = truth(Scenario.LEVEL_SHIFT, 3).contributions(SimulatedTruth.BASELINE);
    double[] clean = truth(Scenario.CLEAN, 3).contributions(SimulatedTruth.BASELINE);
    double last = shifted[WEEKS - 1] / clean[WEEKS - 1];

    assertThat(Math.abs(last - 1)).isBetween(0.08, 0.2);
    for (int week = 0; week < WEEKS; week++) {
      double ratio = shifted[week] / clean[week];
      assertThat(Math.min(Math.abs(ratio - 1), Math.abs(ratio - last))).isLessThan(1e-9);
    }
  }

  @Test
  void shouldChangeTelevisionAloneInTheLastWeeks() {
    double[] changed = truth(Scenario.EFFECT_CHANGE, 3).contributions("tv");
    double[] clean = truth(Scenario.CLEAN, 3).contributions("tv");
    int at = WEEKS - Scenario.CHANGED_WEEKS;
    double before = ratio(changed, clean, 0, at);

    assertThat(ratio(changed, clean, at, WEEKS) / before)
        .satisfiesAnyOf(
            r -> assertThat(r).isCloseTo(0.5, within(1e-9)),
            r -> assertThat(r).isCloseTo(1.6, within(1e-9)));
    assertThat(truth(Scenario.EFFECT_CHANGE, 3).contributions("search"))
        .isEqualTo(truth(Scenario.CLEAN, 3).contributions("search"));
  }

  private static double ratio(double[] a, double[] b, int from, int to) {
    return Arrays.stream(a, from, to).sum() / Arrays.stream(b, from, to).sum();
  }

  @Test
  void shouldStartTheLastChannelLate() {
    long[] video = truth(Scenario.NEW_CHANNEL, 3).micros("spend.video");
    int first = 0;
    while (video[first] == 0) {
      first++;
    }
    assertThat(first).isBetween(WEEKS - 60, WEEKS - 20);
  }

  @Test
  void shouldPauseMostOfTheTimeWhenSparse() {
    long[] spend = truth(Scenario.SPARSE, 3).micros("spend.facebook");
    assertThat(Arrays.stream(spend).filter(v -> v > 0).count()).isLessThan(WEEKS / 4);
  }

  @Test
  void shouldChangeWhatPressureBringsWhenEffectsDrift() {
    SimulatedTruth drifting = truth(Scenario.EFFECT_DRIFT, 3);
    SimulatedTruth clean = truth(Scenario.CLEAN, 3);
    double[] ratio = new double[WEEKS];
    for (int week = 0; week < WEEKS; week++) {
      ratio[week] =
          drifting.contributions("facebook")[week] / clean.contributions("facebook")[week];
    }
    double change = ratio[WEEKS - 1] / ratio[0];
    assertThat(Math.max(change, 1 / change)).isBetween(1.25, 1.65);
  }

  @Test
  void shouldGiveContributionsThatSpendDoesNotSay() {
    SimulatedTruth clean = truth(Scenario.CLEAN, 3);
    SimulatedTruth independent = truth(Scenario.INDEPENDENT, 3);
    double[] ratios =
        clean.channels().stream()
            .mapToDouble(
                c ->
                    Arrays.stream(independent.contributions(c)).sum()
                        / Arrays.stream(clean.contributions(c)).sum())
            .toArray();
    assertThat(Arrays.stream(ratios).max().orElseThrow())
        .isGreaterThan(2 * Arrays.stream(ratios).min().orElseThrow());
  }

  private static SimulatedTruth truth(Scenario scenario, long seed) {
    return Simulator.advertiser(setting(seed), scenario).truth();
  }

  private static Simulator.Setting setting(long seed) {
    return new Simulator.Setting(
        "acme/DE",
        "EUR",
        ZoneId.of("Europe/Berlin"),
        "DE",
        5,
        LocalDate.of(2021, 1, 4),
        WEEKS,
        seed);
  }

  private static double correlation(SimulatedTruth truth, String a, String b) {
    return new PearsonsCorrelation()
        .correlation(
            Arrays.stream(truth.micros("spend." + a)).asDoubleStream().toArray(),
            Arrays.stream(truth.micros("spend." + b)).asDoubleStream().toArray());
  }

  private static double sum(long[] values, int from, int to) {
    return Arrays.stream(values, from, to).sum() / 1e6;
  }
}
