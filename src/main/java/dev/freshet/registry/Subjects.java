package dev.freshet.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Names subjects as Confluent's TopicNameStrategy does. */
public final class Subjects {
  private Subjects() {}

  public static String of(String topic, boolean isKey) {
    return Objects.requireNonNull(topic, "topic") + (isKey ? "-key" : "-value");
  }

  /** Where the registry has a subject. */
  static String path(String subject) {
    return "/subjects/" + encode(subject);
  }

  static String encode(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
