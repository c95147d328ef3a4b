package dev.freshet.failures;

import dev.freshet.avro.CommandKind;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshCommand;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.TriggerReason;
import dev.freshet.avro.VariableAmount;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.ledger.LedgerTopology;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.refresh.PlannerTopology;
import dev.freshet.topic.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One deployment of Freshet on the cluster: topics of its own, the processes of its roles, a feed
 * of events and a witness that reads from the beginning to the end.
 */
final class Deployment implements AutoCloseable {
  static final int PARTITIONS = 3;

  /** Sessions end soon, so that a test need not wait as long as an operator would. */
  private static final List<String> CLIENT_SETTINGS =
      List.of("session.timeout.ms=8000", "heartbeat.interval.ms=2000");

  private final Brokers brokers;
  private final Path folder;
  private final ServiceConfig.Cluster cluster;
  private final Topics topics;
  private final List<String> options;
  private final List<ServiceProcess> services = new ArrayList<>();
  private final EventSender sender;
  private final SimulatedFeed feed;
  private final WitnessReader reader;

  /** Creates the topics and begins to watch; starts no process yet. */
  Deployment(Brokers brokers, String registryUrl, String name, Path folder) throws IOException {
    this.brokers = brokers;
    this.folder = folder;
    cluster =
        new ServiceConfig.Cluster(brokers.bootstrapServers(), registryUrl, name + ".", Map.of());
    topics = Service.topics(cluster);
    new TopicAdmin(brokers.admin(), topics)
        .create(new ServiceConfig.Layout(PARTITIONS, brokers.replication()));
    topics.publishContracts();
    Files.createDirectories(folder);
    Path clientConfig = folder.resolve("client.properties");
    Files.write(clientConfig, CLIENT_SETTINGS);
    options =
        List.of(
            "--bootstrap-servers=" + brokers.bootstrapServers(),
            "--schema-registry=" + registryUrl,
            "--topic-prefix=" + cluster.prefix(),
            "--client-config=" + clientConfig,
            "--partitions=" + PARTITIONS,
            "--replication=" + brokers.replication(),
            "--fits=1",
            "--flush-millis=200",
            "--http-port=0");
    reader = new WitnessReader(cluster, topics);
    sender = new EventSender(cluster);
    feed = new SimulatedFeed(topics, sender);
  }

  ServiceConfig.Cluster cluster() {
    return cluster;
  }

  Topics topics() {
    return topics;
  }

  WitnessReader reader() {
    return reader;
  }

  Witness witness() {
    return reader.witness();
  }

  /** Waits until an instance is a member of its role's group, or is none any more. */
  void awaitMember(String group, String instance, boolean member) {
    Waiting.until(
        "%s %s of %s".formatted(instance, member ? "a member" : "no member", group),
        () -> brokers.members(group).stream().anyMatch(m -> m.startsWith(instance)) == member);
  }

  /** Group of the ledger. */
  String ledgers() {
    return topics.application(LedgerTopology.APPLICATION_ID);
  }

  /** Group of the planner. */
  String planners() {
    return topics.application(PlannerTopology.APPLICATION_ID);
  }

  /** Group of the refreshers' lane for rebuilds. */
  String rebuilders() {
    return topics.application("freshet-refresher-rebuild");
  }

  /** Starts an instance of a role, static member of its groups under its name. */
  ServiceProcess start(Role role, String instance) {
    return start(role, instance, instance);
  }

  /** The same under a label of its own, for two processes that have one name. */
  ServiceProcess start(Role role, String instance, String label) {
    ServiceProcess service = new ServiceProcess(role, instance, label, folder, options);
    services.add(service);
    return service.start();
  }

  /** Sends specs and all weeks that a first build needs. */
  void sendHistory() {
    Advertisers.ALL.forEach(feed::sendSpec);
    for (int week = 0; week < Advertisers.HISTORY; week++) {
      sendWeek(week);
    }
  }

  /** What the platforms send in one week. */
  void sendWeek(int week) {
    for (SimulatedAdvertiser advertiser : Advertisers.ALL) {
      feed.send(advertiser.delivery(week));
    }
  }

  /** The rest; after it the truth is complete. */
  void sendRemainder() {
    for (SimulatedAdvertiser advertiser : Advertisers.ALL) {
      feed.send(advertiser.remainder());
    }
  }

  /** Orders something of every model. */
  void order(CommandKind kind) {
    for (String model : Advertisers.MODELS) {
      sender.send(
          topics.commands(),
          model,
          new RefreshCommand(
              model, kind, Instant.now().truncatedTo(ChronoUnit.MILLIS), "to compare"));
    }
    sender.flush();
  }

  /** By key of the weekly topic, the non-zero amounts by variable. */
  Map<String, Map<String, Long>> weeklyAmounts() {
    Map<String, Map<String, Long>> amounts = new TreeMap<>();
    reader
        .table(topics.weekly())
        .forEach(
            (key, row) -> {
              Map<String, Long> week = new TreeMap<>();
              for (VariableAmount v : row.getVariables()) {
                if (v.getAmountMicros() != 0) {
                  week.put(v.getVariable(), v.getAmountMicros());
                }
              }
              amounts.put(key, week);
            });
    return amounts;
  }

  /** Waits until so many requests wait for their reports. */
  void awaitRequests(int number) {
    Waiting.until(number + " requests", () -> witness().openRequests().size() >= number);
  }

  /** Waits until every model is fresh through a week. */
  void awaitFresh(int week) {
    Waiting.until(
        "all models fresh through week " + week,
        () ->
            Advertisers.ALL.stream()
                .allMatch(
                    a -> {
                      ModelStatus status = reader.table(topics.status()).get(a.spec().model());
                      return status != null
                          && status.getState() == ModelState.FRESH
                          && a.week(week).equals(status.getClosedWeek());
                    }));
  }

  /** Orders a rebuild of every model and waits until each is published. */
  void rebuild() {
    Instant ordered = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    order(CommandKind.REBUILD);
    awaitRebuilt(ordered);
  }

  /** Waits until every model is published on an order given at a time or later. */
  void awaitRebuilt(Instant ordered) {
    Waiting.until(
        "all models rebuilt",
        () ->
            Advertisers.MODELS.stream()
                .allMatch(
                    model ->
                        witness().reports().stream()
                            .anyMatch(r -> r.getModel().equals(model) && answers(r, ordered))));
  }

  private static boolean answers(RefreshReport report, Instant ordered) {
    return report.getOutcome() == RefreshOutcome.PUBLISHED
        && report.getReasons().contains(TriggerReason.COMMAND)
        && !report.getRequestedAt().isBefore(ordered);
  }

  /** Orders a rebuild of every model and waits until a refresher has fitted for so long. */
  Instant orderAndAwaitFit(ServiceProcess refresher, Duration processorTime) {
    Instant ordered = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    order(CommandKind.REBUILD);
    Waiting.until("a request", () -> !witness().openRequests().isEmpty());
    Duration before = refresher.processorTime();
    Waiting.until(
        "%d ms of fitting".formatted(processorTime.toMillis()),
        () -> refresher.processorTime().minus(before).compareTo(processorTime) >= 0);
    return ordered;
  }

  /** SIGTERM of everything that runs. */
  void stopServices() throws InterruptedException {
    for (ServiceProcess service : services) {
      if (service.running()) {
        service.stop();
      }
    }
  }

  void printLogs() {
    services.forEach(service -> System.out.println(service.tail()));
  }

  @Override
  public void close() {
    for (ServiceProcess service : services) {
      try {
        if (service.running()) {
          service.kill();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    sender.close();
    reader.close();
  }
}
