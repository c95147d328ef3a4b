package dev.freshet.cli;

import java.util.Locale;

/** Writes numbers for people: three or four telling digits, thousands as k, M, bn. */
final class Figures {
  private Figures() {}

  /** An amount such as {@code 12.3k}. */
  static String amount(double value) {
    double size = Math.abs(value);
    if (size >= 999.995e6) {
      return String.format(Locale.ROOT, "%.2fbn", value / 1e9);
    }
    if (size >= 999.95e3) {
      return String.format(Locale.ROOT, "%.2fM", value / 1e6);
    }
    if (size >= 9999.5) {
      return String.format(Locale.ROOT, "%.1fk", value / 1e3);
    }
    return String.format(Locale.ROOT, "%.0f", value);
  }

  /** A ratio such as an ROI: {@code 2.31}, {@code 45.2}. */
  static String ratio(double value) {
    double size = Math.abs(value);
    return String.format(
        Locale.ROOT, size < 9.995 ? "%.2f" : size < 99.95 ? "%.1f" : "%.0f", value);
  }

  /** A duration in ms or s. */
  static String millis(double millis) {
    return millis < 999.5
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }
}
