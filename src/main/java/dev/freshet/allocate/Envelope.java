package dev.freshet.allocate;

import java.util.Arrays;

/**
 * The concave envelope of a curve's bound between two points of its grid: a piecewise linear
 * function through some of the points, its slopes falling.
 */
final class Envelope {
  final LevelCurve curve;

  /** Points of the curve's grid it passes through, ascending. */
  private final int[] at;

  Envelope(LevelCurve curve, int from, int to) {
    this.curve = curve;
    int[] stack = new int[to - from + 1];
    int size = 0;
    for (int i = from; i <= to; i++) {
      while (size > 1
          && slope(curve, stack[size - 2], stack[size - 1]) <= slope(curve, stack[size - 1], i)) {
        size--;
      }
      stack[size++] = i;
    }
    this.at = Arrays.copyOf(stack, size);
  }

  private static double slope(LevelCurve curve, int i, int j) {
    return (curve.upper[j] - curve.upper[i]) / (curve.spend[j] - curve.spend[i]);
  }

  int corners() {
    return at.length;
  }

  /** Point of the curve's grid at a corner. */
  int point(int corner) {
    return at[corner];
  }

  double spend(int corner) {
    return curve.spend[at[corner]];
  }

  double value(int corner) {
    return curve.upper[at[corner]];
  }

  /** Slope of the piece that begins at a corner. */
  double slope(int corner) {
    return slope(curve, at[corner], at[corner + 1]);
  }

  /** The corner up to which all pieces are steeper than a price. */
  int corner(double price) {
    int low = 0;
    int high = at.length - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (slope(middle) > price) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The corner at or below an amount. */
  private int below(double amount) {
    int low = 0;
    int high = at.length - 1;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (spend(middle) <= amount) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Value at an amount between the ends. */
  double at(double amount) {
    int corner = below(amount);
    return corner == at.length - 1
        ? value(corner)
        : value(corner) + slope(corner) * (amount - spend(corner));
  }
}
