package dev.freshet.registry;

import java.time.Duration;

/** How a thread waits between attempts; a test hands in one that only notes the wait. */
@FunctionalInterface
interface Sleeper {
  void sleep(Duration time) throws InterruptedException;
}
