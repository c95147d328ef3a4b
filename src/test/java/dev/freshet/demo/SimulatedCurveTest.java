package dev.freshet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatedCurveTest {
  private static final SimulatedChannel CHANNEL =
      new SimulatedChannel("tv", Flighting.BURSTS, Optional.empty(), 1, 1, 0.6, 1.4, 0.9, 2);

  @Test
  void shouldGoOnAsTheSimulatedWeeksWouldWhenNothingIsSpent() {
    double[] pressure = {5, 0, 3, 8, 0, 2};
    // Weeks without pressure leave the half-saturation where it is.
    double[] response = CHANNEL.response(Arrays.copyOf(pressure, 10));

    double ahead = CHANNEL.curve(pressure, 7).total(new double[3], 1);

    double expected = 7 * Arrays.stream(response, 6, 10).sum();
    assertThat(ahead).isCloseTo(expected, within(1e-12 * expected));
  }

  @Test
  void shouldBringWhatItsFormulaSays() {
    // Adstocks 0.5 · 4 + 1 = 3 and 1.5, over a half of 3: 9 / 12 and 2.25 / 5.25.
    SimulatedCurve curve = new SimulatedCurve(0.5, 2, 3, 10, 4);

    assertThat(curve.total(new double[] {1}, 1))
        .isCloseTo(10 * (9 / 12.0 + 2.25 / 5.25), within(1e-12));
  }
}
