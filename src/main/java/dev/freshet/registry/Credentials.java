package dev.freshet.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/** Who this client says it is to the registry; never printed. */
public sealed interface Credentials {
  /** The value of the Authorization header. */
  Optional<String> header();

  /** No authentication. */
  record None() implements Credentials {
    @Override
    public Optional<String> header() {
      return Optional.empty();
    }
  }

  /** User and password. */
  record Basic(String user, String password) implements Credentials {
    public Basic {
      Objects.requireNonNull(password, "password");
      if (user.isEmpty() || user.indexOf(':') >= 0) {
        throw new IllegalArgumentException(
            "The user of basic.auth.user.info must not be empty and cannot hold a colon");
      }
    }

    /** From {@code user:password}. */
    static Basic parse(String userInfo) {
      int colon = userInfo.indexOf(':');
      if (colon <= 0) {
        throw new IllegalArgumentException("expected <user>:<password>");
      }
      return new Basic(userInfo.substring(0, colon), userInfo.substring(colon + 1));
    }

    @Override
    public Optional<String> header() {
      byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Override
    public String toString() {
      return "Basic[" + user + "]";
    }
  }

  /** A token, as an identity provider issued it. */
  record Bearer(String token) implements Credentials {
    public Bearer {
      if (token.isBlank()) {
        throw new IllegalArgumentException("The bearer token must not be blank");
      }
    }

    @Override
    public Optional<String> header() {
      return Optional.of("Bearer " + token);
    }

    @Override
    public String toString() {
      return "Bearer[hidden]";
    }
  }
}
