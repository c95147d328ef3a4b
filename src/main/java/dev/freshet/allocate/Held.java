package dev.freshet.allocate;

/**
 * What a series is taken to be in weeks of which nothing is known: as in the same weeks a year (52
 * weeks) before, or where the history is shorter at its recent mean; give or take what this missed
 * at an earlier time.
 *
 * <pre>
 * x_T+h = x_T+h−52 + (x_s+h − x_s+h−52),  s drawn from all earlier ends with h weeks after them
 * </pre>
 *
 * So a draw is as wrong, as long and in as many series at once as holding has been before; the mean
 * of all draws follows what has changed from year to year.
 */
final class Held {
  /** Weeks after which a year is taken to repeat. */
  static final int YEAR = 52;

  private static final int RECENT = 13;
  private static final double GOLDEN = 0.6180339887498949;

  private Held() {}

  /** The last {@code period} values, over and over. */
  static double[] repeated(double[] history, int period, int weeks) {
    return repeated(history, history.length, period, weeks);
  }

  private static double[] repeated(double[] history, int end, int period, int weeks) {
    double[] out = new double[weeks];
    for (int t = 0; t < weeks; t++) {
      out[t] = history[end - period + t % period];
    }
    return out;
  }

  /** How many weeks before the end an earlier end lies, for a draw: evenly spread over draws. */
  static int age(int draw, int known, int weeks) {
    int ends = Math.max(0, known - period(known) - weeks + 1);
    return ends == 0 ? 0 : weeks + (int) ((draw + 1) * GOLDEN % 1 * ends);
  }

  /**
   * The values of a draw.
   *
   * @param age weeks between the earlier end and the last; 0 for no error
   * @param known number of last weeks that all series have, which say how they are held
   */
  static double[] of(double[] history, int known, int weeks, int age) {
    double[] out = held(history, history.length, known, weeks);
    if (age > 0) {
      int end = history.length - age;
      double[] then = held(history, end, known, weeks);
      for (int t = 0; t < weeks; t++) {
        out[t] += history[end + t] - then[t];
      }
    }
    return out;
  }

  private static double[] held(double[] history, int end, int known, int weeks) {
    int period = period(known);
    if (period == YEAR) {
      return repeated(history, end, YEAR, weeks);
    }
    double sum = 0;
    for (int t = end - period; t < end; t++) {
      sum += history[t];
    }
    double[] out = new double[weeks];
    java.util.Arrays.fill(out, sum / period);
    return out;
  }

  private static int period(int known) {
    return known >= YEAR ? YEAR : Math.min(RECENT, known);
  }

  /** How series of so many weeks are held, in words. */
  static String words(int known) {
    return known >= YEAR
        ? "as in the same weeks a year before"
        : "at the mean of the last %d weeks".formatted(period(known));
  }
}
