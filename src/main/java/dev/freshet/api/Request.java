package dev.freshet.api;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.HeaderValues;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
   * A whole number behind the question mark.
   *
   * @param usual without the parameter
   * @throws ProblemException if it is none from least to most
   */
  int number(String name, int usual, int least, int most) {
    String given = parameter(name).orElse(Integer.toString(usual));
    if (!given.matches("[0-9]{1,9}")
        || Integer.parseInt(given) < least
        || Integer.parseInt(given) > most) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST, "%s must be a number from %d to %d".formatted(name, least, most));
    }
    return Integer.parseInt(given);
  }

  /**
   * One of some words behind the question mark, such as {@code health=STALE}.
   *
   * @throws ProblemException if it is none of them
   */
  <E extends Enum<E>> Optional<E> word(String name, Class<E> type) {
    return parameter(name)
        .filter(given -> !given.isEmpty())
        .map(
            given ->
                Arrays.stream(type.getEnumConstants())
                    .filter(e -> e.name().equalsIgnoreCase(given))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new ProblemException(
                                HttpStatus.BAD_REQUEST,
                                "%s must be one of %s"
                                    .formatted(
                                        name,
                                        Arrays.stream(type.getEnumConstants())
                                            .map(e -> e.name().toLowerCase(Locale.ROOT))
                                            .collect(Collectors.joining(", "))))));
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
