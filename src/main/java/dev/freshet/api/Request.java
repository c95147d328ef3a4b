package dev.freshet.api;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.HeaderValues;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What was asked for. */
final class Request {
  private final HttpServerExchange exchange;

  Request(HttpServerExchange exchange) {
    this.exchange = exchange;
  }

  String path() {
    return exchange.getRequestPath();
  }

  /** Part of the path under its name in the route. */
  String part(String name) {
    return exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY).getParameters().get(name);
  }

  Optional<String> header(String name) {
    HeaderValues values = exchange.getRequestHeaders().get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  /** Value of a parameter behind the question mark. */
  Optional<String> parameter(String name) {
    Deque<String> values = queryOf(exchange).get(name);
    return values == null ? Optional.empty() : Optional.of(values.getFirst());
  }

  /**
   * Refuses parameters that a route does not know: a slip of the pen would change the answer
   * without a word.
   */
  void allow(Set<String> names) {
    for (Map.Entry<String, Deque<String>> e : queryOf(exchange).entrySet()) {
      if (!names.contains(e.getKey())) {
        throw new ProblemException(
            HttpStatus.BAD_REQUEST,
            "unknown parameter '%s'; known here: %s"
                .formatted(
                    e.getKey(),
                    names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names))));
      }
      if (e.getValue().size() > 1) {
        throw new ProblemException(
            HttpStatus.BAD_REQUEST, "parameter '%s' is given twice".formatted(e.getKey()));
      }
    }
  }

  private static Map<String, Deque<String>> queryOf(HttpServerExchange exchange) {
    return exchange.getQueryParameters();
  }

  /** The body, empty without one. */
  byte[] body() {
    try {
      return exchange.getInputStream().readAllBytes();
    } catch (RequestTooBigException e) {
      throw new ProblemException(
          HttpStatus.CONTENT_TOO_LARGE,
          "the body is larger than %d bytes".formatted(HttpServer.MAX_BODY_BYTES));
    } catch (IOException e) {
      throw new ProblemException(HttpStatus.BAD_REQUEST, "the body could not be read");
    }
  }
}
