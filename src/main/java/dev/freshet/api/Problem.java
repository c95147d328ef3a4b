package dev.freshet.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Why a request was not answered, as RFC 9457 lays it down.
 *
 * @param type {@code about:blank}: the status says which kind of problem it is
 * @param title name of the status
 * @param status HTTP status
 * @param detail what is wrong and what to do
 * @param instance path that was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(String type, String title, int status, String detail, String instance) {
  /** Media type of problems. */
  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(HttpStatus status, String detail, String instance) {
    return new Problem("about:blank", status.title(), status.code(), detail, instance);
  }
}
