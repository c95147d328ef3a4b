package dev.freshet.allocate;

import java.util.stream.IntStream;

/**
 * The plans that are allowed: each amount within its own bounds, all together at most a budget.
 * Arrays are shared, nobody writes to them.
 *
 * @param lower by amount, 0 or more
 * @param upper by amount, not below the lower, finite
 * @param budget not below the sum of the lower bounds; infinite for none
 */
record Limits(double[] lower, double[] upper, double budget) {
  private static final int BISECTIONS = 100;
  private static final double ROUNDING = 1e-12;

  Limits {
    double least = sum(lower);
    if (!(budget >= least * (1 - ROUNDING))) {
      throw new IllegalArgumentException(
          "a budget of %s is below the sum of the lower bounds, %s".formatted(budget, least));
    }
    budget = Math.max(budget, least);
  }

  static double sum(double[] amounts) {
    double sum = 0;
    for (double amount : amounts) {
      sum += amount;
    }
    return sum;
  }

  /** Room between the bounds of an amount. */
  double range(int i) {
    return upper[i] - lower[i];
  }

  /** Whether a plan is allowed, but for rounding. */
  boolean contains(double[] plan) {
    for (int i = 0; i < plan.length; i++) {
      if (!(plan[i] >= lower[i] * (1 - ROUNDING)) || !(plan[i] <= upper[i] * (1 + ROUNDING))) {
        return false;
      }
    }
    return sum(plan) <= budget * (1 + ROUNDING);
  }

  /** The allowed plan nearest to another, distances in an amount counting in units of its range. */
  double[] project(double[] plan) {
    double[] nearest = clip(plan, 0);
    if (sum(nearest) <= budget) {
      return nearest;
    }
    double low = 0;
    double high = 1e-300;
    for (int i = 0; i < plan.length; i++) {
      if (range(i) > 0) { // at this price each amount is at its lower bound
        high = Math.max(high, (plan[i] - lower[i]) / (range(i) * range(i)));
      }
    }
    for (int k = 0; k < BISECTIONS && low < high; k++) {
      double middle = (low + high) / 2;
      if (middle == low || middle == high) {
        break;
      }
      if (sum(clip(plan, middle)) > budget) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return clip(plan, high);
  }

  private double[] clip(double[] plan, double price) {
    double[] clipped = new double[plan.length];
    for (int i = 0; i < plan.length; i++) {
      double moved = plan[i] - price * range(i) * range(i);
      clipped[i] = Math.max(lower[i], Math.min(upper[i], moved));
    }
    return clipped;
  }

  /** The allowed plan with the largest Σ slope × amount. */
  double[] best(double[] slope) {
    double[] plan = lower.clone();
    double left = budget - sum(lower);
    int[] order =
        IntStream.range(0, slope.length)
            .boxed()
            .sorted((a, b) -> Double.compare(slope[b], slope[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i : order) {
      if (!(slope[i] > 0) || !(left > 0)) {
        break;
      }
      double more = Math.min(left, range(i));
      plan[i] += more;
      left -= more;
    }
    return plan;
  }
}
