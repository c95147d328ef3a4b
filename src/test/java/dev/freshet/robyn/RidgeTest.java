package dev.freshet.robyn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class RidgeTest {
  private static final double FREE = Double.POSITIVE_INFINITY;
  private static final double[] NO_UPPER = {FREE, FREE, FREE, FREE};

  /** Four columns and y of glmnet's own run. */
  private static final double[][] ROWS = {
    {2.287, 0.84, 1.219, 0.076, 5.707},
    {-1.197, 0.705, 0.699, 0.159, 0.285},
    {-0.694, 1.306, 0.285, 0.544, -0.445},
    {-0.412, -1.388, 1.312, 0.705, 5.958},
    {-0.971, 1.273, 0.391, 0.319, -0.967},
    {-0.947, 0.184, 0.402, 1.109, 1.399},
    {0.748, 0.752, 1.351, 0.769, 3.46},
    {-0.117, 0.592, 0.591, 1.153, 1.963},
    {0.153, -0.983, 0.101, 1.261, 4.73},
    {2.19, -0.276, 0.931, 0.701, 7.665},
    {0.357, -0.871, 0.263, 0.433, 5.952},
    {2.717, 0.719, 0.008, -0.923, 5.449},
    {2.281, 0.111, 0.367, -0.616, 6.642},
    {0.324, -0.078, 1.707, -0.867, 4.908},
    {1.896, -0.42, 0.724, -1.64, 7.445},
    {0.468, -0.562, 0.481, -1.326, 4.991},
    {-0.894, 0.998, 1.568, -0.889, 1.096},
    {-0.307, -1.105, 0.318, -0.558, 4.51},
    {-0.005, -0.142, 0.166, -0.062, 3.261},
    {0.988, 0.315, 0.9, 2.423, 4.437}
  };

  // Expected values: R 4.2.2, glmnet 4.1-6, glmnet(X, y, alpha = 0, lambda, lower.limits,
  // intercept)
  // with a tight threshold, printed with twelve digits; 1e-6 is what the penalty path allows.

  @Test
  void shouldAgreeWithGlmnetWhenCoefficientsAreFree() {
    double[] lower = {-FREE, -FREE, -FREE, -FREE};
    assertFit(
        fit(0.5, lower, true),
        3.07019472824,
        1.28553843001,
        -1.63375337926,
        0.665375451809,
        -0.110874708574);
  }

  @Test
  void shouldAgreeWithGlmnetWhenSomeAreHeldPositive() {
    double[] lower = {0, 0, 0, -FREE};
    assertFit(
        fit(0.5, lower, true), 3.06587890267, 1.33239545466, 0, 0.420249645759, -0.171773683223);
  }

  @Test
  void shouldAgreeWithGlmnetWhenThePenaltyIsLarge() {
    double[] lower = {0, 0, 0, 0};
    assertFit(fit(5, lower, true), 3.5680708104, 0.544418708494, 0, 0.163835747333, 0);
  }

  @Test
  void shouldAgreeWithGlmnetWithoutIntercept() {
    double[] lower = {0, 0, 0, -FREE};
    assertFit(fit(0.5, lower, false), 0, 1.78277791522, 0, 3.05371607478, 0.107326929011);
  }

  @Property(tries = 60)
  void shouldMeetTheOptimalityConditions(@ForAll @LongRange(min = 1, max = 1_000_000) long seed) {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(seed);
    int n = 30 + random.nextInt(40);
    int p = 2 + random.nextInt(8);
    boolean intercept = random.nextBoolean();
    double[][] columns = new double[p][n];
    double[] y = new double[n];
    double[] common = random.doubles(n).toArray();
    for (int j = 0; j < p; j++) {
      for (int t = 0; t < n; t++) {
        // Nearly collinear, as media are that are booked together.
        columns[j][t] = (j + 1) * (common[t] + 0.05 * random.nextDouble());
        y[t] += (random.nextDouble() - 0.4) * columns[j][t];
      }
    }
    double[] lower = new double[p];
    double[] upper = new double[p];
    Arrays.fill(upper, 0.3);
    double lambda = Math.pow(10, -4 + 5 * random.nextDouble());

    double[] b = Ridge.fit(columns, y, lambda, lower, upper, intercept).coefficients();
    double b0 = Ridge.fit(columns, y, lambda, lower, upper, intercept).intercept();

    // No small feasible step of one coefficient may lower the objective as glmnet states it.
    double best = objective(columns, y, lambda, b0, b, intercept);
    for (int j = 0; j < p; j++) {
      for (double step : new double[] {-1e-4, 1e-4}) {
        double[] other = b.clone();
        other[j] = Math.max(lower[j], Math.min(upper[j], b[j] + step));
        double shift = intercept ? -(other[j] - b[j]) * mean(columns[j]) : 0;
        assertThat(objective(columns, y, lambda, b0 + shift, other, intercept))
            .isGreaterThanOrEqualTo(best * (1 - 1e-12));
      }
      assertThat(b[j]).isBetween(lower[j], upper[j]);
    }
  }

  @Test
  void shouldGiveAConstantColumnNothing() {
    double[][] columns = {{1, 1, 1, 1}, {0, 1, 2, 3}};
    double[] y = {1, 3, 5, 7};
    Ridge.Fit fit =
        Ridge.fit(columns, y, 1e-9, new double[] {0, 0}, new double[] {FREE, FREE}, true);

    assertThat(fit.coefficients()[0]).isZero();
    assertThat(fit.coefficients()[1]).isCloseTo(2, within(1e-6));
  }

  @Test
  void shouldRefuseWhatHasNoMinimum() {
    double[][] columns = {{0, 1, 2}};
    double[] y = {1, 2, 4};
    double[] zero = {0};
    double[] one = {1};
    assertThatThrownBy(() -> Ridge.fit(columns, y, Double.NaN, zero, one, true))
        .hasMessageContaining("lambda NaN: must be finite and above 0");
    assertThatThrownBy(() -> Ridge.fit(columns, y, 1, one, zero, true))
        .hasMessageContaining("limits [1.0, 0.0] are in the wrong order");
    assertThatThrownBy(() -> Ridge.fit(columns, new double[] {3, 3, 3}, 1, zero, one, true))
        .hasMessageContaining("must vary");
  }

  private static Ridge.Fit fit(double lambda, double[] lower, boolean intercept) {
    double[][] columns = new double[4][ROWS.length];
    double[] y = new double[ROWS.length];
    for (int t = 0; t < ROWS.length; t++) {
      for (int j = 0; j < 4; j++) {
        columns[j][t] = ROWS[t][j];
      }
      y[t] = ROWS[t][4];
    }
    return Ridge.fit(columns, y, lambda, lower, NO_UPPER, intercept);
  }

  private static void assertFit(Ridge.Fit fit, double intercept, double... coefficients) {
    assertThat(fit.intercept()).isCloseTo(intercept, within(1e-6));
    assertThat(fit.coefficients()).containsExactly(coefficients, within(1e-6));
  }

  private static double objective(
      double[][] columns, double[] y, double lambda, double b0, double[] b, boolean intercept) {
    double squares = 0;
    for (int t = 0; t < y.length; t++) {
      double e = y[t] - b0;
      for (int j = 0; j < b.length; j++) {
        e -= b[j] * columns[j][t];
      }
      squares += e * e;
    }
    double yMean = intercept ? mean(y) : 0;
    double sy = Math.sqrt(Arrays.stream(y).map(v -> (v - yMean) * (v - yMean)).sum() / y.length);
    double penalty = 0;
    for (int j = 0; j < b.length; j++) {
      double m = mean(columns[j]);
      double variance = Arrays.stream(columns[j]).map(v -> (v - m) * (v - m)).sum() / y.length;
      penalty += variance * b[j] * b[j];
    }
    return squares / (2 * y.length) + lambda / sy / 2 * penalty;
  }

  private static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }
}
