package dev.freshet.demo;

import dev.freshet.model.Fitter;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole Freshet in one process: broker, registry and service. */
public final class DemoCluster implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration FLUSH = Duration.ofMillis(200);
  private static final int PARTITIONS = 2;

  private final EmbeddedKafka kafka;
  private final EmbeddedRegistry registry;
  private final Service service;
  private final ServiceConfig.Cluster cluster;

  private DemoCluster(
      EmbeddedKafka kafka,
      EmbeddedRegistry registry,
      Service service,
      ServiceConfig.Cluster cluster) {
    this.kafka = kafka;
    this.registry = registry;
    this.service = service;
    this.cluster = cluster;
  }

  /**
   * Starts broker, registry and service, in this order, and waits until the service runs.
   *
   * @param http where the service listens, if it does
   */
  public static DemoCluster start(
      Fitter fitter, int fits, Clock clock, MeterRegistry meters, ServiceConfig.Http http)
      throws InterruptedException {
    EmbeddedKafka kafka = EmbeddedKafka.temporary().start();
    EmbeddedRegistry registry = EmbeddedRegistry.inMemory().start();
    ServiceConfig.Cluster cluster =
        new ServiceConfig.Cluster(
            kafka.bootstrapServers(), registry.url(), Topics.DEFAULT_PREFIX, Map.of());
    Path state = kafka.directory().resolve("freshet-state");
    Service service =
        new Service(
            ServiceConfig.alone(Role.ALL, cluster, state)
                .withInstance(new ServiceConfig.Instance("demo", false))
                .withLayout(new ServiceConfig.Layout(PARTITIONS, 1))
                .withLoad(ServiceConfig.Load.LEAST.withFits(fits))
                .withBooking(ServiceConfig.Booking.DEFAULTS.withFlush(FLUSH))
                .withHttp(http),
            fitter,
            clock,
            meters);
    DemoCluster demo = new DemoCluster(kafka, registry, service, cluster);
    service.createTopics();
    List<String> problems = service.checkTopics();
    if (!problems.isEmpty()) {
      demo.close();
      throw new IllegalStateException(String.join("\n", problems));
    }
    try {
      service.start();
    } catch (RuntimeException e) {
      demo.close();
      throw e;
    }
    if (!service.awaitRunning(START)) {
      demo.close();
      throw new IllegalStateException("the service did not run within " + START.toSeconds() + " s");
    }
    return demo;
  }

  /** Where the cluster is. */
  public ServiceConfig.Cluster cluster() {
    return cluster;
  }

  public Topics topics() {
    return service.topics();
  }

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  public String registryUrl() {
    return registry.url();
  }

  /** Address of the live view; empty when the service does not listen. */
  public Optional<String> liveView() {
    return service.liveView();
  }

  @Override
  public void close() {
    service.close();
    registry.close();
    kafka.close();
  }
}
