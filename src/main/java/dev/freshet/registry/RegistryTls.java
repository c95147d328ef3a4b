package dev.freshet.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Makes the TLS context of registry connections from {@code schema.registry.ssl.*}, which mean what
 * Kafka's {@code ssl.*} mean (JKS, PKCS12 and PEM alike).
 */
final class RegistryTls {
  private static final String SSL = "ssl.";

  private RegistryTls() {}

  /** Whether a setting, without the registry's prefix, is one of TLS. */
  static boolean knows(String setting) {
    return definition().names().contains(setting);
  }

  /** The context, or empty when no setting asks for one. */
  static Optional<SSLContext> context(Map<String, ?> properties) {
    Map<String, Object> own = new LinkedHashMap<>();
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(RegistrySettings.PREFIX + SSL)) {
            own.put(name.substring(RegistrySettings.PREFIX.length()), value);
          }
        });
    if (own.isEmpty()) {
      return Optional.empty();
    }
    requireHostVerification(own);
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(new AbstractConfig(definition(), own, false).values());
      return Optional.of(factory.sslContext());
    } catch (KafkaException e) {
      throw new ConfigException(
          "schema.registry.ssl.*: no TLS context from these settings: " + causes(e));
    }
  }

  private static void requireHostVerification(Map<String, Object> own) {
    Object algorithm = own.get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
    if (algorithm != null && !"https".equalsIgnoreCase(algorithm.toString())) {
      throw new ConfigException(
          "schema.registry.ssl.endpoint.identification.algorithm can only be https: give the registry a"
              + " certificate with its host name");
    }
  }

  private static ConfigDef definition() {
    ConfigDef definition = new ConfigDef();
    SslConfigs.addClientSslSupport(definition);
    return definition;
  }

  private static String causes(Throwable e) {
    StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()));
    for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
      text.append("; ").append(t.getMessage());
    }
    return text.toString();
  }
}
