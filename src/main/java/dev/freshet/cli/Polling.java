package dev.freshet.cli;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Waits for what other threads and processes bring about. */
final class Polling {
  private static final long STEP_MILLIS = 10;

  private Polling() {}

  /** Waits until it holds; false when the time is over first. */
  static boolean until(BooleanSupplier holds, Duration longest) throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(STEP_MILLIS);
    }
    return true;
  }

  /** Waits until a count is reached; false when it has stood still for {@code patience} before. */
  static boolean reaches(LongSupplier count, long target, Duration patience)
      throws InterruptedException {
    long last = count.getAsLong();
    long moved = System.nanoTime();
    while (last < target) {
      Thread.sleep(STEP_MILLIS);
      long now = count.getAsLong();
      if (now != last) {
        last = now;
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > patience.toNanos()) {
        return false;
      }
    }
    return true;
  }

  /** Waits until a count has stood still so long. */
  static void still(LongSupplier count, Duration quiet) throws InterruptedException {
    while (reaches(count, count.getAsLong() + 1, quiet)) {
      // It moved: the wait begins anew.
    }
  }
}
