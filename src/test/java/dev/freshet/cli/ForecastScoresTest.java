package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.cli.BacktestStudy.Rating;
import dev.freshet.cli.BacktestStudy.Scored;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class ForecastScoresTest {
  @Test
  void shouldScoreDrawsByTheirDistances() {
    // Distances 1, 0 and 2 to the outcome; between draws 1, 2 and 3, each twice: 1 − 12 / 18.
    assertThat(ForecastScores.crps(new double[] {4, 2, 1}, 2)).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(ForecastScores.crps(new double[] {5}, 2)).isEqualTo(3);
  }

  @Test
  void shouldScoreANormalAsItsQuantiles() {
    NormalDistribution normal = new NormalDistribution(null, 10, 3);
    double[] quantiles = new double[20_000];
    for (int i = 0; i < quantiles.length; i++) {
      quantiles[i] = normal.inverseCumulativeProbability((i + 0.5) / quantiles.length);
    }
    for (double observed : new double[] {10, 4, 17}) {
      assertThat(ForecastScores.crps(quantiles, observed))
          .isCloseTo(ForecastScores.crps(10, 3, observed), within(1e-3));
    }
  }

  @Test
  void shouldPenaliseWhatAnIntervalMisses() {
    assertThat(ForecastScores.interval(2, 6, 0.9, 5)).isEqualTo(4);
    assertThat(ForecastScores.interval(2, 6, 0.9, 1)).isCloseTo(24, within(1e-9));
    assertThat(ForecastScores.interval(2, 6, 0.5, 7)).isCloseTo(8, within(1e-9));
    assertThat(ForecastScores.reach(0.9)).isCloseTo(1.6449, within(1e-4));
  }

  @Test
  void shouldSumUpByStepAhead() {
    Rating good = new Rating(10, 5, 30, true, true);
    Rating bad = new Rating(20, 10, 60, false, false);
    Table table =
        new BacktestTally(
                List.of(
                    new Scored(1, 100, 100, good, bad),
                    new Scored(2, 200, 100, bad, good),
                    new Scored(0, 300, 200, good, bad)),
                2)
            .table();

    assertThat(table.render("").lines().skip(2).map(l -> l.trim().split(" {2,}")))
        .containsExactly(
            row(
                "1", "1", "10.0 %", "20.0 %", "5.0 %", "10.0 %", "30.0 %", "60.0 %", "100 %",
                "100 %", "0 %"),
            row(
                "2", "1", "10.0 %", "5.0 %", "10.0 %", "5.0 %", "60.0 %", "30.0 %", "0 %", "0 %",
                "100 %"),
            row(
                "1 to 2", "2", "10.0 %", "12.5 %", "7.5 %", "7.5 %", "45.0 %", "45.0 %", "50 %",
                "50 %", "50 %"),
            row(
                "their sum",
                "1",
                "3.3 %",
                "6.7 %",
                "2.5 %",
                "5.0 %",
                "15.0 %",
                "30.0 %",
                "100 %",
                "100 %",
                "0 %"));
  }

  private static String[] row(String... cells) {
    return cells;
  }
}
