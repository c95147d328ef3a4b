package dev.freshet.refresh;

import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Compares engine versions: whole numbers, ascending with every release that changes the
 * mathematics or the layout of a model's state. What is no number is older than any number.
 */
final class Engines {
  private Engines() {}

  static boolean isNewer(String engine, String than) {
    return number(engine) > number(than);
  }

  /** The newest of some; empty text without any. */
  static String newest(String... engines) {
    return Stream.of(engines).max(Comparator.comparingLong(Engines::number)).orElse("");
  }

  private static long number(String engine) {
    try {
      return Long.parseLong(engine);
    } catch (NumberFormatException e) {
      return Long.MIN_VALUE;
    }
  }
}
