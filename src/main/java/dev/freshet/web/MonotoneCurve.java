package dev.freshet.web;

import java.util.Arrays;
import java.util.TreeSet;

/**
 * Interpolates a curve that never turns between its points: cubic, through every point, monotone
 * where the points are.
 *
 * <p>Slopes within are harmonic means of those of the neighbouring intervals, weighted by their
 * widths, and 0 where these differ in sign; at the ends those of the parabola through the three
 * outermost points, kept between 0 and three times the outermost interval's. (Fritsch and Butland,
 * A method for constructing local monotone piecewise cubic interpolants, 1984.)
 */
final class MonotoneCurve {
  /** How far, in multiples of the amount of interest, and how finely points are added. */
  private static final double REACH = 8;

  private static final int POINTS = 24;

  private final double[] x;
  private final double[] y;
  private final double[] slope;

  /**
   * @param x at least two numbers, ascending
   * @param y as many
   */
  MonotoneCurve(double[] x, double[] y) {
    if (x.length < 2 || x.length != y.length) {
      throw new IllegalArgumentException(
          "a curve of %d amounts and %d values; need equal numbers, at least 2"
              .formatted(x.length, y.length));
    }
    this.x = x;
    this.y = y;
    this.slope = new double[x.length];
    slope[0] = end(0, Math.min(1, x.length - 2));
    slope[x.length - 1] = end(x.length - 2, Math.max(0, x.length - 3));
    for (int k = 1; k < x.length - 1; k++) {
      double left = chord(k - 1);
      double right = chord(k);
      if (left * right > 0) {
        double before = x[k] - x[k - 1];
        double after = x[k + 1] - x[k];
        double a = before + 2 * after;
        double b = 2 * before + after;
        slope[k] = (a + b) / (a / left + b / right);
      }
    }
  }

  // At the outer end of an interval, beside which another one lies.
  private double end(int outer, int inner) {
    double near = x[outer + 1] - x[outer];
    double far = x[inner + 1] - x[inner];
    double parabola = ((2 * near + far) * chord(outer) - near * chord(inner)) / (near + far);
    double limit = 3 * chord(outer);
    return limit >= 0
        ? Math.max(0, Math.min(limit, parabola))
        : Math.min(0, Math.max(limit, parabola));
  }

  private double chord(int k) {
    return (y[k + 1] - y[k]) / (x[k + 1] - x[k]);
  }

  /** The value at an amount; beyond the ends that of the end. */
  double at(double amount) {
    double clamped = Math.max(x[0], Math.min(x[x.length - 1], amount));
    int k = Arrays.binarySearch(x, clamped);
    if (k >= 0) {
      return y[k];
    }
    k = -k - 2;
    double width = x[k + 1] - x[k];
    double t = (clamped - x[k]) / width;
    double u = 1 - t;
    return u * u * (1 + 2 * t) * y[k]
        + t * t * (3 - 2 * t) * y[k + 1]
        + t * u * width * (u * slope[k] - t * slope[k + 1]);
  }

  double[] at(double[] amounts) {
    return Arrays.stream(amounts).map(this::at).toArray();
  }

  /** The amounts with more of them around one of interest, and with that itself. */
  double[] finer(double interest) {
    TreeSet<Double> amounts = new TreeSet<>();
    for (double amount : x) {
      amounts.add(amount);
    }
    double last = x[x.length - 1];
    for (int k = 1; k <= POINTS && interest > 0; k++) {
      amounts.add(Math.min(last, REACH * interest * k / POINTS));
    }
    return amounts.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
