package dev.freshet.ops;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Goes on from an instant, and can be moved on. */
final class MovableClock extends Clock {
  private final long began = System.nanoTime();
  private volatile Instant base;

  MovableClock(Instant start) {
    base = start;
  }

  void advance(Duration time) {
    base = base.plus(time);
  }

  @Override
  public Instant instant() {
    return base.plusNanos(System.nanoTime() - began);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("only instants are asked for");
  }
}
