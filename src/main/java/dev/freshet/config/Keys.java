package dev.freshet.config;

import dev.freshet.spec.DidYouMean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys a configuration may use, and what a mistyped one was probably meant to be. */
final class Keys {
  /** Before a registry client's setting where Kafka's stand, too. */
  private static final String APART = "schema.";

  private final List<PassThrough> clients;
  private final Map<String, Setting<?>> settings = new LinkedHashMap<>();

  /** By what people write, the key that is right. */
  private final Map<String, String> right = new LinkedHashMap<>();

  /**
   * @param clients to whom settings are handed on; a setting without prefix is the first one's
   *     unless another is the only one who knows it
   */
  Keys(List<PassThrough> clients) {
    this.clients = List.copyOf(clients);
    for (Setting<?> setting : Settings.ALL) {
      settings.put(setting.name(), setting);
      right.put(setting.name(), setting.name());
      if (setting.kind().secret()) {
        right.put(setting.name() + Given.FILE, setting.name() + Given.FILE);
      }
    }
    for (PassThrough client : clients) {
      for (String name : client.known()) {
        if (!client.reserved().containsKey(name)) {
          right.put(client.key(name), client.key(name));
          right.putIfAbsent(name, client.key(name));
        }
      }
    }
  }

  /** Whether a key is a setting's, or has the prefix of a client, whatever that says of it. */
  boolean isKnown(Given given) {
    Setting<?> setting = settings.get(given.base());
    return setting != null ? setting.kind().secret() || !given.fromFile() : isClients(given.base());
  }

  /** What is wrong with the key that a value was given for. */
  Optional<String> complaint(Given given) {
    if (!isKnown(given)) {
      return Optional.of(unknown(given));
    }
    return client(given.base())
        .flatMap(client -> complaint(client, client.name(given.base()).orElseThrow(), given));
  }

  private Optional<String> complaint(PassThrough client, String name, Given given) {
    return knownElsewhere(client, name)
        .map(
            other ->
                "of another client; write '%s'".formatted(given.source().spell(other.key(name))))
        .or(() -> client.complaint(name, given.source()::spell));
  }

  private Optional<PassThrough> knownElsewhere(PassThrough client, String name) {
    return client.known().contains(name) || client.reserved().containsKey(name)
        ? Optional.empty()
        : clients.stream().filter(c -> c.known().contains(name)).findFirst();
  }

  private String unknown(Given given) {
    String key = given.key();
    return Optional.ofNullable(right.get(key))
        .or(
            () ->
                DidYouMean.nearest(key, right.keySet(), Math.max(1, key.length() / 3))
                    .map(right::get))
        .map(k -> "unknown; did you mean '%s'?".formatted(given.source().spell(k)))
        .orElse("unknown; see freshet run --help for all there are");
  }

  /** Whether a key is a client's. */
  boolean isClients(String key) {
    return client(key).isPresent();
  }

  private Optional<PassThrough> client(String key) {
    return clients.stream().filter(c -> c.name(key).isPresent()).findFirst();
  }

  /** Whether a client knows a key for sure. */
  boolean isKnownToClient(String key) {
    return client(key).filter(c -> c.known().contains(c.name(key).orElseThrow())).isPresent();
  }

  /** The key of a setting that stands without prefix, as in files for Kafka's tools. */
  String withPrefix(String name) {
    if (name.startsWith(APART + PassThrough.REGISTRY + ".")) {
      return name.substring(APART.length());
    }
    PassThrough first = clients.get(0);
    return knownElsewhere(first, name).orElse(first).key(name);
  }

  /** Whether a setting can be handed on. */
  boolean isReserved(String key) {
    return client(key).filter(c -> c.reserved().containsKey(c.name(key).orElseThrow())).isPresent();
  }
}
