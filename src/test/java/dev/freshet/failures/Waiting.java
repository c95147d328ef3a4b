package dev.freshet.failures;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for conditions, never for time. */
final class Waiting {
  private static final Duration PATIENCE = Duration.ofSeconds(150);
  private static final Duration INTERVAL = Duration.ofMillis(50);

  private Waiting() {}

  /**
   * Waits until a condition holds. One that cannot be judged now, because a broker is away, does
   * not hold yet.
   */
  static void until(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .dontCatchUncaughtExceptions()
        .ignoreExceptions()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(INTERVAL)
        .until(condition);
  }
}
