package dev.freshet.allocate;

import java.util.Arrays;

/**
 * Climbs from a plan to a local optimum by the spectral projected gradient method.
 *
 * <p>Steps go along the projected gradient, as long as the last change of the gradient suggests
 * (Barzilai and Borwein), and are halved until the value exceeds the least of the last ten by 10⁻⁴
 * of what the slope promises. Each amount counts in units of its range. It ends when no amount
 * would move by more than 10⁻⁶ of its range, when twenty steps have gained less than 10⁻⁷, or after
 * 300 steps; the best plan seen is the answer, so it is never worse than the start. (Birgin,
 * Martínez and Raydan, Nonmonotone spectral projected gradient methods on convex sets, 2000.)
 */
final class Ascent {
  private static final int MOST_STEPS = 300;
  private static final int MEMORY = 10;
  private static final int PATIENCE = 20;
  private static final int HALVINGS = 30;
  private static final double SMALLEST_MOVE = 1e-6;
  private static final double SMALLEST_GAIN = 1e-7;

  /** Where the climb ended. */
  record Summit(double[] plan, double value) {}

  private final Objective objective;
  private final Limits limits;
  private final double[] gradient;
  private double[] plan;
  private double value;
  private double[] best;
  private double bestValue;

  private Ascent(Objective objective, Limits limits, double[] start) {
    this.objective = objective;
    this.limits = limits;
    this.gradient = new double[start.length];
    this.plan = limits.project(start);
    this.value = objective.at(plan, gradient);
    this.best = plan;
    this.bestValue = value;
  }

  static Summit from(double[] start, Objective objective, Limits limits) {
    Ascent ascent = new Ascent(objective, limits, start);
    ascent.climb();
    return new Summit(ascent.best, ascent.bestValue);
  }

  private void climb() {
    double[] recent = new double[MEMORY];
    Arrays.fill(recent, value);
    double length = firstLength();
    double mark = bestValue;
    for (int step = 1; step <= MOST_STEPS; step++) {
      double[] direction = direction(length);
      if (largest(direction) <= SMALLEST_MOVE) {
        return;
      }
      double[] before = gradient.clone();
      double[] moved = step(direction, Arrays.stream(recent).min().orElseThrow());
      if (moved == null) {
        return;
      }
      recent[step % MEMORY] = value;
      length = nextLength(moved, before);
      if (step % PATIENCE == 0) {
        if (bestValue - mark <= SMALLEST_GAIN * Math.abs(bestValue)) {
          return;
        }
        mark = bestValue;
      }
    }
  }

  // A move along which the steepest amount crosses its range.
  private double firstLength() {
    double steepest = 0;
    for (int i = 0; i < gradient.length; i++) {
      steepest = Math.max(steepest, Math.abs(gradient[i]) * limits.range(i));
    }
    return steepest > 0 ? 1 / steepest : 1;
  }

  private double[] direction(double length) {
    double[] target = new double[plan.length];
    for (int i = 0; i < plan.length; i++) {
      target[i] = plan[i] + length * limits.range(i) * limits.range(i) * gradient[i];
    }
    double[] direction = limits.project(target);
    for (int i = 0; i < plan.length; i++) {
      direction[i] -= plan[i];
    }
    return direction;
  }

  private double largest(double[] direction) {
    double largest = 0;
    for (int i = 0; i < direction.length; i++) {
      if (limits.range(i) > 0) {
        largest = Math.max(largest, Math.abs(direction[i]) / limits.range(i));
      }
    }
    return largest;
  }

  // Moves, and returns the move; null when no part of it is good enough.
  private double[] step(double[] direction, double floor) {
    double slope = 0;
    for (int i = 0; i < direction.length; i++) {
      slope += gradient[i] * direction[i];
    }
    double part = 1;
    for (int k = 0; k < HALVINGS; k++, part /= 2) {
      double[] tried = plan.clone();
      for (int i = 0; i < tried.length; i++) {
        tried[i] += part * direction[i];
      }
      double there = objective.at(tried, gradient);
      if (there >= floor + 1e-4 * part * slope) {
        double[] moved = tried.clone();
        for (int i = 0; i < moved.length; i++) {
          moved[i] -= plan[i];
        }
        plan = tried;
        value = there;
        if (value > bestValue) {
          best = plan;
          bestValue = value;
        }
        return moved;
      }
    }
    return null;
  }

  private double nextLength(double[] moved, double[] before) {
    double squares = 0;
    double curvature = 0;
    for (int i = 0; i < moved.length; i++) {
      if (limits.range(i) > 0) {
        squares += moved[i] * moved[i] / (limits.range(i) * limits.range(i));
        curvature += moved[i] * (before[i] - gradient[i]);
      }
    }
    double first = firstLength();
    double length = curvature > 0 ? squares / curvature : 1e3 * first;
    return Math.max(1e-6 * first, Math.min(1e6 * first, length));
  }
}
