package dev.freshet.registry;

import static org.apache.kafka.common.config.ConfigDef.NO_DEFAULT_VALUE;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * Names, types, defaults and meanings of the registry's settings, and how a {@link RegistryConfig}
 * is read from them.
 *
 * <p>Names are Confluent's where Confluent has the setting. A name may also be written with the
 * prefix {@code schema.registry.}, as Confluent's clients allow. The defaults give up on one
 * registry that cannot be reached within 9.4 s (4 connections of 2 s, waits of 0.2, 0.4 and 0.8 s),
 * before a transaction of Kafka Streams times out after 10 s.
 */
final class RegistrySettings {
  static final String PREFIX = "schema.registry.";
  static final String URL = "schema.registry.url";
  static final String BASIC_SOURCE = "basic.auth.credentials.source";
  static final String BASIC_USER_INFO = "basic.auth.user.info";
  static final String BEARER_SOURCE = "bearer.auth.credentials.source";
  static final String BEARER_TOKEN = "bearer.auth.token";
  static final String AUTO_REGISTER = "auto.register.schemas";
  static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
  static final String READ_TIMEOUT = "http.read.timeout.ms";
  static final String MAX_RETRIES = "max.retries";
  static final String RETRY_WAIT = "retries.wait.ms";
  static final String RETRY_MAX_WAIT = "retries.max.wait.ms";
  static final String CACHE_CAPACITY = "schema.registry.cache.capacity";
  static final String UNKNOWN_ID_MEMORY = "missing.id.cache.ttl.sec";

  private static final String FROM_URL = "URL";
  private static final String FROM_USER_INFO = "USER_INFO";
  private static final String STATIC_TOKEN = "STATIC_TOKEN";

  private RegistrySettings() {}

  static ConfigDef definition() {
    return new ConfigDef()
        .define(
            URL,
            Type.LIST,
            NO_DEFAULT_VALUE,
            Importance.HIGH,
            "Base URLs of the schema registry, separated by commas; the next one is asked when one fails.")
        .define(
            BASIC_SOURCE,
            Type.STRING,
            FROM_URL,
            ValidString.in(FROM_URL, FROM_USER_INFO),
            Importance.MEDIUM,
            "Where user and password of basic authentication come from: URL (user:password@ in the URL, if"
                + " there) or USER_INFO (the setting basic.auth.user.info).")
        .define(
            BASIC_USER_INFO,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "user:password for basic authentication; needs basic.auth.credentials.source=USER_INFO.")
        .define(
            BEARER_SOURCE,
            Type.STRING,
            "",
            ValidString.in("", STATIC_TOKEN),
            Importance.MEDIUM,
            "STATIC_TOKEN to authenticate with bearer.auth.token.")
        .define(
            BEARER_TOKEN,
            Type.PASSWORD,
            null,
            Importance.MEDIUM,
            "Bearer token; needs bearer.auth.credentials.source=STATIC_TOKEN.")
        .define(
            AUTO_REGISTER,
            Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            "Whether a serializer registers a schema it meets; if not, the schema must be registered before.")
        .define(
            CONNECT_TIMEOUT,
            Type.INT,
            2_000,
            atLeast(1),
            Importance.LOW,
            "Longest wait for a connection to one registry URL, in milliseconds.")
        .define(
            READ_TIMEOUT,
            Type.INT,
            5_000,
            atLeast(1),
            Importance.LOW,
            "Longest wait for the whole answer of one registry URL, in milliseconds.")
        .define(
            MAX_RETRIES,
            Type.INT,
            3,
            atLeast(0),
            Importance.LOW,
            "How often all URLs are asked again after connection errors, time-outs and statuses 429 and 5xx.")
        .define(
            RETRY_WAIT,
            Type.LONG,
            200L,
            atLeast(0),
            Importance.LOW,
            "Wait before the first repetition, in milliseconds; doubles each time, with jitter.")
        .define(
            RETRY_MAX_WAIT,
            Type.LONG,
            5_000L,
            atLeast(0),
            Importance.LOW,
            "Longest wait before a repetition, in milliseconds.")
        .define(
            CACHE_CAPACITY,
            Type.INT,
            1_000,
            atLeast(1),
            Importance.LOW,
            "How many schemas, and how many ids, a client remembers.")
        .define(
            UNKNOWN_ID_MEMORY,
            Type.LONG,
            30L,
            atLeast(0),
            Importance.LOW,
            "For how many seconds an id that the registry does not know is not asked for again.");
  }

