package dev.freshet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
  private static final double[] PROBABILITIES = {0, 0.05, 0.5, 0.95, 1};

  @Test
  void shouldMeetTheCommonDefinitionWhenWeightsAreEqual() {
    // R: quantile(c(3, 1, 2, 10), c(0, .05, .5, .95, 1), type = 7)
    assertThat(quantiles(new double[] {3, 1, 2, 10}, new double[] {1, 1, 1, 1}))
        .containsExactly(new double[] {1, 1.15, 2.5, 8.95, 10}, within(1e-12));
  }

  @Test
  void shouldMeetTheDefinitionWhenWeightsDiffer() {
    Random random = new Random(4);
    for (int n : new int[] {2, 3, 10, 1000}) {
      for (int round = 0; round < 20; round++) {
        double[] values = new double[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
          values[i] = Math.exp(2 * random.nextGaussian());
          weights[i] = random.nextDouble();
        }
        double[] found = quantiles(values, weights);
        for (int p = 0; p < found.length; p++) {
          double expected = sorted(values, weights, PROBABILITIES[p]);
          assertThat(found[p]).isCloseTo(expected, within(1e-9 * expected));
        }
      }
    }
  }

  @Test
  void shouldGiveTheValueWhenAllAreEqual() {
    assertThat(quantiles(new double[] {7, 7, 7}, new double[] {0.2, 0.5, 0.3})).containsOnly(7.0);
  }

  private static double[] quantiles(double[] values, double[] weights) {
    double[] out = new double[PROBABILITIES.length];
    new Quantiles(weights).of(values, PROBABILITIES, out);
    return out;
  }

  // The definition as the class states it, by a full sort.
  private static double sorted(double[] values, double[] weights, double probability) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] at = new double[order.length];
    for (int k = 1; k < order.length; k++) {
      at[k] = at[k - 1] + (weights[order[k - 1]] + weights[order[k]]) / 2;
    }
    double target = probability * at[at.length - 1];
    int k = 0;
    while (k < at.length - 2 && at[k + 1] < target) {
      k++;
    }
    double fraction = (target - at[k]) / (at[k + 1] - at[k]);
    double low = values[order[k]];
    return low + Math.min(1, fraction) * (values[order[k + 1]] - low);
  }

  @Test
  void shouldNotChangeItsArgumentsWhenAsked() {
    double[] values = {3, 1, 2};
    new Quantiles(new double[] {1, 1, 1}).interval(values);
    assertThat(values).isEqualTo(Arrays.copyOf(new double[] {3, 1, 2}, 3));
  }
}
