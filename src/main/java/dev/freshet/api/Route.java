package dev.freshet.api;

/**
 * A path, a verb and what answers them.
 *
 * @param method {@code GET}, which answers HEAD too, or {@code POST}
 * @param path with named parts in braces
 * @param kind how the answer is sent
 */
public record Route(String method, String path, Kind kind, Handler handler) {
  /** How an answer is sent. */
  enum Kind {
    /** Whole, and compressed for who takes it so. */
    WHOLE,
    /** For as long as the caller listens: {@link Answer#events}. */
    STREAM
  }

  /** Answers requests; may throw {@link ProblemException}. */
  @FunctionalInterface
  interface Handler {
    Answer answer(Request request);
  }

  static Route get(String path, Handler handler) {
    return new Route("GET", path, Kind.WHOLE, handler);
  }

  static Route post(String path, Handler handler) {
    return new Route("POST", path, Kind.WHOLE, handler);
  }

  static Route stream(String path, Handler handler) {
    return new Route("GET", path, Kind.STREAM, handler);
  }
}
