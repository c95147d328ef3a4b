package dev.freshet.ledger;

/**
 * How far a source is complete, in milliseconds since the epoch.
 *
 * @param currentMillis as far as its events and progress say
 * @param publishedMillis as far as readers have been told, or {@link #NONE}
 */
record Watermark(long currentMillis, long publishedMillis) {
  /** Stands for no instant at all. */
  static final long NONE = Long.MIN_VALUE;

  boolean moved() {
    return currentMillis != publishedMillis;
  }

  Watermark published() {
    return new Watermark(currentMillis, currentMillis);
  }
}
