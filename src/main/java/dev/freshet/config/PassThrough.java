package dev.freshet.config;

import dev.freshet.spec.DidYouMean;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Settings that are handed on to a client, {@code <prefix>.<setting>}.
 *
 * @param prefix of their keys
 * @param known names of the client's settings, without prefix
 * @param open whether the client may have further ones, as plug-ins have; even then a name that is
 *     nearly a known one is a mistake
 * @param reserved by name, the settings that cannot be handed on, with what to do instead
 */
public record PassThrough(
    String prefix, Set<String> known, boolean open, Map<String, String> reserved) {
  /** Prefix of every Kafka client. */
  public static final String KAFKA = "kafka";

  /** Prefix of the client of the schema registry. */
  public static final String REGISTRY = "registry";

  private static final int TYPING_ERRORS = 2;

  public PassThrough {
    known = Set.copyOf(known);
    reserved = Map.copyOf(reserved);
  }

  /** The key of a setting. */
  String key(String name) {
    return prefix + "." + name;
  }

  /** The setting that a key names, if it has the prefix. */
  Optional<String> name(String key) {
    return key.startsWith(prefix + ".") && key.length() > prefix.length() + 1
        ? Optional.of(key.substring(prefix.length() + 1))
        : Optional.empty();
  }

  /**
   * What is wrong with a setting's name.
   *
   * @param spelling how a key is written where this one was found
   */
  Optional<String> complaint(String name, UnaryOperator<String> spelling) {
    if (reserved.containsKey(name)) {
      return Optional.of(reserved.get(name));
    }
    if (known.contains(name)) {
      return Optional.empty();
    }
    Optional<String> near =
        DidYouMean.nearest(name, known, open ? TYPING_ERRORS : Math.max(1, name.length() / 3))
            .map(n -> "unknown; did you mean '%s'?".formatted(spelling.apply(key(n))));
    return open || near.isPresent() ? near : Optional.of("unknown to this client; leave it out");
  }
}
