package dev.freshet.model;

import java.util.Arrays;

/**
 * Quantiles of weighted draws, with one definition for equal and unequal weights.
 *
 * <p>With the values sorted and weights w_1 … w_N in that order, value k lies at probability S_k /
 * S_N, S_1 = 0, S_k = S_{k−1} + (w_{k−1} + w_k) / 2; between them linear interpolation. For equal
 * weights value k lies at (k − 1) / (N − 1): the common definition (type 7 of Hyndman and Fan,
 * 1996).
 *
 * <p>Values are counted into bins; only the bin a quantile falls into and its neighbours are
 * sorted. Bins of positive values are of equal width in the bits of the number, so nearly in its
 * logarithm: contributions are skewed, and bins of equal width would hold most of them in a few.
 * Not safe for use by several threads at once.
 */
final class Quantiles {
  private static final int BINS = 1024;

  /** Octaves below the largest value that bins tell apart; what is smaller shares the first. */
  private static final long OCTAVES = 64;

  private static final int EXPONENT_SHIFT = 52;

  private final double[] weights;
  private final double total;
  private final double[] binWeight = new double[BINS];
  private final int[] newest = new int[BINS]; // a bin's last value, as an index; −1 for none
  private final int[] older; // by value, the one before it in its bin
  private final long[] keys;
  private final long indexMask;

  Quantiles(double[] weights) {
    this.weights = weights;
    this.total = Series.sum(weights, 0, weights.length);
    this.older = new int[weights.length];
    this.keys = new long[weights.length];
    this.indexMask = Integer.highestOneBit(Math.max(1, weights.length)) * 2L - 1;
  }

  /** Median with 5 % and 95 % quantile of the values, one for each draw. */
  Interval interval(double[] values) {
    double[] out = new double[3];
    of(values, new double[] {0.05, 0.5, 0.95}, out);
    return new Interval(out[1], out[0], out[2]);
  }

  double median(double[] values) {
    double[] out = new double[1];
    of(values, new double[] {0.5}, out);
    return out[0];
  }

  /** Quantiles at ascending probabilities. */
  void of(double[] values, double[] probabilities, double[] out) {
    int first = 0;
    int last = 0;
    double low = values[0];
    double high = low;
    for (int i = 1; i < weights.length; i++) {
      double value = values[i];
      if (value < low) {
        low = value;
        first = i;
      } else if (value > high) {
        high = value;
        last = i;
      }
    }
    if (!(high - low > 0)) {
      Arrays.fill(out, low);
      return;
    }
    Arrays.fill(binWeight, 0);
    Arrays.fill(newest, -1);
    if (low > 0) {
      countByBits(values, low, high);
    } else {
      count(values, low, (BINS - 1) / (high - low));
    }
    double reach = total - (weights[first] + weights[last]) / 2;
    int at = 0;
    double below = 0;
    for (int p = 0; p < probabilities.length; p++) {
      double target = probabilities[p] * reach + weights[first] / 2;
      while (at < BINS - 1 && below + binWeight[at] < target) {
        below += binWeight[at++];
      }
      out[p] = quantile(values, target, at, below);
    }
  }

  private void count(double[] values, double low, double scale) {
    for (int i = 0; i < weights.length; i++) {
      put(i, (int) ((values[i] - low) * scale));
    }
  }

  private void put(int i, int bin) {
    binWeight[bin] += weights[i];
    older[i] = newest[bin];
    newest[bin] = i;
  }

  // The bits of positive numbers are in their order.
  private void countByBits(double[] values, double low, double high) {
    long top = Double.doubleToRawLongBits(high);
    long bottom = Math.max(Double.doubleToRawLongBits(low), top - (OCTAVES << EXPONENT_SHIFT));
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros((top - bottom) / BINS));
    for (int i = 0; i < weights.length; i++) {
      long above = Double.doubleToRawLongBits(values[i]) - bottom;
      put(i, (int) (Math.max(0, above) >> shift));
    }
  }

  // The value at which the cumulative weight, each value's own counted by half, is target; it lies
  // in bin at or next to it, the bins before which weigh so much.
  private double quantile(double[] values, double target, int at, double weightBelow) {
    int from = neighbour(at, -1);
    int to = neighbour(at, 1);
    double before = weightBelow;
    for (int b = from; b < at; b++) {
      before -= binWeight[b];
    }
    int n = gather(values, from, to);
    double low = Double.NaN;
    double lowAt = 0;
    for (int k = 0; k < n; k++) {
      int i = (int) (keys[k] & indexMask);
      double middle = before + weights[i] / 2;
      if (middle >= target && k > 0) {
        return between(low, values[i], (target - lowAt) / (middle - lowAt));
      }
      before += weights[i];
      low = values[i];
      lowAt = middle;
    }
    return low;
  }

  private int neighbour(int at, int step) {
    int b = at + step;
    while (b > 0 && b < BINS - 1 && !(binWeight[b] > 0)) {
      b += step;
    }
    return Math.min(BINS - 1, Math.max(0, b));
  }

  // Sorts numbers whose low bits carry the index; ties within 2^-40 may swap, which moves no
  // quantile by more.
  private int gather(double[] values, int from, int to) {
    int n = 0;
    for (int b = from; b <= to; b++) {
      for (int i = newest[b]; i >= 0; i = older[i]) {
        long bits = Double.doubleToRawLongBits(values[i]);
        long ordered = bits ^ ((bits >> 63) & Long.MAX_VALUE);
        keys[n++] = (ordered & ~indexMask) | i;
      }
    }
    Arrays.sort(keys, 0, n);
    return n;
  }

  private static double between(double low, double high, double fraction) {
    return fraction >= 0 ? low + Math.min(1, fraction) * (high - low) : low;
  }
}
