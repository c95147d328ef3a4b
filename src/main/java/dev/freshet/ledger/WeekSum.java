package dev.freshet.ledger;

/**
 * One variable's books of one week: enough for the exact sum, mean and any.
 *
 * @param micros sum over the entries, millionths of the variable's unit
 * @param events entries behind it
 */
record WeekSum(long micros, long events) {
  static final WeekSum ZERO = new WeekSum(0, 0);

  boolean isZero() {
    return micros == 0 && events == 0;
  }

  /**
   * Sum of both.
   *
   * @throws ArithmeticException if it does not fit a long
   */
  WeekSum plus(WeekSum other) {
    return new WeekSum(Math.addExact(micros, other.micros), Math.addExact(events, other.events));
  }
}
