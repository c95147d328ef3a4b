package dev.freshet.model;

/**
 * The carry-over of a Weibull medium in the posterior: weights by lag, smooth in both parameters.
 *
 * <pre>
 * w_j ∝ exp(l_j), j = 0 … 26, Σ w_j = 1,  a_t = Σ_j w_j x_{t−j}
 * CDF  l_j = −Σ_{i=1..j} (i/λ)^k
 * PDF  l_j = (k − 1) log(j + 1) − ((j + 1)/λ)^k
 * </pre>
 *
 * k is the shape, λ the scale in weeks. These are Robyn's kernels ({@link Adstocks}) with three
 * changes: λ is any positive number, not a rounded quantile; the PDF keeps its smallest weight; and
 * the weights sum to 1, as those of the geometric adstock do, so that share and saturation keep
 * their meaning. Before the first week of the timeline x is its starting adstock. Half a year of
 * lags is fixed: under the default priors 95 % of the PDF kernels lose less than 0.4 % of their
 * weight to that limit, 99 % less than 6 %, and CDF kernels nothing.
 *
 * <p>Belongs to one thread; never allocates after its construction.
 */
final class AdstockKernel {
  /** The largest lag in weeks. */
  static final int MAX_LAG = 26;

  private static final int SIZE = MAX_LAG + 1;
  private static final double[] LOG = new double[SIZE + 1];

  static {
    for (int i = 1; i <= SIZE; i++) {
      LOG[i] = StrictMath.log(i);
    }
  }

  private final boolean cumulative;
  private final double[] weight = new double[SIZE];
  private final double[] byShape = new double[SIZE]; // derivative of the weight in log k
  private final double[] byScale = new double[SIZE]; // derivative of the weight in log λ

  AdstockKernel(MediaTerm.Adstock form) {
    this.cumulative = form == MediaTerm.Adstock.WEIBULL_CDF;
  }

  /** A kernel of the same form. */
  AdstockKernel(AdstockKernel other) {
    this.cumulative = other.cumulative;
  }

  /** Sets the weights and, if asked for, their derivatives. */
  void set(double logShape, double logScale, boolean slopes) {
    double shape = Elementary.exp(logShape);
    double sum = 0;
    double sumShape = 0;
    double sumScale = 0;
    for (int j = 0; j < SIZE; j++) {
      int i = cumulative ? j : j + 1;
      double relative = i == 0 ? 0 : LOG[i] - logScale;
      double power = i == 0 ? 0 : Elementary.exp(Math.min(200, shape * relative));
      if (cumulative) {
        sum += -power;
        sumShape += -shape * power * relative;
        sumScale += shape * power;
      } else {
        sum = (shape - 1) * LOG[i] - power;
        sumShape = shape * (LOG[i] - power * relative);
        sumScale = shape * power;
      }
      weight[j] = sum;
      byShape[j] = sumShape;
      byScale[j] = sumScale;
    }
    normalise(slopes);
  }

  private void normalise(boolean slopes) {
    double max = Series.max(weight, 0, SIZE);
    double total = 0;
    for (int j = 0; j < SIZE; j++) {
      double below = weight[j] - max;
      weight[j] = below < -700 ? 0 : Elementary.exp(below);
      total += weight[j];
    }
    double meanShape = 0;
    double meanScale = 0;
    for (int j = 0; j < SIZE; j++) {
      weight[j] /= total;
      if (weight[j] > 0) {
        meanShape += weight[j] * byShape[j];
        meanScale += weight[j] * byScale[j];
      }
    }
    for (int j = 0; slopes && j < SIZE; j++) {
      byShape[j] = weight[j] > 0 ? weight[j] * (byShape[j] - meanShape) : 0;
      byScale[j] = weight[j] > 0 ? weight[j] * (byScale[j] - meanScale) : 0;
    }
  }

  double weight(int lag) {
    return lag < SIZE ? weight[lag] : 0;
  }

  /** Adstock of {@code x} up to week {@code to}. */
  void adstock(double[] x, double start, double[] a, int to) {
    convolve(weight, x, start, a, to);
  }

  /** Derivatives of the adstock in log k and log λ. */
  void slopes(double[] x, double start, double[] inShape, double[] inScale, int to) {
    convolve(byShape, x, start, inShape, to);
    convolve(byScale, x, start, inScale, to);
  }

  private static void convolve(double[] kernel, double[] x, double start, double[] out, int to) {
    double before = Series.sum(kernel, 0, SIZE);
    int head = Math.min(MAX_LAG, to);
    for (int t = 0; t < head; t++) {
      double sum = 0;
      for (int j = 0; j <= t; j++) {
        sum += kernel[j] * x[t - j];
      }
      before -= kernel[t];
      out[t] = sum + before * start;
    }
    java.util.Arrays.fill(out, head, to, 0);
    for (int j = 0; j < SIZE; j++) {
      double k = kernel[j];
      if (k != 0) {
        for (int t = head; t < to; t++) {
          out[t] += k * x[t - j];
        }
      }
    }
  }
}
