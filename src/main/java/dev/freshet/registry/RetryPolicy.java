package dev.freshet.registry;

import java.time.Duration;
import java.util.Objects;

/**
 * How often and how long apart a failed request is repeated.
 *
 * <p>Before repetition n = 0, 1, … the wait is u · min(maxWait, firstWait · 2ⁿ) with u uniform on
 * [0.5, 1): clients that failed together come back apart.
 *
 * @param maxRetries repetitions after the first attempt; an attempt asks every URL once
 */
public record RetryPolicy(int maxRetries, Duration firstWait, Duration maxWait) {
  public RetryPolicy {
    Objects.requireNonNull(firstWait, "firstWait");
    Objects.requireNonNull(maxWait, "maxWait");
    if (maxRetries < 0) {
      throw new IllegalArgumentException("max.retries must not be negative: " + maxRetries);
    }
    if (firstWait.isNegative() || maxWait.compareTo(firstWait) < 0) {
      throw new IllegalArgumentException(
          "retries.max.wait.ms ("
              + maxWait.toMillis()
              + ") must be at least retries.wait.ms ("
              + firstWait.toMillis()
              + "), which must not be negative");
    }
  }

  /**
   * @param repetition which repetition, from 0
   * @param uniform a draw from [0, 1)
   */
  Duration backoff(int repetition, double uniform) {
    long longest = maxWait.toMillis();
    long base = firstWait.toMillis();
    // Compare before shifting: past the cap the doubling would overflow.
    long doubled =
        repetition < Long.SIZE - 1 && base <= longest >> repetition ? base << repetition : longest;
    return Duration.ofMillis(Math.round(doubled * (0.5 + 0.5 * uniform)));
  }
}
