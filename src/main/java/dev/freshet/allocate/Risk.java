package dev.freshet.allocate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How the responses of the draws are made one figure to maximise.
 *
 * <pre>
 * EXPECTED       mean R
 * MEAN_MINUS_SD  mean R − λ sd R
 * WORST_SHARE    mean of the smallest R, a share p of the draws (conditional value at risk)
 * </pre>
 *
 * All three are concave and homogeneous in R, so the figure is Σ w_d R_d for the weights that
 * {@link #weigh} gives at R, and for the same weights no less than the figure at any other
 * responses. (Rockafellar and Uryasev, Optimization of conditional value-at-risk, 2000.)
 *
 * @param kind which figure
 * @param parameter λ above 0, or p in (0, 1); 0 for EXPECTED
 */
public record Risk(Kind kind, double parameter) {
  /** A figure. */
  public enum Kind {
    EXPECTED,
    MEAN_MINUS_SD,
    WORST_SHARE
  }

  public static final Risk EXPECTED = new Risk(Kind.EXPECTED, 0);

  public Risk {
    boolean ok =
        switch (kind) {
          case EXPECTED -> parameter == 0;
          case MEAN_MINUS_SD -> parameter > 0 && parameter < Double.POSITIVE_INFINITY;
          case WORST_SHARE -> parameter > 0 && parameter < 1;
        };
    if (!ok) {
      throw new IllegalArgumentException(
          "risk %s %s: the factor of the deviation must be above 0, the share of worst draws within"
                  .formatted(kind, parameter)
              + " (0, 1)");
    }
  }

  /** Mean less {@code factor} standard deviations. */
  public static Risk meanMinusSd(double factor) {
    return new Risk(Kind.MEAN_MINUS_SD, factor);
  }

  /** Mean of the worst {@code share} of the draws. */
  public static Risk worstShare(double share) {
    return new Risk(Kind.WORST_SHARE, share);
  }

  /**
   * Reads {@code sd:1} or {@code worst:20%}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Risk parse(String text) {
    try {
      if (text.startsWith("sd:")) {
        return meanMinusSd(Double.parseDouble(text.substring(3)));
      }
      if (text.startsWith("worst:") && text.endsWith("%")) {
        return worstShare(Double.parseDouble(text.substring(6, text.length() - 1)) / 100);
      }
    } catch (NumberFormatException e) {
      throw unknown(text, e);
    }
    throw unknown(text, null);
  }

  private static IllegalArgumentException unknown(String text, Exception cause) {
    return new IllegalArgumentException(
        "'%s' is no risk option: write sd:1 (mean less 1 standard deviation) or worst:20%% (mean of the"
                .formatted(text)
            + " worst 20 % of the draws)",
        cause);
  }

  /**
   * The figure.
   *
   * @param responses by draw
   * @param weights where its derivatives by draw are left; they sum to 1
   */
  double weigh(double[] responses, double[] weights) {
    int n = responses.length;
    switch (kind) {
      case WORST_SHARE -> weighWorst(responses, weights);
      case MEAN_MINUS_SD -> {
        double mean = Arrays.stream(responses).sum() / n;
        double squares = 0;
        for (double r : responses) {
          squares += (r - mean) * (r - mean);
        }
        double sd = Math.sqrt(squares / n);
        for (int d = 0; d < n; d++) {
          double deviation = sd > 0 ? (responses[d] - mean) / sd : 0;
          weights[d] = (1 - parameter * deviation) / n;
        }
      }
      default -> Arrays.fill(weights, 1.0 / n);
    }
    double sum = 0;
    for (int d = 0; d < n; d++) {
      sum += weights[d] * responses[d];
    }
    return sum;
  }

  private void weighWorst(double[] responses, double[] weights) {
    double left = parameter * responses.length;
    Arrays.fill(weights, 0);
    int[] order =
        IntStream.range(0, responses.length)
            .boxed()
            .sorted((a, b) -> Double.compare(responses[a], responses[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; i < order.length && left > 0; i++) {
      weights[order[i]] = Math.min(1, left) / (parameter * responses.length);
      left -= 1;
    }
  }
}
