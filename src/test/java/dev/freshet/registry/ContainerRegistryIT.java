package dev.freshet.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.avro.ProgressEvent;
import dev.freshet.containers.ContainerCluster;
import dev.freshet.topic.Topics;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;

/**
 * A registry that is not ours, in a container: Apicurio in the profile {@code containers}, another
 * with {@code -Dfreshet.registry.image=NAME:TAG}. Skipped where no container engine answers.
 *
 * <p>{@code freshet.registry.port} (default 8080) and {@code freshet.registry.path} (default
 * Apicurio's {@code /apis/ccompat/v7}) say where the image serves Confluent's API.
 */
class ContainerRegistryIT {
  private static final String IMAGE = System.getProperty("freshet.registry.image", "");
  private static final int PORT = Integer.getInteger("freshet.registry.port", 8080);
  private static final String PATH =
      System.getProperty("freshet.registry.path", "/apis/ccompat/v7");

  private static GenericContainer<?> container;
  private static SchemaRegistryClient client;

  @BeforeAll
  static void start() {
    assumeTrue(
        !IMAGE.isEmpty(),
        "not asked for: run the profile containers, or set -Dfreshet.registry.image=NAME:TAG");
    ContainerCluster.assumeEngine();
    container = ContainerCluster.registry(IMAGE, PORT, PATH);
    container.start();
    client =
        new SchemaRegistryClient(
            RegistryConfig.at(
                "http://" + container.getHost() + ":" + container.getMappedPort(PORT) + PATH));
  }

  @AfterAll
  static void stop() {
    if (container != null) {
      container.stop();
    }
  }

  @Test
  void shouldTakeAllContractsTwiceAndCarryRecords() {
    Topics topics = new Topics("container.", client);
    topics.publishContracts();
    topics.publishContracts();
    ProgressEvent event = new ProgressEvent("acme/DE", "tv", Instant.parse("2026-11-16T00:00:00Z"));

    byte[] bytes = topics.progress().record("acme/DE", event).value();

    // A client that remembers nothing must find the schema by its id.
    Topics reader = new Topics("container.", new SchemaRegistryClient(client.config()));
    assertThat(reader.progress().value(bytes)).isEqualTo(event);
    assertThat(client.compatibilityLevel("container.roi-value")).contains(CompatibilityLevel.FULL);
  }

  @Test
  void shouldRefuseWhatBreaksASubject() {
    Schema first = SchemaBuilder.record("Row").fields().requiredLong("amount").endRecord();
    Schema breaking =
        SchemaBuilder.record("Row").fields().requiredLong("amount").requiredString("x").endRecord();
    client.register("breaking-value", first);
    client.setCompatibilityLevel("breaking-value", CompatibilityLevel.BACKWARD);

    assertThat(client.lookupId("breaking-value", first)).isPresent();
    assertThatThrownBy(() -> client.register("breaking-value", breaking))
        .isInstanceOf(IncompatibleSchemaException.class);
  }

  @Test
  void shouldSayThatAnIdIsUnknown() {
    assertThatThrownBy(() -> client.schemaById(987_654))
        .isInstanceOf(UnknownSchemaIdException.class);
  }
}
