package dev.freshet.api;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param headers further headers; the media type is one of its own
 */
record Answer(HttpStatus status, String mediaType, byte[] body, Map<String, String> headers) {
  static final String JSON = "application/json";

  Answer {
    headers = Map.copyOf(headers);
  }

  static Answer text(String mediaType, String body) {
    return new Answer(HttpStatus.OK, mediaType, body.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  static Answer json(HttpStatus status, Object body) {
    return new Answer(status, JSON, Json.bytes(body), Map.of());
  }

  static Answer problem(HttpStatus status, String detail, String path) {
    return new Answer(
        status, Problem.MEDIA_TYPE, Json.bytes(Problem.of(status, detail, path)), Map.of());
  }

  Answer with(String header, String value) {
    Map<String, String> all = new java.util.HashMap<>(headers);
    all.put(header, value);
    return new Answer(status, mediaType, body, all);
  }
}
