package dev.freshet.allocate;

/** What a series is taken to be in weeks of which nothing is known: what it was before. */
final class Held {
  /** Weeks after which a year is taken to repeat. */
  static final int YEAR = 52;

  private static final int RECENT = 13;

  private Held() {}

  /** The last {@code period} values, over and over. */
  static double[] repeated(double[] history, int period, int weeks) {
    double[] out = new double[weeks];
    for (int t = 0; t < weeks; t++) {
      out[t] = history[history.length - period + t % period];
    }
    return out;
  }

  /** The values a year before where the history reaches so far back, else the recent mean. */
  static double[] of(double[] history, int weeks) {
    if (reachesAYear(history)) {
      return repeated(history, YEAR, weeks);
    }
    int recent = Math.min(RECENT, history.length);
    double sum = 0;
    for (int t = history.length - recent; t < history.length; t++) {
      sum += history[t];
    }
    double[] out = new double[weeks];
    java.util.Arrays.fill(out, sum / recent);
    return out;
  }

  /** The same in words. */
  static String words(double[] history) {
    return reachesAYear(history)
        ? "as in the same weeks a year before"
        : "at the mean of the last %d weeks".formatted(Math.min(RECENT, history.length));
  }

  private static boolean reachesAYear(double[] history) {
    return history.length >= YEAR;
  }
}
