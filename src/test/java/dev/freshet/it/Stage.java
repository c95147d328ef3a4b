package dev.freshet.it;

import dev.freshet.api.Web;
import dev.freshet.config.Secret;
import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The platform in this process: an embedded broker and registry, and the service itself. */
final class Stage extends Platform {
  final EmbeddedKafka kafka;
  final EmbeddedRegistry registry;
  final Path stateDir;

  Stage(Path folder) {
    // An outage shows at once, not after 20 s of patience.
    this(folder, EmbeddedKafka.in(folder.resolve("kafka")).start(), Map.of("max.retries", 1));
  }

  Stage(Path folder, EmbeddedKafka kafka, Map<String, Object> client) {
    this(folder, kafka, EmbeddedRegistry.inMemory().start(), client);
  }

  private Stage(
      Path folder, EmbeddedKafka kafka, EmbeddedRegistry registry, Map<String, Object> client) {
    super(
        new ServiceConfig.Cluster(
            kafka.bootstrapServers(), registry.url(), Topics.DEFAULT_PREFIX, client));
    this.kafka = kafka;
    this.registry = registry;
    stateDir = folder.resolve("state");
  }

  @Override
  Running run(Optional<Secret> token) {
    Service service =
        freshService(
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            new ServiceConfig.Http(ServiceConfig.Http.LOOPBACK, 0, token));
    service.createTopics();
    List<String> problems = service.checkTopics();
    if (!problems.isEmpty()) {
      throw new IllegalStateException("its own topics do not please it: " + problems);
    }
    service.start();
    Web web = new Web(service.httpPort().orElseThrow());
    await(() -> web.get("/health/ready").statusCode() == 200);
    return new Running() {
      @Override
      public Web web() {
        return web;
      }

      @Override
      public void close() {
        service.close();
      }
    };
  }

  /** The service in this process, its topics created. */
  Service service() {
    Service service = freshService(new SimpleMeterRegistry());
    service.createTopics();
    return service;
  }

  /** The service in this process, as new: it knows no schema and creates nothing. */
  Service freshService(MeterRegistry meters) {
    return freshService(meters, ServiceConfig.Http.OFF);
  }

  /** The same, answering over HTTP there. */
  Service freshService(MeterRegistry meters, ServiceConfig.Http http) {
    return new Service(
        ServiceConfig.alone(Role.ALL, cluster, stateDir)
            .withInstance(new ServiceConfig.Instance("test", false))
            .withLayout(new ServiceConfig.Layout(2, 1))
            .withBooking(ServiceConfig.Booking.DEFAULTS.withFlush(Duration.ofMillis(200)))
            .withHttp(http),
        fitter(),
        Clock.systemUTC(),
        meters);
  }

  /** The service as a process of its own, as {@code freshet run} starts it. */
  Process serviceProcess(Path log) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.freshet.Freshet",
            "run",
            "--role=all",
            "--bootstrap-servers=" + kafka.bootstrapServers(),
            "--schema-registry=" + registry.url(),
            "--create-topics",
            "--partitions=2",
            "--replication=1",
            "--state-dir=" + stateDir,
            "--flush-millis=200",
            "--http-port=0",
            "--instance=test");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  @Override
  public void close() {
    registry.close();
    kafka.close();
  }
}