  static RegistryConfig parse(Map<String, ?> properties) {
    Map<String, Object> own = ownSettings(properties);
    AbstractConfig config = new AbstractConfig(definition(), own, false);
    try {
      return new RegistryConfig(
          servers(config),
          RegistryTls.context(properties),
          Duration.ofMillis(config.getInt(CONNECT_TIMEOUT)),
          Duration.ofMillis(config.getInt(READ_TIMEOUT)),
          new RetryPolicy(
              config.getInt(MAX_RETRIES),
              Duration.ofMillis(config.getLong(RETRY_WAIT)),
              Duration.ofMillis(config.getLong(RETRY_MAX_WAIT))),
          config.getInt(CACHE_CAPACITY),
          Duration.ofSeconds(config.getLong(UNKNOWN_ID_MEMORY)),
          config.getBoolean(AUTO_REGISTER));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage());
    }
  }

  /** The settings that are ours, without prefix; an unknown one with the prefix is a mistake. */
  private static Map<String, Object> ownSettings(Map<String, ?> properties) {
    ConfigDef definition = definition();
    Map<String, Object> own = new LinkedHashMap<>();
    properties.forEach(
        (name, value) -> {
          if (definition.names().contains(name)) {
            own.putIfAbsent(name, value);
          } else if (name.startsWith(PREFIX)) {
            String bare = name.substring(PREFIX.length());
            if (definition.names().contains(bare)) {
              own.put(bare, value);
            } else if (!RegistryTls.knows(bare)) {
              throw new ConfigException(
                  "Unknown setting "
                      + name
                      + "; known are "
                      + definition.names()
                      + " and schema.registry.ssl.*");
            }
          }
        });
    return own;
  }

  private static List<RegistryConfig.Server> servers(AbstractConfig config) {
    Optional<Credentials> common = commonCredentials(config);
    List<RegistryConfig.Server> servers = new ArrayList<>();
    for (String text : config.getList(URL)) {
      URI url = parse(text);
      String userInfo = url.getUserInfo();
      Credentials credentials = common.orElseGet(() -> fromUrl(userInfo));
      servers.add(new RegistryConfig.Server(withoutUserInfo(url), credentials));
    }
    return servers;
  }

  private static Optional<Credentials> commonCredentials(AbstractConfig config) {
    Password userInfo = config.getPassword(BASIC_USER_INFO);
    Password token = config.getPassword(BEARER_TOKEN);
    boolean basic = FROM_USER_INFO.equals(config.getString(BASIC_SOURCE));
    boolean bearer = STATIC_TOKEN.equals(config.getString(BEARER_SOURCE));
    requireTogether(userInfo != null, BASIC_USER_INFO, basic, BASIC_SOURCE, FROM_USER_INFO);
    requireTogether(token != null, BEARER_TOKEN, bearer, BEARER_SOURCE, STATIC_TOKEN);
    if (basic && bearer) {
      throw new ConfigException(
          BASIC_SOURCE + " and " + BEARER_SOURCE + " exclude each other: remove one of them");
    }
    if (basic) {
      return Optional.of(basic(BASIC_USER_INFO, userInfo.value()));
    }
    return bearer ? Optional.of(new Credentials.Bearer(token.value())) : Optional.empty();
  }

  private static void requireTogether(
      boolean hasSecret, String secret, boolean hasSource, String source, String value) {
    if (hasSecret && !hasSource) {
      throw new ConfigException(secret + " has no effect without " + source + "=" + value);
    }
    if (hasSource && !hasSecret) {
      throw new ConfigException(source + "=" + value + " needs " + secret);
    }
  }

  private static Credentials fromUrl(String userInfo) {
    return userInfo == null ? new Credentials.None() : basic(URL, userInfo);
  }

  private static Credentials basic(String setting, String userInfo) {
    try {
      return Credentials.Basic.parse(userInfo);
    } catch (IllegalArgumentException e) {
      // Without the value: it holds a password.
      throw new ConfigException(setting + ": expected <user>:<password>");
    }
  }

  private static URI parse(String text) {
    try {
      return new URI(text.trim());
    } catch (URISyntaxException e) {
      throw new ConfigException(
          URL + ": not a URL at position " + e.getIndex() + ": " + e.getReason());
    }
  }

  private static URI withoutUserInfo(URI url) {
    if (url.getUserInfo() == null) {
      return url;
    }
    try {
      return new URI(
          url.getScheme(), null, url.getHost(), url.getPort(), url.getPath(), url.getQuery(), null);
    } catch (URISyntaxException e) {
      throw new ConfigException(URL + ": " + e.getReason());
    }
  }
}
