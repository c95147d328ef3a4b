package dev.freshet.failures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.containers.ContainerCluster;
import dev.freshet.containers.FreshetContainer;
import dev.freshet.ops.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.lifecycle.Startables;

/**
 * Two instances of each role from our image, replaced one by one while events and orders come, as
 * Kubernetes rolls a release out. Run by the profile {@code containers}; logs of all lives stay in
 * {@code target/rolling}.
 */
@Timeout(1200)
class RollingRestartIT {
  private static final Path FOLDER = Path.of("target", "rolling");

  /** In the order of a release with another engine: refreshers first. */
  private static final List<Role> ROLES = List.of(Role.REFRESHER, Role.LEDGER, Role.PLANNER);

  /** Load before each stop, so that every instance has work in its hands. */
  private static final int PERIODS = 20;

  private static ContainerCluster containers;

  /** An instance over its lives: each is a container with the same name and volume. */
  private static final class Instance {
    private final Role role;
    private final String name;
    private final String volume;
    private final Map<String, String> settings;
    private FreshetContainer life;

    Instance(Deployment freshet, Role role, int number) {
      this.role = role;
      String label = role.name().toLowerCase(Locale.ROOT);
      name = label + "-" + number;
      volume = "freshet-rolling-" + name + "-" + UUID.randomUUID();
      settings =
          Map.of(
              "FRESHET_ROLE", label,
              "FRESHET_TOPIC_PREFIX", freshet.cluster().prefix(),
              "FRESHET_PARTITIONS", Integer.toString(Deployment.PARTITIONS),
              "FRESHET_REPLICATION", "1",
              "FRESHET_STANDBYS", "1",
              "FRESHET_FITS", "1",
              "FRESHET_FLUSH_MILLIS", "200");
      life = next();
    }

    private FreshetContainer next() {
      return containers.freshet(name, volume, settings).withLogConsumer(this::log);
    }

    private void log(OutputFrame frame) {
      try {
        Files.writeString(
            FOLDER.resolve(name + ".log"),
            frame.getUtf8String(),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void replace() {
      Instant start = Instant.now();
      assertThat(life.terminate())
          .as("exit code of " + name)
          .isEqualTo(FreshetContainer.TERMINATED);
      Duration down = Duration.between(start, Instant.now());
      life = next();
      life.start();
      System.out.printf(
          "rolling: %s stopped in %.1f s, ready again after %.1f s%n",
          name, down.toMillis() / 1e3, Duration.between(start, Instant.now()).toMillis() / 1e3);
    }

    void remove() {
      life.stop();
      FreshetContainer.forget(volume);
    }
  }

  /** The broker in its container. */
  private record OneBroker(String bootstrapServers, Admin admin) implements Brokers {
    @Override
    public int replication() {
      return 1;
    }
  }

  @BeforeAll
  static void start() {
    ContainerCluster.assumeEngine();
    Cluster.clear(FOLDER);
    containers = new ContainerCluster();
  }

  @AfterAll
  static void close() {
    if (containers != null) {
      containers.close();
    }
  }

  @Test
  void shouldKeepEveryFigureWhenInstancesAreReplacedOneByOneUnderLoad() throws Exception {
    String servers = containers.bootstrapServers();
    List<Instance> instances = new ArrayList<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
        Deployment freshet =
            new Deployment(
                new OneBroker(servers, admin), containers.registryUrl(), "rolling", FOLDER)) {
      for (Role role : ROLES) {
        for (int number = 0; number < 2; number++) {
          instances.add(new Instance(freshet, role, number));
        }
      }
      try {
        play(freshet, instances);
      } finally {
        instances.forEach(Instance::remove);
      }
    }
  }

  private static void play(Deployment freshet, List<Instance> instances) throws Exception {
    for (Role role : ROLES) {
      Startables.deepStart(instances.stream().filter(i -> i.role == role).map(i -> i.life).toList())
          .join();
    }
    freshet.sendHistory();
    freshet.awaitFresh(Advertisers.HISTORY - 1);
    Map<String, Map<String, Long>> expected;
    long events;
    try (Load load = new Load(freshet)) {
      int week = Advertisers.HISTORY;
      for (Instance instance : instances) {
        freshet.sendWeek(week++);
        load.awaitMore(PERIODS);
        instance.replace();
      }
      load.awaitMore(PERIODS);
      expected = load.end();
      events = load.events();
    }
    freshet.sendRemainder();
    Waiting.until("exact weekly sums", () -> freshet.weeklyAmounts().equals(expected));
    freshet.awaitFresh(Advertisers.WEEKS - 1);
    Waiting.until("all requests ended", () -> freshet.witness().openRequests().isEmpty());
    for (Instance instance : instances) {
      assertThat(instance.life.terminate()).isEqualTo(FreshetContainer.TERMINATED);
    }
    freshet.reader().awaitAll();
    System.out.printf(
        "rolling: %d events of load, %d requests, %d rows read%n",
        events, freshet.witness().reports().size(), freshet.reader().records());
    assertThat(freshet.weeklyAmounts()).isEqualTo(expected);
    assertThat(freshet.witness().violations()).isEmpty();
    assertThat(freshet.witness().unfinished()).isEmpty();
  }
}
