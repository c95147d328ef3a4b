package dev.freshet.ledger;

/**
 * When weeks are told: at each flush interval as long as that costs little or nothing else is to
 * do, less often under load, when the next event of a week soon makes its row out of date.
 */
final class FlushPace {
  /** While events come, a flush is followed by so many times as long without one. */
  private static final int PAUSE_PER_FLUSH = 50;

  /** Longest pause, in milliseconds. */
  static final long LONGEST_PAUSE = 5_000;

  private boolean booked;
  private long pausedUntil = Long.MIN_VALUE;

  /** A record was booked. */
  void booked() {
    booked = true;
  }

  /** Whether to flush at {@code now}, milliseconds of the epoch. */
  boolean due(long now) {
    return !booked || now >= pausedUntil;
  }

  /** A flush took from {@code start} to {@code end}, milliseconds of the epoch. */
  void flushed(long start, long end) {
    booked = false;
    pausedUntil = end + Math.min(LONGEST_PAUSE, PAUSE_PER_FLUSH * Math.max(0, end - start));
  }
}
