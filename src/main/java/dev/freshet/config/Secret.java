package dev.freshet.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A value that no log, no message and no {@code toString} shows. */
public final class Secret {
  private final String text;

  /**
   * @throws IllegalArgumentException if it is blank
   */
  public Secret(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty: give a secret, or leave it out");
    }
    this.text = text;
  }

  /** The value itself, for the one who needs it. */
  public String reveal() {
    return text;
  }

  /** Whether they are equal, in a time that does not tell where they differ. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && matches(secret.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return Masking.MASK;
  }
}
