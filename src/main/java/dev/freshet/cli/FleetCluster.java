package dev.freshet.cli;

import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.model.BayesianFitter;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.refresh.Refresher;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;

/**
 * A service whose roles are instances of their own, all in this process: one ledger, one planner
 * and as many refreshers as are asked for.
 */
final class FleetCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** As {@code freshet run} has it. */
  private static final Duration FLUSH = Duration.ofSeconds(1);

  private final EmbeddedKafka kafka = EmbeddedKafka.temporary();
  private final EmbeddedRegistry registry = EmbeddedRegistry.inMemory();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Deque<Service> refreshers = new ArrayDeque<>();
  private final List<Service> others = new ArrayList<>();
  private final int partitions;
  private final int fits;
  private ServiceConfig.Cluster cluster;
  private int started;

  /**
   * @param partitions partitions of every topic
   * @param fits fits at once of a refresher, each on one thread
   */
  FleetCluster(int partitions, int fits) {
    this.partitions = partitions;
    this.fits = fits;
  }

  /** Starts broker, registry and ledger. */
  FleetCluster start() throws InterruptedException {
    kafka.start();
    registry.start();
    cluster =
        new ServiceConfig.Cluster(
            kafka.bootstrapServers(), registry.url(), Topics.DEFAULT_PREFIX, Map.of());
    Service ledger = service(Role.LEDGER);
    ledger.createTopics();
    run(ledger);
    return this;
  }

  /** Starts the planner. */
  void startPlanner() throws InterruptedException {
    run(service(Role.PLANNER));
  }

  private void run(Service service) throws InterruptedException {
    others.add(service);
    service.start();
    if (!service.awaitRunning(PATIENCE)) {
      throw new IllegalStateException(
          "the service did not run within " + PATIENCE.toSeconds() + " s");
    }
  }

  /** Starts or stops refreshers until so many share the work. */
  void refreshers(int number) throws InterruptedException {
    while (refreshers.size() > number) {
      refreshers.pop().close();
    }
    while (refreshers.size() < number) {
      Service refresher = service(Role.REFRESHER);
      refreshers.push(refresher);
      refresher.start();
    }
    try (Admin admin = TopicAdmin.connect(cluster)) {
      if (!Polling.until(() -> members(admin) == number, PATIENCE)) {
        throw new IllegalStateException(
            "%d refreshers, but %d members of %s have partitions after %d s"
                .formatted(
                    number,
                    members(admin),
                    Refresher.refreshGroup(topics()),
                    PATIENCE.toSeconds()));
      }
    }
  }

  /** Members of the group that have partitions; −1 while they are being dealt out. */
  private long members(Admin admin) {
    String group = Refresher.refreshGroup(topics());
    try {
      ConsumerGroupDescription now =
          admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get();
      int dealt =
          now.members().stream().mapToInt(m -> m.assignment().topicPartitions().size()).sum();
      return now.groupState() == GroupState.STABLE && dealt == partitions
          ? now.members().stream().filter(m -> !m.assignment().topicPartitions().isEmpty()).count()
          : -1;
    } catch (ExecutionException e) {
      return -1; // The group has no coordinator yet.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private Service service(Role role) {
    ServiceConfig config =
        ServiceConfig.alone(role, cluster, kafka.directory().resolve("freshet-state"))
            .withInstance(new ServiceConfig.Instance("fleet-" + started++, false))
            .withLayout(new ServiceConfig.Layout(partitions, 1))
            .withLoad(ServiceConfig.Load.LEAST.withFits(fits))
            .withBooking(ServiceConfig.Booking.DEFAULTS.withFlush(FLUSH));
    return new Service(
        config,
        new BayesianFitter(BayesianFitter.Settings.DEFAULT.withThreads(1)),
        Clock.systemUTC(),
        meters);
  }

  ServiceConfig.Cluster cluster() {
    return cluster;
  }

  Topics topics() {
    return others.get(0).topics();
  }

  /** What the ledger has counted. */
  LedgerCounts ledger() {
    return new LedgerCounts(meters);
  }

  @Override
  public void close() {
    refreshers.forEach(Service::close);
    for (int i = others.size() - 1; i >= 0; i--) {
      others.get(i).close();
    }
    registry.close();
    kafka.close();
  }
}
