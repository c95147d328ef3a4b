package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against StrictMath (fdlibm), whose error is below one unit in the last place. */
class ElementaryTest {
  @Test
  void shouldAgreeWithFdlibmWhenTakingLogarithms() {
    Random random = new Random(1);
    double worst = 0;
    for (int i = 0; i < 200_000; i++) {
      double x = Math.exp(40 * (random.nextDouble() - 0.5));
      double expected = StrictMath.log(x);
      double error = Math.abs(Elementary.log(x) - expected) / Math.max(1, Math.abs(expected));
      worst = Math.max(worst, error);
    }
    assertThat(worst).isLessThan(6e-16);
    assertThat(Elementary.log(1)).isZero();
    assertThat(Elementary.log(1e-300)).isCloseTo(StrictMath.log(1e-300), within(3e-13));
  }

  @Test
  void shouldAgreeWithFdlibmWhenTakingExponentials() {
    Random random = new Random(2);
    double worst = 0;
    for (int i = 0; i < 200_000; i++) {
      double x = i % 2 == 0 ? 4 * (random.nextDouble() - 0.5) : 1400 * (random.nextDouble() - 0.5);
      double expected = StrictMath.exp(x);
      double error = Math.abs(Elementary.exp(x) - expected) / expected;
      worst = Math.max(worst, i % 2 == 0 ? error / 4e-16 : error / 2e-13);
    }
    assertThat(worst).isLessThan(1);
    assertThat(Elementary.exp(0)).isEqualTo(1);
  }

  @Test
  void shouldStayFiniteWhenArgumentsAreExtreme() {
    assertThat(Elementary.exp(1e9)).isBetween(1e303, 1e305);
    assertThat(Elementary.exp(-1e9)).isBetween(1e-305, 1e-303);
  }
}
