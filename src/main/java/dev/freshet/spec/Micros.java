package dev.freshet.spec;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Decimal numbers as written, to micros (millionths), rounded half even: never through doubles. */
public final class Micros {
  public static final long PER_UNIT = 1_000_000;
  private static final BigDecimal LIMIT = BigDecimal.valueOf(Long.MAX_VALUE, 6);
  private static final int LONGEST = 100;

  private Micros() {}

  /**
   * Micros of a decimal number.
   *
   * @throws NumberFormatException if the text is no finite decimal number of sensible length
   * @throws ArithmeticException if it is too large: 9.2e12 and above
   */
  public static long parse(String text) {
    BigDecimal value = new BigDecimal(text.strip());
    // Exponents in the millions are no figures, and would be expanded digit by digit.
    if (Math.abs((long) value.scale()) > LONGEST || value.precision() > LONGEST) {
      throw new NumberFormatException("more than %d digits".formatted(LONGEST));
    }
    if (value.abs().compareTo(LIMIT) > 0) {
      throw new ArithmeticException("beyond %s".formatted(LIMIT));
    }
    return value.movePointRight(6).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
  }

  /** The number in plain units, nearest double. */
  public static double toUnits(long micros) {
    return micros / (double) PER_UNIT;
  }
}
