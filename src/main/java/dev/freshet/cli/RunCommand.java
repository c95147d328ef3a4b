package dev.freshet.cli;

import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.StateFolder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code freshet run}: the service against an existing cluster. */
@Command(name = "run", description = "Runs the service against an existing cluster, until stopped.")
final class RunCommand implements Callable<Integer> {
  private static final int TOPICS_WRONG = 2;
  private static final int FAILED = 1;

  @Spec private CommandSpec self;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--role",
      defaultValue = "ALL",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Role role;

  @Option(names = "--create-topics", description = "Create the topics that are missing.")
  private boolean createTopics;

  @Option(
      names = "--partitions",
      defaultValue = "6",
      description =
          "Partitions of topics it creates and of internal ones; default ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--replication",
      defaultValue = "3",
      description = "Replication factor of the same; default ${DEFAULT-VALUE}.")
  private int replication;

  @Option(
      names = "--state-dir",
      defaultValue = "freshet-state",
      description = "Folder of the state stores, on a disk that lasts; default ./${DEFAULT-VALUE}.")
  private Path stateDir;

  @Option(
      names = "--standbys",
      defaultValue = "1",
      description =
          "Copies of each store on other instances, which take over without a restore; without other"
              + " instances there are none. Default ${DEFAULT-VALUE}.")
  private int standbys;

  @Option(
      names = "--state-memory-mib",
      defaultValue = "192",
      description = "Memory of all state stores together, off the heap; default ${DEFAULT-VALUE}.")
  private long stateMemoryMib;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Stream threads of each topology; default ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--fits",
      description = "Fits at once in each lane; default: the processors there are.")
  private Integer fits;

  @Option(
      names = "--flush-millis",
      defaultValue = "1000",
      description =
          "How long weekly sums gather before they are published; default ${DEFAULT-VALUE}.")
  private long flushMillis;

  @Option(
      names = "--builds",
      defaultValue = "8",
      description =
          "Builds and rebuilds that each partition of the planner asks for at once; the others wait"
              + " their turn; default ${DEFAULT-VALUE}.")
  private int builds;

  @Option(
      names = "--keyed-inputs",
      description =
          "Skip the repartition of events: all input topics have --partitions partitions, and"
              + " producers key by model with Kafka's default partitioner.")
  private boolean keyedInputs;

  @Option(
      names = "--instance",
      description =
          "Name of this instance, unique in the cluster and the same after a restart: it then takes"
              + " its work up again at once; default host and process, and no such promise.")
  private String instance;

  @Option(
      names = "--http-host",
      defaultValue = ServiceConfig.Http.LOOPBACK,
      description =
          "Interface that health, metrics and API listen on; 0.0.0.0 for all; default"
              + " ${DEFAULT-VALUE}.")
  private String httpHost;

  @Option(
      names = "--http-port",
      defaultValue = "8085",
      description = "Its port; 0 for a free one, -1 for no HTTP; default ${DEFAULT-VALUE}.")
  private int httpPort;

  @Option(
      names = "--api-token",
      description = "Token that orders over HTTP must show; without one they are refused.")
  private String apiToken;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = self.commandLine().getOut();
    ServiceConfig config =
        new ServiceConfig(
            role,
            cluster.cluster(),
            instance == null ? hostAndProcess() : instance,
            instance != null,
            new ServiceConfig.State(stateDir, standbys, stateMemoryMib << 20),
            threads,
            partitions,
            replication,
            fits == null ? Runtime.getRuntime().availableProcessors() : fits,
            Duration.ofMillis(flushMillis),
            builds,
            keyedInputs,
            new ServiceConfig.Http(httpHost, httpPort, Optional.ofNullable(apiToken)));
    StateFolder.prepare(stateDir).ifPresent(self.commandLine().getErr()::println);
    try (Service service =
        new Service(
            config,
            Fitters.standard(),
            Clock.systemUTC(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
      if (createTopics) {
        List<String> created = service.createTopics();
        out.printf("Topics created: %s%n", created.isEmpty() ? "none, all there" : created);
        out.flush();
      }
      List<String> problems = service.checkTopics();
      if (!problems.isEmpty()) {
        problems.forEach(self.commandLine().getErr()::println);
        return TOPICS_WRONG;
      }
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "freshet-shutdown"));
      service.start();
      out.printf("Freshet runs as %s. Stop with Ctrl-C.%n", role.name().toLowerCase(Locale.ROOT));
      service.httpPort().ifPresent(p -> out.printf("HTTP: http://%s:%d%n", httpHost, p));
      out.flush();
      service.awaitFailure();
    }
    return FAILED;
  }

  private static String hostAndProcess() throws IOException {
    return InetAddress.getLocalHost().getHostName() + "-" + ProcessHandle.current().pid();
  }
}
