package dev.freshet.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Since when, without a break, the way from the ledger's inputs to the planner has been clear.
 *
 * @param since when that began
 * @param through all that was sent until then has been read
 */
record Pulse(Instant since, Instant through) {
  /** A pause no longer than this is no break: a restart, a rebalance, a slow minute. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  /** After everything sent until {@code through} was read, which was found out at {@code now}. */
  static Pulse beat(Optional<Pulse> before, Instant through, Instant now) {
    if (before.isEmpty()) {
      return new Pulse(now, through);
    }
    Pulse last = before.get();
    if (!through.isAfter(last.through)) {
      return last;
    }
    boolean broke = last.through.plus(LONGEST_PAUSE).isBefore(through);
    return new Pulse(broke ? now : last.since, through);
  }

  /** Since when the way has been clear; empty when it is not now. */
  Optional<Instant> clearSince(Instant now) {
    return isRecent(through, now) ? Optional.of(since) : Optional.empty();
  }

  /** Whether what was true at {@code at} can be taken to be so now. */
  static boolean isRecent(Instant at, Instant now) {
    return !now.isAfter(at.plus(LONGEST_PAUSE));
  }
}
