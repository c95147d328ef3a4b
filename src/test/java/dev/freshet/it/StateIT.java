package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.SpendEvent;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.file.PathUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State: lost and restored, and its topics checked at the start. */
class StateIT {
  private static final Logger LOG = LogManager.getLogger(StateIT.class);
  private static final int FURTHER_ENTRIES = 100_000;
  private static final SimulatedAdvertiser ADVERTISER =
      Simulator.advertiser(
          new Simulator.Setting(
              "initech/DE",
              "EUR",
              ZoneId.of("Europe/Berlin"),
              "DE",
              5,
              LocalDate.of(2025, 3, 3),
              56,
              9));
  private static final String MODEL = ADVERTISER.spec().model();

  @TempDir private Path folder;
  private Stage stage;

  @BeforeEach
  void start() {
    stage = new Stage(folder);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void shouldHaveTheSameSumsAfterTheDiskIsLost() throws Exception {
    int last = ADVERTISER.weeks() - 1;
    try (EventSender sender = new EventSender(stage.cluster)) {
      SimulatedFeed feed = new SimulatedFeed(stage.topics, sender);
      stage.service().close();
      try (Service service = lasting()) {
        run(service);
        feed.sendSpec(ADVERTISER);
        for (int week = 0; week < last; week++) {
          feed.send(ADVERTISER.delivery(week));
        }
        bookNothing(sender);
        Stage.await(() -> stage.weeklyAmounts().size() >= last);
        Stage.await(() -> stage.table(stage.topics.status()).containsKey(MODEL));
      }
      long kept = millisToRun(false);
      PathUtils.deleteDirectory(folder.resolve("state"));
      long lost = millisToRun(true);
      LOG.warn(
          "Start with {} further entries: {} ms with local state, {} ms without (one broker, same machine)",
          FURTHER_ENTRIES,
          kept,
          lost);

      try (Service service = lasting()) {
        run(service);
        // What was booked before the loss comes again, and what is new comes once.
        for (int week = 0; week <= last; week++) {
          feed.send(ADVERTISER.delivery(week));
        }
        feed.send(ADVERTISER.remainder());
        stage.awaitWeeklyTruth(ADVERTISER);
        stage.awaitFresh(ADVERTISER);
      }
    }
    assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
  }

  @Test
  void shouldSayWhatIsWrongWithInternalTopicsBeforeItStarts() throws Exception {
    try (Service service = stage.service()) {
      run(service);
    }
    String changelog = "freshet-ledger-ledger-entries-changelog";
    String repartition = "freshet-planner-planner-input-repartition";
    try (Admin admin = Admin.create(stage.cluster.kafkaClient())) {
      alter(admin, changelog, "max.message.bytes", "100000");
      alter(admin, changelog, "cleanup.policy", "delete");
    }
    ServiceConfig three = config(false, 3);
    try (Service service =
        new Service(three, Stage.fitter(), Clock.systemUTC(), new SimpleMeterRegistry())) {
      assertThat(service.checkTopics())
          .anyMatch(p -> p.startsWith("topic " + changelog + " has max.message.bytes=100000: set "))
          .anyMatch(p -> p.startsWith("topic " + changelog + " has cleanup.policy=delete"))
          .anyMatch(p -> p.startsWith("topic " + repartition + " has 2 partitions, but"));
    }
  }

  @Test
  void shouldSayWhyInputsCannotBeTakenAsKeyed() throws Exception {
    try (Service service = stage.service()) {
      run(service);
    }
    String spend = stage.topics.spend().name();
    String gathered = "freshet-ledger-ledger-input-repartition";
    try (Admin admin = Admin.create(stage.cluster.kafkaClient())) {
      admin.createPartitions(Map.of(spend, NewPartitions.increaseTo(3))).all().get();
    }
    try (EventSender sender = new EventSender(stage.cluster)) {
      // Stands for a record that was repartitioned and not booked when the service stopped.
      sender.send(
          new Topic<>(gathered, Serdes.String(), Serdes.String(), Topic.Retention.DELETE),
          "model",
          "unread");
      sender.flush();
    }
    try (Service service =
        new Service(keyedConfig(), Stage.fitter(), Clock.systemUTC(), new SimpleMeterRegistry())) {
      assertThat(service.checkTopics())
          .hasSize(2)
          .anyMatch(
              p -> p.startsWith("topic " + spend + " has 3 partitions, but with --keyed-inputs"))
          .anyMatch(p -> p.startsWith("topic " + gathered + " holds records that are not booked"));
    }
  }

  @Test
  void shouldTakeInputsAsKeyedAfterTheRepartitionTopicWasRead() throws Exception {
    try (Service service = stage.service();
        EventSender sender = new EventSender(stage.cluster)) {
      run(service);
      SimulatedFeed feed = new SimulatedFeed(stage.topics, sender);
      feed.sendSpec(ADVERTISER);
      for (int week = 0; week < ADVERTISER.weeks(); week++) {
        feed.send(ADVERTISER.delivery(week));
      }
      feed.send(ADVERTISER.remainder());
      stage.awaitWeeklyTruth(ADVERTISER);
    }
    try (Service service =
        new Service(keyedConfig(), Stage.fitter(), Clock.systemUTC(), new SimpleMeterRegistry())) {
      assertThat(service.checkTopics()).isEmpty();
      run(service);
      try (EventSender sender = new EventSender(stage.cluster)) {
        bookNothing(sender);
      }
      stage.awaitFresh(ADVERTISER);
    }
    assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
  }

  private ServiceConfig config(boolean lasting, int partitions) {
    return ServiceConfig.alone(Role.ALL, stage.cluster, folder.resolve("state"))
        .withInstance(new ServiceConfig.Instance("test", lasting))
        .withLayout(new ServiceConfig.Layout(partitions, 1))
        .withBooking(ServiceConfig.Booking.DEFAULTS.withFlush(Duration.ofMillis(200)));
  }

  private ServiceConfig keyedConfig() {
    ServiceConfig config = config(false, 2);
    return config.withBooking(config.booking().withKeyedInputs(true));
  }

  private static void alter(Admin admin, String topic, String name, String value) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
        .all()
        .get();
  }

