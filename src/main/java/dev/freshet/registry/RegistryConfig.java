package dev.freshet.registry;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Where the schema registry is, who we are to it, and how patient we are with it.
 *
 * @param servers base URLs, each with its credentials, in order of preference
 * @param tls trust and keys for https; empty for the platform's own
 * @param connectTimeout longest wait for a connection to one URL
 * @param requestTimeout longest wait for the whole answer of one URL
 * @param cacheCapacity how many schemas, and how many ids, are remembered
 * @param unknownIdMemory how long an id stays unknown before the registry is asked again
 * @param autoRegister whether a serializer registers schemas, or only looks them up
 */
public record RegistryConfig(
    List<Server> servers,
    Optional<SSLContext> tls,
    Duration connectTimeout,
    Duration requestTimeout,
    RetryPolicy retry,
    int cacheCapacity,
    Duration unknownIdMemory,
    boolean autoRegister) {

  /** One registry node. */
  public record Server(URI url, Credentials credentials) {
    public Server {
      Objects.requireNonNull(credentials, "credentials");
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (!http || url.getHost() == null || url.getUserInfo() != null) {
        throw new IllegalArgumentException(
            RegistrySettings.URL + ": not an http(s) URL with a host: " + url);
      }
    }

    URI resolve(String path) {
      String base = url.toString();
      return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }
  }

  public RegistryConfig {
    servers = List.copyOf(servers);
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(retry, "retry");
    if (servers.isEmpty()) {
      throw new IllegalArgumentException(RegistrySettings.URL + " names no registry");
    }
    requirePositive("http.connect.timeout.ms", connectTimeout);
    requirePositive("http.read.timeout.ms", requestTimeout);
    if (cacheCapacity < 1) {
      throw new IllegalArgumentException(
          RegistrySettings.CACHE_CAPACITY + " must be positive: " + cacheCapacity);
    }
    if (unknownIdMemory.isNegative()) {
      throw new IllegalArgumentException(
          RegistrySettings.UNKNOWN_ID_MEMORY + " must not be negative: " + unknownIdMemory);
    }
  }

  /** One registry without authentication and everything else as by default. */
  public static RegistryConfig at(String url) {
    return from(Map.of(RegistrySettings.URL, url));
  }

  /**
   * Reads Kafka-style properties; what does not concern the registry is left alone.
   *
   * @throws org.apache.kafka.common.config.ConfigException with the setting's name and the way out
   */
  public static RegistryConfig from(Map<String, ?> properties) {
    return RegistrySettings.parse(properties);
  }

  /** Names, types, defaults and meanings of the settings. */
  public static ConfigDef definition() {
    return RegistrySettings.definition();
  }

  RegistryConfig withRetry(RetryPolicy other) {
    return new RegistryConfig(
        servers,
        tls,
        connectTimeout,
        requestTimeout,
        other,
        cacheCapacity,
        unknownIdMemory,
        autoRegister);
  }

  /** The URLs, for messages. */
  String where() {
    List<String> urls = new ArrayList<>();
    servers.forEach(s -> urls.add(s.url().toString()));
    return String.join(", ", urls);
  }

  private static void requirePositive(String setting, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(setting + " must be positive: " + value.toMillis());
    }
  }
}
