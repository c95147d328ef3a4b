package dev.freshet.spec;

import java.time.Duration;

/**
 * When a week is complete enough to model, and when its books are shut.
 *
 * @param grace how far every source must have passed the week's end
 * @param maxWait how long after the week's end a silent source is waited for
 * @param idle how long nothing new must have come before a week closes without a source
 * @param restatementTolerance part of a variable's week (0.01 = 1 %) by which it may be restated
 *     without a refresh, at least 0
 * @param settleWeeks weeks after which a closed week takes no more restatements
 */
public record ClosingSpec(
    Duration grace, Duration maxWait, Duration idle, double restatementTolerance, int settleWeeks) {
  public ClosingSpec {
    notNegative("grace", grace);
    notNegative("maxWait", maxWait);
    notNegative("idle", idle);
    if (maxWait.compareTo(grace) < 0) {
      throw new IllegalArgumentException(
          "closing: maxWait %s is shorter than grace %s: a week would close before it may"
              .formatted(maxWait, grace));
    }
    if (!(restatementTolerance >= 0 && restatementTolerance < 1)) {
      throw new IllegalArgumentException(
          "closing: restatementTolerance %s must lie in [0, 1)".formatted(restatementTolerance));
    }
    if (!(settleWeeks > 0)) {
      throw new IllegalArgumentException(
          "closing: settleWeeks %d must be positive".formatted(settleWeeks));
    }
  }

  /** Two days of grace, three weeks of patience, a day of silence, 1 %, half a year. */
  public static ClosingSpec defaults() {
    return new ClosingSpec(Duration.ofDays(2), Duration.ofDays(21), Duration.ofDays(1), 0.01, 26);
  }

  public ClosingSpec withGrace(Duration value) {
    return new ClosingSpec(value, maxWait, idle, restatementTolerance, settleWeeks);
  }

  private static void notNegative(String name, Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(
          "closing: %s %s must not be negative".formatted(name, duration));
    }
  }
}
