package dev.freshet.model;

import java.util.Arrays;

/**
 * Quantiles of weighted draws, with one definition for equal and unequal weights.
 *
 * <p>With the values sorted and weights w_1 … w_N in that order, value k lies at probability S_k /
 * S_N, S_1 = 0, S_k = S_{k−1} + (w_{k−1} + w_k) / 2; between them linear interpolation. For equal
 * weights value k lies at (k − 1) / (N − 1): the common definition (type 7 of Hyndman and Fan,
 * 1996). Not safe for use by several threads at once.
 */
final class Quantiles {
  private final double[] weights;
  private final boolean equal;
  private final double[] sorted;
  private final long[] keys;
  private final int indexMask;

  Quantiles(double[] weights) {
    this.weights = weights;
    this.equal = Arrays.stream(weights).allMatch(w -> w == weights[0]);
    this.sorted = new double[weights.length];
    this.keys = equal ? null : new long[weights.length];
    this.indexMask = Integer.highestOneBit(Math.max(1, weights.length)) * 2 - 1;
  }

  /** Median with 5 % and 95 % quantile of the values, one for each draw. */
  Interval interval(double[] values) {
    double[] out = new double[3];
    of(values, new double[] {0.05, 0.5, 0.95}, out);
    return new Interval(out[1], out[0], out[2]);
  }

  /** Quantiles at ascending probabilities. */
  void of(double[] values, double[] probabilities, double[] out) {
    if (equal) {
      System.arraycopy(values, 0, sorted, 0, sorted.length);
      Arrays.sort(sorted);
      for (int p = 0; p < probabilities.length; p++) {
        double at = probabilities[p] * (sorted.length - 1);
        int k = (int) Math.min(Math.floor(at), sorted.length - 2.0);
        out[p] = k < 0 ? sorted[0] : between(sorted[k], sorted[k + 1], at - k);
      }
      return;
    }
    sortIndices(values);
    weighted(values, probabilities, out);
  }

  // Sorts numbers whose low bits carry the index; ties within 2^-42 may swap, which moves no
  // quantile by more.
  private void sortIndices(double[] values) {
    for (int i = 0; i < keys.length; i++) {
      long bits = Double.doubleToRawLongBits(values[i]);
      long ordered = bits ^ ((bits >> 63) & Long.MAX_VALUE);
      keys[i] = (ordered & ~(long) indexMask) | i;
    }
    Arrays.sort(keys);
  }

  private void weighted(double[] values, double[] probabilities, double[] out) {
    int n = keys.length;
    int first = (int) (keys[0] & indexMask);
    int last = (int) (keys[n - 1] & indexMask);
    double total = 0;
    for (double w : weights) {
      total += w;
    }
    total -= (weights[first] + weights[last]) / 2;
    double before = 0;
    int k = 0;
    int at = first;
    for (int p = 0; p < probabilities.length; p++) {
      double target = probabilities[p] * total;
      while (true) {
        if (k >= n - 1) {
          out[p] = values[at];
          break;
        }
        int next = (int) (keys[k + 1] & indexMask);
        double width = (weights[at] + weights[next]) / 2;
        if (before + width >= target) {
          out[p] =
              width > 0 ? between(values[at], values[next], (target - before) / width) : values[at];
          break;
        }
        before += width;
        at = next;
        k++;
      }
    }
  }

  private static double between(double low, double high, double fraction) {
    return low + Math.min(1, Math.max(0, fraction)) * (high - low);
  }
}
