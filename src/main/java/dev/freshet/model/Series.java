package dev.freshet.model;

/** Small sums over parts of a series; NaN counts as missing in {@link #observedMean}. */
final class Series {
  private Series() {}

  static double sum(double[] x, int from, int to) {
    double sum = 0;
    for (int t = from; t < to; t++) {
      sum += x[t];
    }
    return sum;
  }

  static double mean(double[] x, int from, int to) {
    return sum(x, from, to) / (to - from);
  }

  static double max(double[] x, int from, int to) {
    double max = Double.NEGATIVE_INFINITY;
    for (int t = from; t < to; t++) {
      max = Math.max(max, x[t]);
    }
    return max;
  }

  static double min(double[] x, int from, int to) {
    double min = Double.POSITIVE_INFINITY;
    for (int t = from; t < to; t++) {
      min = Math.min(min, x[t]);
    }
    return min;
  }

  /** Population (divisor n) standard deviation. */
  static double populationSd(double[] x, int from, int to) {
    double mean = mean(x, from, to);
    double sum = 0;
    for (int t = from; t < to; t++) {
      sum += (x[t] - mean) * (x[t] - mean);
    }
    return Math.sqrt(sum / (to - from));
  }

  /** Mean over the values that are not NaN. */
  static double observedMean(double[] x) {
    double sum = 0;
    int count = 0;
    for (double v : x) {
      if (!Double.isNaN(v)) {
        sum += v;
        count++;
      }
    }
    return sum / count;
  }
}
