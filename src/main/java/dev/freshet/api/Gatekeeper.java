package dev.freshet.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Lets only those give orders who show the token. */
final class Gatekeeper {
  private static final String BEARER = "Bearer ";

  private final Optional<byte[]> token;

  /**
   * @param token empty: nobody may
   */
  Gatekeeper(Optional<String> token) {
    this.token = token.map(t -> t.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Looks at who asks.
   *
   * @throws ProblemException if they may not
   */
  void check(Request request) {
    if (token.isEmpty()) {
      throw new ProblemException(
          HttpStatus.FORBIDDEN,
          "this service takes no orders over HTTP: start it with --api-token-file, or use freshet refresh and freshet rebuild");
    }
    Optional<byte[]> shown =
        request
            .header("Authorization")
            .filter(h -> h.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(h -> h.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8));
    // Takes as long however much of it is right.
    if (shown.isEmpty() || !MessageDigest.isEqual(shown.get(), token.get())) {
      throw new ProblemException(
          HttpStatus.UNAUTHORIZED,
          "orders need the header 'Authorization: Bearer <token>' with the service's API token");
    }
  }
}
