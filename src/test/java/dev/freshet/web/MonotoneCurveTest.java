package dev.freshet.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MonotoneCurveTest {
  @Test
  void shouldFollowASaturationBetweenItsPoints() {
    double[] x = new double[25];
    double[] y = new double[25];
    for (int k = 0; k < x.length; k++) {
      x[k] = k / 8.0;
      y[k] = hill(x[k]);
    }
    MonotoneCurve curve = new MonotoneCurve(x, y);

    for (int k = 0; k <= 300; k++) {
      // Of third order: (1/8)³ with a constant near 1; a straight line would be off by .005.
      assertThat(curve.at(k / 100.0)).isCloseTo(hill(k / 100.0), within(0.002));
    }
  }

  private static double hill(double x) {
    return x / (x + 0.6);
  }

  @Property
  void shouldRiseAndMeetItsPointsWhereTheyRise(
      @ForAll @Size(6) double[] steps, @ForAll @DoubleRange(min = 0, max = 1) double at) {
    double[] x = new double[7];
    double[] y = new double[7];
    for (int k = 1; k < 7; k++) {
      double step = Double.isFinite(steps[k - 1]) ? Math.abs(Math.sin(steps[k - 1])) : 0;
      x[k] = x[k - 1] + 0.1 + step;
      y[k] = y[k - 1] + step * step;
    }
    MonotoneCurve curve = new MonotoneCurve(x, y);

    for (int k = 0; k < 7; k++) {
      assertThat(curve.at(x[k])).isEqualTo(y[k]);
    }
    double here = at * x[6];
    assertThat(curve.at(here + 0.01)).isGreaterThanOrEqualTo(curve.at(here) - 1e-12);
  }

  @Test
  void shouldEndWhereItsPointsEnd() {
    MonotoneCurve curve = new MonotoneCurve(new double[] {0, 1}, new double[] {0, 3});

    assertThat(curve.at(0.5)).isCloseTo(1.5, within(1e-12));
    assertThat(curve.at(-1)).isZero();
    assertThat(curve.at(7)).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MonotoneCurve(new double[1], new double[1]));
  }

  @Test
  void shouldAddPointsAroundTheAmountOfInterest() {
    MonotoneCurve curve = new MonotoneCurve(new double[] {0, 50, 100}, new double[] {0, 3, 4});

    // 8 × 3 / 24 = 1: every whole number up to 24; with 0 also without interest.
    assertThat(curve.finer(3)).hasSize(27).contains(0, 1, 3, 24, 50, 100).isSorted();
    assertThat(curve.finer(0)).containsExactly(0, 50, 100);
    assertThat(curve.finer(30)).contains(30, 100).isSorted();
  }
}
