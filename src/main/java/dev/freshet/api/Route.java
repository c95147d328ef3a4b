package dev.freshet.api;

/**
 * A path, a verb and what answers them.
 *
 * @param method {@code GET}, which answers HEAD too, or {@code POST}
 * @param path with named parts in braces
 */
public record Route(String method, String path, Handler handler) {
  /** Answers requests; may throw {@link ProblemException}. */
  @FunctionalInterface
  interface Handler {
    Answer answer(Request request);
  }

  static Route get(String path, Handler handler) {
    return new Route("GET", path, handler);
  }

  static Route post(String path, Handler handler) {
    return new Route("POST", path, handler);
  }
}
