package dev.freshet.model;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Maximises a smooth function by limited-memory BFGS with backtracking.
 *
 * <p>Memory of 10 pairs; two-loop recursion scaled by s'y / y'y of the newest pair; the first
 * direction is the gradient shortened to length 0.5. Step 1, shortened so that no coordinate moves
 * by more than 2, then halved up to 20 times until the gain is 10⁻⁴ of what the slope promises. A
 * pair is kept when its curvature s'y is above 10⁻¹⁰. Ends when the gain is below 10⁻⁶ max(1, |f|).
 * (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4.)
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final int HALVINGS = 20;

  /** A function with its gradient, which is written to the second argument. */
  interface Objective {
    double value(double[] x, double[] gradient);
  }

  /** Where the search ended, and why. */
  record Result(double[] x, double value, int iterations, String reason) {}

  private record Pair(double[] step, double[] change, double inverse) {}

  private Lbfgs() {}

  static Result maximise(Objective objective, double[] start, int maxIterations) {
    int n = start.length;
    double[] x = start.clone();
    double[] gradient = new double[n];
    double value = objective.value(x, gradient);
    ArrayDeque<Pair> pairs = new ArrayDeque<>(); // newest first
    for (int iteration = 1; iteration <= maxIterations; iteration++) {
      double[] direction = direction(gradient, pairs);
      double slope = dot(direction, gradient);
      if (!(slope > 0)) {
        pairs.clear();
        direction = direction(gradient, pairs);
        slope = dot(direction, gradient);
      }
      double step = 1 / Math.max(1, largest(direction) / 2);
      double[] next = new double[n];
      double[] nextGradient = new double[n];
      double nextValue = Double.NEGATIVE_INFINITY;
      boolean found = false;
      for (int h = 0; h <= HALVINGS && !found; h++, step /= 2) {
        for (int i = 0; i < n; i++) {
          next[i] = x[i] + step * direction[i];
        }
        nextValue = objective.value(next, nextGradient);
        found = nextValue >= value + 1e-4 * step * slope;
      }
      if (!found) {
        return new Result(x, value, iteration, "no further ascent");
      }
      remember(pairs, x, next, gradient, nextGradient);
      double gain = nextValue - value;
      x = next;
      gradient = nextGradient;
      value = nextValue;
      if (gain < 1e-6 * Math.max(1, Math.abs(value))) {
        return new Result(x, value, iteration, "gain below tolerance");
      }
    }
    return new Result(x, value, maxIterations, "iteration limit " + maxIterations);
  }

  private static void remember(
      ArrayDeque<Pair> pairs, double[] x, double[] next, double[] gradient, double[] nextGradient) {
    int n = x.length;
    double[] s = new double[n];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      s[i] = next[i] - x[i];
      y[i] = gradient[i] - nextGradient[i];
    }
    double curvature = dot(s, y);
    if (curvature > 1e-10) {
      pairs.addFirst(new Pair(s, y, 1 / curvature));
      if (pairs.size() > MEMORY) {
        pairs.removeLast();
      }
    }
  }

  private static double[] direction(double[] gradient, ArrayDeque<Pair> pairs) {
    double[] d = gradient.clone();
    if (pairs.isEmpty()) {
      double scale = Math.min(1, 0.5 / Math.sqrt(dot(gradient, gradient)));
      for (int i = 0; i < d.length; i++) {
        d[i] *= scale;
      }
      return d;
    }
    double[] weight = new double[pairs.size()];
    int k = 0;
    for (Pair pair : pairs) {
      weight[k] = pair.inverse * dot(pair.step, d);
      add(d, -weight[k], pair.change);
      k++;
    }
    Pair newest = pairs.getFirst();
    double scale = 1 / (newest.inverse * dot(newest.change, newest.change));
    for (int i = 0; i < d.length; i++) {
      d[i] *= scale;
    }
    for (Iterator<Pair> oldest = pairs.descendingIterator(); oldest.hasNext(); ) {
      Pair pair = oldest.next();
      k--;
      add(d, weight[k] - pair.inverse * dot(pair.change, d), pair.step);
    }
    return d;
  }

  private static void add(double[] d, double factor, double[] v) {
    for (int i = 0; i < d.length; i++) {
      d[i] += factor * v[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double largest(double[] v) {
    double max = 0;
    for (double e : v) {
      max = Math.max(max, Math.abs(e));
    }
    return max;
  }
}
