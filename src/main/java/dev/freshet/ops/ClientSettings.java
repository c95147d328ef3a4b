package dev.freshet.ops;

import dev.freshet.config.Configuration;
import dev.freshet.config.PassThrough;
import dev.freshet.config.Settings;
import dev.freshet.registry.RegistryConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.streams.StreamsConfig;

/** What settings Kafka's clients and the registry's know, and those that a configuration says. */
public final class ClientSettings {
  private static final String REGISTRY = "schema.registry.";
  private static final String SSL = "ssl.";

  private ClientSettings() {}

  /**
   * To whom settings are handed on: any setting to Kafka's clients, known ones to the registry's.
   */
  public static List<PassThrough> clients() {
    return List.of(
        new PassThrough(PassThrough.KAFKA, kafka(), true, ReservedSettings.all()),
        new PassThrough(
            PassThrough.REGISTRY,
            registry(),
            false,
            Map.of("url", "set from the setting 'schema-registry'; set that")));
  }

  private static Set<String> kafka() {
    Set<String> names = new HashSet<>(StreamsConfig.configDef().names());
    for (String name : ConsumerConfig.configNames()) {
      names.add(name);
      names.add(StreamsConfig.consumerPrefix(name));
      names.add(StreamsConfig.mainConsumerPrefix(name));
      names.add(StreamsConfig.restoreConsumerPrefix(name));
      names.add(StreamsConfig.globalConsumerPrefix(name));
    }
    for (String name : ProducerConfig.configNames()) {
      names.add(name);
      names.add(StreamsConfig.producerPrefix(name));
    }
    for (String name : AdminClientConfig.configNames()) {
      names.add(name);
      names.add(StreamsConfig.adminClientPrefix(name));
    }
    return names;
  }

  private static Set<String> registry() {
    Set<String> names = new HashSet<>();
    for (String name : RegistryConfig.definition().names()) {
      names.add(name.startsWith(REGISTRY) ? name.substring(REGISTRY.length()) : name);
    }
    ConfigDef tls = new ConfigDef();
    SslConfigs.addClientSslSupport(tls);
    tls.names().stream().filter(name -> name.startsWith(SSL)).forEach(names::add);
    names.remove("url");
    return names;
  }

  /** Where a configuration says that the cluster is. */
  public static ServiceConfig.Cluster cluster(Configuration configuration) {
    Map<String, Object> all = new HashMap<>(configuration.handedOn(PassThrough.KAFKA));
    configuration
        .handedOn(PassThrough.REGISTRY)
        .forEach((name, value) -> all.put(REGISTRY + name, value));
    return new ServiceConfig.Cluster(
        configuration.get(Settings.BOOTSTRAP_SERVERS),
        configuration.get(Settings.SCHEMA_REGISTRY),
        configuration.get(Settings.TOPIC_PREFIX),
        all);
  }
}
