package dev.freshet.ledger;

import java.util.Objects;

/**
 * What one event says of one variable.
 *
 * @param variable {@code kind.name}, or {@code context.name:level}
 * @param micros value in millionths of the variable's unit; 1,000,000 for a level
 */
record Amount(String variable, long micros) {
  /** One, in micros: what a level of a category counts for. */
  static final long ONE = 1_000_000L;

  Amount {
    Objects.requireNonNull(variable, "variable");
  }
}
