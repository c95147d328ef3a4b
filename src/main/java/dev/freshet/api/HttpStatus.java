package dev.freshet.api;

import java.util.Arrays;
import java.util.Optional;

/** The statuses that we answer with. */
enum HttpStatus {
  OK(200, "OK"),
  ACCEPTED(202, "Accepted"),
  NOT_MODIFIED(304, "Not Modified"),
  BAD_REQUEST(400, "Bad Request"),
  UNAUTHORIZED(401, "Unauthorized"),
  FORBIDDEN(403, "Forbidden"),
  NOT_FOUND(404, "Not Found"),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
  CONTENT_TOO_LARGE(413, "Content Too Large"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type"),
  INTERNAL_SERVER_ERROR(500, "Internal Server Error"),
  SERVICE_UNAVAILABLE(503, "Service Unavailable");

  private final int code;
  private final String title;

  HttpStatus(int code, String title) {
    this.code = code;
    this.title = title;
  }

  /** The one with a code, if it is one of ours. */
  static Optional<HttpStatus> of(int code) {
    return Arrays.stream(values()).filter(status -> status.code == code).findFirst();
  }

  /** Whether it says that a request was not answered as asked. */
  boolean isProblem() {
    return code >= BAD_REQUEST.code;
  }

  int code() {
    return code;
  }

  String title() {
    return title;
  }
}
