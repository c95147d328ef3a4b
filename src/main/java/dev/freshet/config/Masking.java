package dev.freshet.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Hides what a log must not say. Settings of clients are judged by their names, so that those of
 * plug-ins are hidden, too; certificates are no secrets, but Kafka treats them as such.
 */
public final class Masking {
  /** Stands for a secret, whatever its length. */
  static final String MASK = "******";

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "password|passphrase|secret|jaas|private|certificate|user\\.info"
              + "|(^|[^a-z]|api|access|account|auth|bearer)(token|key|keys|credentials?)$",
          Pattern.CASE_INSENSITIVE);

  /** Up to the last @ before the path: a password may hold one. */
  private static final Pattern USER_OF_URL = Pattern.compile("://[^/\\s]*@");

  private Masking() {}

  /** Whether a setting of a client, with or without a prefix, holds a secret. */
  public static boolean isSecret(String name) {
    return SECRET_NAME.matcher(name).find();
  }

  /** The value as it may be shown: a secret hidden, and user and password of a URL. */
  public static String masked(String name, Object value) {
    return isSecret(name) ? MASK : withoutUsers(String.valueOf(value));
  }

  /** All settings as they may be shown, by name. */
  public static Map<String, String> masked(Map<String, ?> settings) {
    Map<String, String> shown = new TreeMap<>();
    settings.forEach((name, value) -> shown.put(name, masked(name, value)));
    return shown;
  }

  /** URLs without user and password. */
  public static String withoutUsers(String urls) {
    return USER_OF_URL.matcher(urls).replaceAll("://" + MASK + "@");
  }
}
