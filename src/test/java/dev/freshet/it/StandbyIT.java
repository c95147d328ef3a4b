package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.it.Backfill.Fact;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance killed for good, and another that has copies of its stores. */
class StandbyIT {
  private static final List<Backfill> BACKFILLS =
      List.of(
          new Backfill(
              "acme/DE",
              "EUR",
              new WeekCalendar(DayOfWeek.MONDAY, ZoneId.of("Europe/Berlin")),
              LocalDate.of(2021, 1, 4),
              5),
          new Backfill(
              "hooli/US",
              "USD",
              new WeekCalendar(DayOfWeek.SUNDAY, ZoneId.of("America/New_York")),
              LocalDate.of(2020, 12, 27),
              6));

  /**
   * Sessions end soon; and tasks stay where their stores are, however few records these hold, until
   * a copy is complete.
   */
  private static final Map<String, Object> SETTINGS =
      Map.of(
          "session.timeout.ms", "6000",
          "heartbeat.interval.ms", "1500",
          "acceptable.recovery.lag", "0");

  @TempDir private Path folder;

  @Test
  void shouldTakeOverFromTheStandbyWhenTheOtherInstanceIsKilled() throws Exception {
    List<Fact> facts = new ArrayList<>();
    BACKFILLS.forEach(b -> facts.addAll(b.facts()));
    Collections.shuffle(facts, new Random(7));
    int loaded = facts.size() * 9 / 10;
    int late = facts.size() * 19 / 20;
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Stage stage = new Stage(folder);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                stage.cluster.kafkaClient(), new ByteArraySerializer(), new ByteArraySerializer());
        Service second = instance(stage, "second", meters)) {
      second.createTopics();
      Process first = first(stage);
      long kept;
      try {
        BACKFILLS.forEach(b -> producer.send(b.specRecord(stage.topics)));
        send(stage, producer, facts.subList(0, loaded));
        awaitWeeks(stage, facts.subList(0, loaded));
        kept = changelogs(stage);
        second.start();
        Stage.await(() -> read(meters, "standby") >= kept);
        // In the middle of further work.
        send(stage, producer, facts.subList(loaded, late));
      } finally {
        first.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
      }
      send(stage, producer, facts.subList(late, facts.size()));
      awaitWeeks(stage, facts);

      assertThat(second.running()).isTrue();
      assertThat(read(meters, "restore"))
          .as("records restored, of %d in the stores' changelogs", kept)
          .isLessThan(kept / 5);
      second.close();
      SimpleMeterRegistry anew = new SimpleMeterRegistry();
      try (Service third = instance(stage, "third", anew)) {
        third.start();
        assertThat(third.awaitRunning(Duration.ofSeconds(90))).isTrue();
        assertThat(read(anew, "restore")).as("restored without a copy").isGreaterThan(kept);
      }
      assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
    }
  }

  private Service instance(Stage stage, String name, SimpleMeterRegistry meters) {
    Map<String, Object> settings = new HashMap<>(stage.cluster.clientConfig());
    settings.putAll(SETTINGS);
    return Ledgers.of(
        new ServiceConfig.Cluster(
            stage.kafka.bootstrapServers(), stage.registry.url(), stage.cluster.prefix(), settings),
        name,
        new ServiceConfig.State(folder.resolve(name), 1, 64L << 20),
        1,
        meters);
  }

  /** A process of its own, so that it can be killed. */
  private Process first(Stage stage) throws IOException {
    List<String> settings = new ArrayList<>();
    SETTINGS.forEach((name, value) -> settings.add(name + "=" + value));
    Path clientConfig = Files.write(folder.resolve("client.properties"), settings);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.freshet.Freshet",
            "run",
            "--role=ledger",
            "--bootstrap-servers=" + stage.kafka.bootstrapServers(),
            "--schema-registry=" + stage.registry.url(),
            "--client-config=" + clientConfig,
            "--partitions=" + Ledgers.PARTITIONS,
            "--replication=1",
            "--standbys=1",
            "--state-dir=" + folder.resolve("first"),
            "--flush-millis=200");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("first.log").toFile())
        .start();
  }

  private static void send(
      Stage stage, KafkaProducer<byte[], byte[]> producer, Collection<Fact> facts) {
    for (Fact fact : facts) {
      for (Backfill backfill : BACKFILLS) {
        if (backfill.spec().model().equals(fact.model())) {
          producer.send(backfill.record(stage.topics, fact));
        }
      }
    }
    producer.flush();
  }

  private static void awaitWeeks(Stage stage, Collection<Fact> facts) {
    Map<String, Map<String, String>> expected = NewestRevisions.weeks(BACKFILLS, facts);
    Stage.await(() -> Ledgers.published(stage).equals(expected));
  }

  /** Records in all changelogs. */
  private static long changelogs(Stage stage) throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(stage.cluster.kafkaClient())) {
      return admin.listTopics().names().get().stream()
          .filter(t -> t.endsWith("-changelog"))
          .mapToLong(t -> stage.records(t).size())
          .sum();
    }
  }

  private static double read(SimpleMeterRegistry meters, String reader) {
    return meters.find("freshet.state.records").tag("reader", reader).counters().stream()
        .mapToDouble(c -> c.count())
        .sum();
  }
}
