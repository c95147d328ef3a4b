package dev.freshet.registry;

import java.util.Objects;

/** Names subjects as Confluent's TopicNameStrategy does. */
public final class Subjects {
  private Subjects() {}

  public static String of(String topic, boolean isKey) {
    return Objects.requireNonNull(topic, "topic") + (isKey ? "-key" : "-value");
  }
}
