package dev.freshet.refresh;

/**
 * Compares engine versions: whole numbers, ascending with every release that changes the
 * mathematics or the layout of a model's state. What is no number is older than any number.
 */
final class Engines {
  private Engines() {}

  static boolean isNewer(String engine, String than) {
    return number(engine) > number(than);
  }

  private static long number(String engine) {
    try {
      return Long.parseLong(engine);
    } catch (NumberFormatException e) {
      return Long.MIN_VALUE;
    }
  }
}