  /** Facts of no amount: entries to restore that change no sum. */
  private void bookNothing(EventSender sender) {
    String channel = ADVERTISER.truth().channels().get(0);
    for (int i = 0; i < FURTHER_ENTRIES; i++) {
      sender.send(
          stage.topics.spend(),
          MODEL,
          SpendEvent.newBuilder()
              .setModel(MODEL)
              .setSource(ADVERTISER.spec().variableToSource().get("spend." + channel))
              .setEventId("nothing-" + i)
              .setTime(
                  ADVERTISER
                      .week(0)
                      .atTime(12, 0)
                      .atZone(ADVERTISER.spec().calendar().zone())
                      .toInstant())
              .setChannel(channel)
              .setAmountMicros(0)
              .setCurrency(ADVERTISER.spec().currency())
              .build());
    }
    sender.flush();
    String week = MODEL + "|" + ADVERTISER.week(0);
    Stage.await(
        () -> {
          WeeklyObservation row = stage.table(stage.topics.weekly()).get(week);
          return row != null
              && row.getVariables().stream()
                  .anyMatch(
                      v ->
                          v.getVariable().equals("spend." + channel)
                              && v.getEvents() > FURTHER_ENTRIES);
        });
  }

  /** A static member, which need not wait for its own former session. */
  private Service lasting() {
    return new Service(
        config(true, 2), Stage.fitter(), Clock.systemUTC(), new SimpleMeterRegistry());
  }

  private static void run(Service service) throws InterruptedException {
    service.start();
    assertThat(service.awaitRunning(Duration.ofSeconds(120))).isTrue();
  }

  /** Milliseconds from the start until all topologies run. */
  private long millisToRun(boolean lost) throws Exception {
    assertThat(Files.exists(folder.resolve("state"))).isNotEqualTo(lost);
    try (Service service = lasting()) {
      long start = System.nanoTime();
      run(service);
      return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
  }
}
