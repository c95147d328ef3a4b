package dev.freshet.config;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A kind of Kafka client. Kafka Streams gives settings of one kind a prefix, such as {@code
 * consumer.session.timeout.ms}, and hands them on itself; clients that are no part of it get theirs
 * here.
 */
public enum ClientKind {
  CONSUMER("consumer."),
  PRODUCER("producer."),
  ADMIN("admin.");

  /** Before settings that none but Kafka Streams reads: of its consumers, and of its topics. */
  static final List<String> OF_STREAMS =
      List.of("main.consumer.", "restore.consumer.", "global.consumer.", "topic.");

  private final String prefix;

  ClientKind(String prefix) {
    this.prefix = prefix;
  }

  /** What settings of this kind begin with. */
  public String prefix() {
    return prefix;
  }

  /**
   * Settings of a client of this kind: those of all clients and, stronger, those of its kind.
   *
   * @param all by name, those of one kind with its prefix
   * @return without prefixes; the caller's to change
   */
  public Map<String, Object> of(Map<String, ?> all) {
    Map<String, Object> own = new HashMap<>();
    all.forEach(
        (name, value) -> {
          if (ofAll(name)) {
            own.put(name, value);
          }
        });
    all.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            own.put(name.substring(prefix.length()), value);
          }
        });
    return own;
  }

  private static boolean ofAll(String name) {
    return OF_STREAMS.stream().noneMatch(name::startsWith)
        && Arrays.stream(values()).noneMatch(kind -> name.startsWith(kind.prefix));
  }
}
