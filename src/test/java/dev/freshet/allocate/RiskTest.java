package dev.freshet.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RiskTest {
  static Stream<Risk> options() {
    return Stream.of(Risk.EXPECTED, Risk.meanMinusSd(0.7), Risk.worstShare(0.13));
  }

  @Test
  void shouldBeTheFigureItIsNamedAfter() {
    double[] responses = {4, 1, 3, 2};
    double[] weights = new double[4];

    assertThat(Risk.EXPECTED.weigh(responses, weights)).isEqualTo(2.5);
    assertThat(Risk.meanMinusSd(2).weigh(responses, weights))
        .isCloseTo(2.5 - 2 * Math.sqrt(1.25), within(1e-12));
    assertThat(Risk.worstShare(0.5).weigh(responses, weights)).isEqualTo(1.5);
    // All of the smallest draw and half of the next, of 1.5 draws.
    assertThat(Risk.worstShare(0.375).weigh(responses, weights)).isCloseTo(2 / 1.5, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("options")
  void shouldWeighNoResponsesLowerThanTheirOwnFigure(Risk risk) {
    Random random = new Random(5);
    double[] weights = new double[30];
    double[] own = new double[30];
    for (int k = 0; k < 100; k++) {
      double[] here = random.doubles(30).toArray();
      double[] there = random.doubles(30).toArray();
      double figure = risk.weigh(here, weights);
      double sum = 0;
      double other = 0;
      for (int d = 0; d < 30; d++) {
        sum += weights[d] * here[d];
        other += weights[d] * there[d];
      }
      assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-12));
      assertThat(sum).isCloseTo(figure, within(1e-12));
      assertThat(other).isGreaterThan(risk.weigh(there, own) - 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void shouldHaveTheSlopeOfAPlansWorth(Risk risk) {
    Portfolio portfolio = HillChannel.random(7, 3, 25, 4, 5);
    PlanValue value = new PlanValue(portfolio, risk, 0.02);
    Random random = new Random(9);
    double[] plan = random.doubles(12, 0.2, 1.5).toArray();
    double[] gradient = new double[12];
    double[] unused = new double[12];
    value.at(plan, gradient);

    for (int i = 0; i < 12; i++) {
      double[] up = plan.clone();
      double[] down = plan.clone();
      up[i] += 1e-6;
      down[i] -= 1e-6;
      double difference = (value.at(up, unused) - value.at(down, unused)) / 2e-6;
      assertThat(gradient[i]).isCloseTo(difference, within(1e-7));
    }
  }

  @Test
  void shouldReadWhatItIsGiven() {
    assertThat(Risk.parse("sd:1.5")).isEqualTo(Risk.meanMinusSd(1.5));
    assertThat(Risk.parse("worst:20%")).isEqualTo(Risk.worstShare(0.2));
    for (String wrong : new String[] {"sd:x", "worst:20", "median", "sd:"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Risk.parse(wrong))
          .withMessageStartingWith("'" + wrong + "' is no risk option: write sd:1");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Risk.parse("worst:120%"))
        .withMessageContaining("the share of worst draws within (0, 1)");
    assertThatIllegalArgumentException().isThrownBy(() -> Risk.parse("sd:0"));
  }
}
