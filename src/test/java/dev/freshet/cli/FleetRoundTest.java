package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetRoundTest {
  private static FleetRound round(int instances, double seconds, double cpu, double... lags) {
    return new FleetRound(instances, 2 * instances, lags, lags, seconds, cpu);
  }

  @Test
  void shouldTakeQuantilesOfLagsByTheNearestRank() {
    double[] descending = IntStream.range(0, 200).mapToDouble(i -> 200 - i).toArray();
    FleetRound round = round(1, 1, 1, descending);

    assertThat(round.lag(.5)).isEqualTo(100);
    assertThat(round.lag(.99)).isEqualTo(198);
    assertThat(round.lag(1)).isEqualTo(200);
    assertThat(round.lag(0)).isEqualTo(1);
    assertThat(round.medianFit()).isEqualTo(100);
  }

  @Test
  void shouldCountFitsASecondAThreadAndACpuSecond() {
    FleetRound round = round(2, 2, 3, 1, 2, 3, 4, 5, 6);

    assertThat(round.fitsPerSecond()).isEqualTo(3);
    assertThat(round.fitsPerSecondAndThread()).isEqualTo(0.75);
    assertThat(round.fitsPerCpuSecond()).isEqualTo(2);
    assertThat(round.busyCores()).isEqualTo(1.5);
  }

  @Test
  void shouldTakeRoundsOfAsManyInstancesTogether() {
    FleetRound both = round(1, 2, 1, 10, 30).and(round(1, 4, 2, 20));

    assertThat(both.lagsMillis()).containsExactly(10, 20, 30);
    assertThat(both.fits()).isEqualTo(3);
    assertThat(both.fitsPerSecond()).isEqualTo(0.5);
    assertThat(both.fitsPerCpuSecond()).isEqualTo(1);
  }

  @Test
  void shouldNotTakeRoundsOfOtherInstancesTogether() {
    assertThatThrownBy(() -> round(1, 1, 1, 1).and(round(2, 1, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rounds of 1 and 2 instances: cannot be taken together");
  }

  @Test
  void shouldNotBeChangedThroughWhatItWasGiven() {
    double[] lags = {2, 1};
    FleetRound round = round(1, 1, 1, lags);
    lags[0] = 99;
    round.lagsMillis()[0] = 99;

    assertThat(round.lagsMillis()).containsExactly(1, 2);
  }

  @Test
  void shouldRefuseWhatCannotBe() {
    assertThatThrownBy(() -> round(1, 1, 1)).hasMessageContaining("0 lags and 0 fits");
    assertThatThrownBy(() -> round(1, Double.NaN, 1, 1)).hasMessageContaining("NaN seconds");
    assertThatThrownBy(() -> new FleetRound(2, 1, new double[] {1}, new double[] {1}, 1, 1))
        .hasMessageContaining("2 instances with 1 threads");
  }
}
