package dev.freshet.registry;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a registry node said: a status below 500 other than 429, and the JSON of the body.
 *
 * @param server the node's URL, for messages
 * @param body a missing node when the body was no JSON
 */
record RegistryAnswer(String server, int status, JsonNode body) {
  boolean isSuccess() {
    return status >= 200 && status < 300 && !body.isMissingNode();
  }

  boolean hasSchema() {
    return isSuccess() && body.path("schema").isTextual();
  }

  /** Whether it is us whom the registry refuses, whatever we ask for. */
  boolean isRefusalOfUs() {
    return status == 401 || status == 403;
  }

  /** Whether it has the form in which a registry says no. */
  boolean isRegistryError() {
    return !isSuccess() && body.path("error_code").canConvertToInt();
  }

  /** Confluent's error code, or the status when there is none. */
  int errorCode() {
    return body.path("error_code").asInt(status);
  }

  boolean isError(int code) {
    return !isSuccess() && errorCode() == code;
  }

  String message() {
    return body.path("message").asText("no message");
  }

  /** This refusal as an exception that says what to do about it. */
  RegistryRequestException refusal(String doing) {
    return new RegistryRequestException(status, errorCode(), doing + ": " + explanation());
  }

  private String explanation() {
    String said = "the registry at " + server + " answered " + status + " (" + message() + ")";
    return switch (status) {
      case 401 ->
          said
              + "; set basic.auth.credentials.source=USER_INFO and basic.auth.user.info=<user>:<password>,"
              + " or bearer.auth.credentials.source=STATIC_TOKEN and bearer.auth.token, to what it accepts";
      case 403 -> said + "; give this account the right to do so, or set another account";
      default ->
          body.path("error_code").isMissingNode()
              ? said + ", which is not how a schema registry answers; check schema.registry.url"
              : said + ", code " + errorCode();
    };
  }
}
