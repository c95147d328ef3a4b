package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.topic.Keys;
import dev.freshet.topic.ModelPartitioner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code connect/roi.py}, which the README shows, reads what is published. */
class ReadRoiIT {
  private static final Path SCRIPT = Path.of("connect", "roi.py");

  @TempDir private Path folder;

  @Test
  void shouldPrintRoiAndWhatIsGoneAndNothingThatWasAborted() throws Exception {
    String imports = "import confluent_kafka.schema_registry.avro";
    assumeTrue(
        runs("python3", "-c", imports),
        "no Python with confluent-kafka[avro] here: connect/roi.py was not run");
    try (Stage stage = new Stage(folder)) {
      stage.service().close();
      publish(stage);
      Path output = folder.resolve("output");
      ProcessBuilder builder =
          new ProcessBuilder("python3", SCRIPT.toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("BROKERS", stage.kafka.bootstrapServers());
      builder.environment().put("REGISTRY", stage.registry.url());
      Process script = builder.start();
      try {
        Stage.await(() -> Files.readString(output).contains("is gone"));
      } finally {
        script.destroy();
        script.waitFor(20, TimeUnit.SECONDS);
      }
      assertThat(Files.readString(output).lines())
          .containsExactly(
              "acme/DE|tv|13w v1 2.5 2.0 3.0",
              "acme/DE|newsletter|13w v1 None None None",
              "acme/DE|newsletter|13w is gone");
    }
  }

  @Test
  void shouldReadAsTheReadmeShows() throws Exception {
    String shown = Files.readString(Path.of("README.md"));
    assertThat(Files.readString(SCRIPT).lines())
        .filteredOn(line -> line.startsWith("from ") || line.contains("isolation.level"))
        .hasSize(5)
        .allSatisfy(line -> assertThat(shown).contains(line.strip()));
  }

  private static boolean runs(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  private static void publish(Stage stage) {
    Map<String, Object> settings = new HashMap<>(stage.cluster.kafkaClient());
    settings.put("transactional.id", "roi");
    settings.put("partitioner.class", ModelPartitioner.class.getName());
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(stage.topics.roi().record("acme/DE|tv|13w", row("tv", "aborted", 9.0)));
      producer.flush();
      producer.abortTransaction();
      producer.beginTransaction();
      for (ChannelRoi row : List.of(row("tv", "v1", 2.5), row("newsletter", "v1", null))) {
        producer.send(
            stage
                .topics
                .roi()
                .record(Keys.roi(row.getModel(), row.getChannel(), row.getHorizon()), row));
      }
      producer.send(stage.topics.roi().record("acme/DE|newsletter|13w", null));
      producer.commitTransaction();
    }
  }

  private static ChannelRoi row(String channel, String version, Double roi) {
    return ChannelRoi.newBuilder()
        .setModel("acme/DE")
        .setModelVersion(version)
        .setChannel(channel)
        .setHorizon("13w")
        .setFirstWeek(LocalDate.of(2026, 1, 5))
        .setLastWeek(LocalDate.of(2026, 3, 30))
        .setCurrency("EUR")
        .setSpend(100)
        .setContribution(250)
        .setContributionLower(200)
        .setContributionUpper(300)
        .setRoi(roi)
        .setRoiLower(roi == null ? null : roi - 0.5)
        .setRoiUpper(roi == null ? null : roi + 0.5)
        .build();
  }
}
