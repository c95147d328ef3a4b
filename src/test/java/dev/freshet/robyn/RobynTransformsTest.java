package dev.freshet.robyn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RobynTransformsTest {
  // Robyn 3.12 (R 4.2.2), adstock_geometric(x, 0.3) and saturation_hill of it, alpha 0.5, gamma
  // 0.3.
  private static final double[] X = {0, 10, 0, 0, 5, 20};

  @Test
  void shouldCarryOverAsRobynDoes() {
    assertThat(RobynTransforms.geometric(X, 0.3))
        .containsExactly(new double[] {0, 10, 3, 0.9, 5.27, 21.581}, within(1e-12));
  }

  @Test
  void shouldSaturateAsRobynDoes() {
    // Robyn's inflexion of the whole series, 9.0083647647, is gamma times its largest adstock.
    double[] window = {0, 10, 3, 0.9, 9.0083647646999996 / 0.3};
    double[] hill = RobynTransforms.hill(window, 0.5, 0.3);
    assertThat(java.util.Arrays.copyOf(hill, 4))
        .containsExactly(
            new double[] {0, 0.51305097598434235, 0.36591762444138515, 0.24016829890172217},
            within(1e-14));
  }

  @Test
  void shouldGiveNothingWithoutMedia() {
    assertThat(RobynTransforms.hill(new double[3], 1, 0.5)).containsOnly(0.0);
  }
}
