package dev.freshet.allocate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static Limits random(Random random, int size) {
    double[] lower = new double[size];
    double[] upper = new double[size];
    for (int i = 0; i < size; i++) {
      lower[i] = random.nextDouble();
      upper[i] = lower[i] + 3 * random.nextDouble();
    }
    double least = Limits.sum(lower);
    return new Limits(lower, upper, least + random.nextDouble() * (Limits.sum(upper) - least));
  }

  /** Within the limits: any plan within the bounds, drawn towards the lower ones if too dear. */
  static double[] allowed(Random random, Limits limits) {
    double[] plan = new double[limits.lower().length];
    Arrays.setAll(plan, i -> limits.lower()[i] + random.nextDouble() * limits.range(i));
    double least = Limits.sum(limits.lower());
    double over = (Limits.sum(plan) - least) / (limits.budget() - least);
    if (over > 1) {
      Arrays.setAll(plan, i -> limits.lower()[i] + (plan[i] - limits.lower()[i]) / over);
    }
    return plan;
  }

  @Property(tries = 200)
  void shouldProjectToTheNearestPlanThatIsAllowed(@ForAll long seed) {
    Random random = new Random(seed);
    Limits limits = random(random, 6);
    double[] wanted = new double[6];
    Arrays.setAll(wanted, i -> 4 * random.nextGaussian());

    double[] nearest = limits.project(wanted);

    assertThat(limits.contains(nearest)).isTrue();
    double distance = distance(limits, wanted, nearest);
    for (int k = 0; k < 50; k++) {
      assertThat(distance(limits, wanted, allowed(random, limits)))
          .isGreaterThanOrEqualTo(distance - 1e-9);
    }
  }

  private static double distance(Limits limits, double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double part = (a[i] - b[i]) / limits.range(i);
      sum += part * part;
    }
    return sum;
  }

  @Property(tries = 200)
  void shouldFindThePlanOfTheLargestSumOfSlopes(@ForAll long seed) {
    Random random = new Random(seed);
    Limits limits = random(random, 5);
    double[] slope = new double[5];
    Arrays.setAll(slope, i -> random.nextGaussian());

    double[] best = limits.best(slope);

    assertThat(limits.contains(best)).isTrue();
    for (int k = 0; k < 50; k++) {
      double[] other = allowed(random, limits);
      double lead = 0;
      for (int i = 0; i < 5; i++) {
        lead += slope[i] * (best[i] - other[i]);
      }
      assertThat(lead).isGreaterThan(-1e-9);
    }
  }

  @Test
  void shouldKeepAPlanThatIsAllowed() {
    Limits limits = new Limits(new double[] {0, 1}, new double[] {5, 5}, 6);

    assertThat(limits.project(new double[] {2, 3})).containsExactly(2, 3);
    // Ranges 5 and 4, so 9 − 25 p and 9 − 16 p, which sum to 6 at p = 12 / 41.
    assertThat(limits.project(new double[] {9, 9})[0]).isCloseTo(9 - 25 * 12 / 41.0, within(1e-12));
  }

  @Test
  void shouldRefuseABudgetBelowTheLowerBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limits(new double[] {2, 2}, new double[] {3, 3}, 3))
        .withMessage("a budget of 3.0 is below the sum of the lower bounds, 4.0");
  }
}
