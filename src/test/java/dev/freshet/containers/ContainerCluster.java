package dev.freshet.containers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/**
 * Kafka and a registry that is not ours in containers on one network, and our own image to run
 * beside them: the one that {@code -Dfreshet.image} names, else one built of the Dockerfile from
 * what Maven has packaged.
 */
public final class ContainerCluster implements AutoCloseable {
  private static final String KAFKA = "apache/kafka:4.3.1";
  private static final String KAFKA_INSIDE = "kafka:19092";
  private static final String REGISTRY = "apicurio/apicurio-registry:3.3.3";
  private static final int REGISTRY_PORT = 8080;
  private static final String CONFLUENT_API = "/apis/ccompat/v7";
  private static final Duration START = Duration.ofMinutes(3);

  private final Network network = Network.newNetwork();
  private final KafkaContainer kafka =
      new KafkaContainer(DockerImageName.parse(KAFKA))
          .withNetwork(network)
          .withListener(KAFKA_INSIDE)
          .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
          .withStartupTimeout(START);
  private final GenericContainer<?> registry = registry(REGISTRY).withNetwork(network);
  private final Future<String> image = image();

  /** Starts both. */
  public ContainerCluster() {
    try {
      Startables.deepStart(kafka, registry.withNetworkAliases("registry")).join();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Skips the test where no container engine answers. */
  public static void assumeEngine() {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "no container engine answers: start one to run this test in containers");
  }

  /** Apicurio, not started. */
  public static GenericContainer<?> registry(String image) {
    return registry(image, REGISTRY_PORT, CONFLUENT_API);
  }

  /**
   * A registry, not started.
   *
   * @param path where it serves Confluent's API
   */
  public static GenericContainer<?> registry(String image, int port, String path) {
    return new GenericContainer<>(DockerImageName.parse(image))
        .withExposedPorts(port)
        .waitingFor(Wait.forHttp(path + "/subjects").withStartupTimeout(START));
  }

  private static Future<String> image() {
    String given = System.getProperty("freshet.image", "");
    return given.isEmpty()
        ? new ImageFromDockerfile("freshet-containers-it").withDockerfile(Path.of("Dockerfile"))
        : CompletableFuture.completedFuture(given);
  }

  /** For clients on this machine. */
  public String bootstrapServers() {
    return kafka.getBootstrapServers();
  }

  /** For clients on this machine. */
  public String registryUrl() {
    return "http://%s:%d%s"
        .formatted(registry.getHost(), registry.getMappedPort(REGISTRY_PORT), CONFLUENT_API);
  }

  /**
   * Freshet in a container, not started.
   *
   * @param instance its name over all its lives, and the hostname
   * @param volume what it keeps its state in; made if it is not there
   * @param settings further settings of the environment
   */
  public FreshetContainer freshet(String instance, String volume, Map<String, String> settings) {
    return new FreshetContainer(image, volume)
        .withNetwork(network)
        .withEnv("FRESHET_INSTANCE", instance)
        .withEnv("FRESHET_BOOTSTRAP_SERVERS", KAFKA_INSIDE)
        .withEnv(
            "FRESHET_SCHEMA_REGISTRY",
            "http://registry:%d%s".formatted(REGISTRY_PORT, CONFLUENT_API))
        .withEnv(settings);
  }

  @Override
  public void close() {
    registry.stop();
    kafka.stop();
    network.close();
  }
}
