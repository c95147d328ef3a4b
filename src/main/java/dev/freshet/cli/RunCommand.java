package dev.freshet.cli;

import dev.freshet.config.Configuration;
import dev.freshet.config.Settings;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.StateFolder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code freshet run}: the service against an existing cluster. */
@Command(name = "run", description = "Runs the service against an existing cluster, until stopped.")
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LogManager.getLogger(RunCommand.class);
  private static final int TOPICS_WRONG = 2;
  private static final int FAILED = 1;

  @Spec private CommandSpec self;
  @Mixin private final ClusterOptions options = new ClusterOptions(Settings.ALL);

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = self.commandLine().getOut();
    Configuration settings = options.configuration();
    LOG.info("Configuration:\n{}", settings.describe().indent(2).stripTrailing());
    ServiceConfig config = ServiceSettings.of(settings);
    StateFolder.prepare(config.state().dir()).ifPresent(self.commandLine().getErr()::println);
    try (Service service =
        new Service(
            config,
            Fitters.standard(),
            Clock.systemUTC(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
      if (settings.get(Settings.CREATE_TOPICS)) {
        List<String> created = service.createTopics();
        out.printf("Topics created: %s%n", created.isEmpty() ? "none, all there" : created);
        out.flush();
      }
      List<String> problems = service.checkTopics();
      if (!problems.isEmpty()) {
        problems.forEach(self.commandLine().getErr()::println);
        return TOPICS_WRONG;
      }
      service.topicWarnings().forEach(LOG::warn);
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "freshet-shutdown"));
      service.start();
      out.printf("Freshet runs as %s. Stop with Ctrl-C.%n", settings.get(Settings.ROLE));
      service
          .httpPort()
          .ifPresent(p -> out.printf("HTTP: http://%s:%d%n", config.http().host(), p));
      service.liveView().ifPresent(address -> out.printf("Live view: %s%n", address));
      out.flush();
      service.awaitFailure();
    }
    return FAILED;
  }
}
