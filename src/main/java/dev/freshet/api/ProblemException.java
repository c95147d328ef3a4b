package dev.freshet.api;

/** Ends the handling of a request with a problem for its sender. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;

  /**
   * @param detail what is wrong and what to do, for the sender of the request
   */
  ProblemException(HttpStatus status, String detail) {
    super(detail, null, false, false);
    this.status = status;
  }

  HttpStatus status() {
    return status;
  }
}
