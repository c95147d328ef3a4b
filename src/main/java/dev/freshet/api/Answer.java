package dev.freshet.api;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is sent back.
 *
 * @param headers further headers; the media type is one of its own
 * @param events whom to tell of the caller, who listens to events after the headers; empty for a
 *     body
 */
record Answer(
    HttpStatus status,
    String mediaType,
    byte[] body,
    Map<String, String> headers,
    Optional<Listening> events) {
  static final String JSON = "application/json";
  static final String HTML = "text/html; charset=utf-8";
  static final String EVENTS = "text/event-stream";

  private static final byte[] NOTHING = {};

  Answer {
    headers = Map.copyOf(headers);
  }

  /** An answer of these bytes. */
  static Answer of(HttpStatus status, String mediaType, byte[] body) {
    return new Answer(status, mediaType, body, Map.of(), Optional.empty());
  }

  static Answer text(String mediaType, String body) {
    return of(HttpStatus.OK, mediaType, body.getBytes(StandardCharsets.UTF_8));
  }

  static Answer json(HttpStatus status, Object body) {
    return of(status, JSON, Json.bytes(body));
  }

  static Answer problem(HttpStatus status, String detail, String path) {
    return of(status, Problem.MEDIA_TYPE, Json.bytes(Problem.of(status, detail, path)));
  }

  /** An answer that goes on for as long as the caller listens. */
  static Answer events(Listening listening) {
    return new Answer(HttpStatus.OK, EVENTS, NOTHING, Map.of(), Optional.of(listening));
  }

  Answer with(String header, String value) {
    Map<String, String> all = new HashMap<>(headers);
    all.put(header, value);
    return new Answer(status, mediaType, body, all, events);
  }
}
