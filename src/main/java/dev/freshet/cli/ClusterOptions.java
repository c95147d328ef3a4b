package dev.freshet.cli;

import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Option;

/** Options of every command that speaks to a cluster. */
final class ClusterOptions {
  @Option(
      names = "--bootstrap-servers",
      required = true,
      paramLabel = "HOST:PORT,…",
      description = "Kafka brokers.")
  private String bootstrapServers;

  @Option(
      names = "--schema-registry",
      required = true,
      paramLabel = "URL,…",
      description = "Confluent-compatible schema registry; further URLs take over when one fails.")
  private String registryUrls;

  @Option(
      names = "--topic-prefix",
      defaultValue = Topics.DEFAULT_PREFIX,
      description = "Prefix of all topics; default \"${DEFAULT-VALUE}\".")
  private String prefix;

  @Option(
      names = "--client-config",
      paramLabel = "FILE",
      description =
          "Properties for every Kafka client and the registry client: TLS, SASL, credentials.")
  private Path clientConfig;

  ServiceConfig.Cluster cluster() throws IOException {
    Map<String, Object> settings = new HashMap<>();
    if (clientConfig != null) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(Inputs.file(clientConfig))) {
        properties.load(reader);
      }
      properties.stringPropertyNames().forEach(k -> settings.put(k, properties.getProperty(k)));
    }
    return new ServiceConfig.Cluster(bootstrapServers, registryUrls, prefix, settings);
  }
}
