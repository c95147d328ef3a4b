package dev.freshet.cli;

import dev.freshet.avro.CommandKind;
import dev.freshet.avro.RefreshCommand;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code freshet refresh}, {@code rebuild} and {@code resend}: orders to the planner. */
abstract class OrderCommand implements Callable<Integer> {
  private static final int NOT_PUBLISHED = 3;

  @Spec private CommandSpec self;
  @Mixin private ClusterOptions cluster;

  @Option(names = "--model", required = true, description = "Model, advertiser/market.")
  private String model;

  @Option(names = "--reason", defaultValue = "", description = "Why; stands in the report.")
  private String reason;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "Wait so long for the report and print how it ended.")
  private Integer wait;

  abstract CommandKind kind();

  @Override
  public Integer call() throws IOException {
    ServiceConfig.Cluster where = cluster.cluster();
    Topics topics = Service.topics(where);
    PrintWriter out = self.commandLine().getOut();
    TopicAdmin.require(where, List.of(topics.commands(), topics.refreshes()));
    try (ReportWatcher watcher = new ReportWatcher(where, topics, model);
        EventSender sender = new EventSender(where)) {
      Instant ordered = Instant.now();
      sender.send(topics.commands(), model, new RefreshCommand(model, kind(), ordered, reason));
      sender.flush();
      if (wait == null) {
        out.println("Ordered: " + kind() + " of " + model);
        out.flush();
        return 0;
      }
      Optional<RefreshReport> report =
          watcher.await(r -> !r.getRequestedAt().isBefore(ordered), Duration.ofSeconds(wait));
      out.println(
          report
              .map(r -> r.getOutcome() + " " + r.getKind() + " of " + model + ": " + r.getDetail())
              .orElse(
                  "No report within "
                      + wait
                      + " s; see the topic "
                      + topics.status().name()
                      + " for "
                      + model));
      out.flush();
      return report.filter(r -> r.getOutcome() == RefreshOutcome.PUBLISHED).isPresent()
          ? 0
          : NOT_PUBLISHED;
    }
  }

  /** Orders a refresh. */
  @Command(name = "refresh", description = "Orders a refresh of a model from its incumbent.")
  static final class Refresh extends OrderCommand {
    @Override
    CommandKind kind() {
      return CommandKind.REFRESH;
    }
  }

  /** Orders a rebuild. */
  @Command(name = "rebuild", description = "Orders a build of a model without its incumbent.")
  static final class Rebuild extends OrderCommand {
    @Override
    CommandKind kind() {
      return CommandKind.REBUILD;
    }
  }

  /** Orders the request in flight once more. */
  @Command(name = "resend", description = "Sends the request in flight of a model once more.")
  static final class Resend extends OrderCommand {
    @Override
    CommandKind kind() {
      return CommandKind.RESEND;
    }
  }
}
