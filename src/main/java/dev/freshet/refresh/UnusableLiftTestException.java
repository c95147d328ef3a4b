package dev.freshet.refresh;

/** A lift test that these weeks of data cannot be held against: why, in words. */
final class UnusableLiftTestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableLiftTestException(String reason) {
    super(reason);
  }
}
