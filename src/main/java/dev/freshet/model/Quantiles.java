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
 * <p>Values are counted into bins of equal width; only the bin a quantile falls into and its
 * neighbours are sorted. Not safe for use by several threads at once.
 */
final class Quantiles {
  private static final int BINS = 256;

  private final double[] weights;
  private final double total;
  private final int[] bin;
  private final double[] binWeight = new double[BINS];
  private final long[] keys;
  private final long indexMask;

  Quantiles(double[] weights) {
    this.weights = weights;
    this.total = Series.sum(weights, 0, weights.length);
    this.bin = new int[weights.length];
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
    for (int i = 1; i < weights.length; i++) {
      first = values[i] < values[first] ? i : first;
      last = values[i] > values[last] ? i : last;
    }
    double low = values[first];
    double range = values[last] - low;
    if (!(range > 0)) {
      Arrays.fill(out, low);
      return;
    }
    count(values, low, (BINS - 1) / range);
    double reach = total - (weights[first] + weights[last]) / 2;
    for (int p = 0; p < probabilities.length; p++) {
      out[p] = quantile(values, probabilities[p] * reach + weights[first] / 2);
    }
  }

  private void count(double[] values, double low, double scale) {
    Arrays.fill(binWeight, 0);
    for (int i = 0; i < weights.length; i++) {
      int b = (int) ((values[i] - low) * scale);
      bin[i] = b;
      binWeight[b] += weights[i];
    }
  }

  // The value at which the cumulative weight, each value's own counted by half, is target.
  private double quantile(double[] values, double target) {
    int at = 0;
    double below = 0;
    while (at < BINS - 1 && below + binWeight[at] < target) {
      below += binWeight[at++];
    }
    int from = neighbour(at, -1);
    int to = neighbour(at, 1);
    for (int b = from; b < at; b++) {
      below -= binWeight[b];
    }
    int n = gather(values, from, to);
    double before = below;
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
    for (int i = 0; i < bin.length; i++) {
      if (bin[i] >= from && bin[i] <= to) {
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
