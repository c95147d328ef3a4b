package dev.freshet.cli;

import dev.freshet.allocate.AllocationPlan;
import dev.freshet.allocate.AllocationRequest;
import dev.freshet.allocate.Allocator;
import dev.freshet.model.FittedModel;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.PublishedModels;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.refresh.AllocationRows;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.Keys;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet allocate}: how to spend, by channel and week, on a fitted or published model. */
@Command(
    name = "allocate",
    description =
        "Plans spend by channel and week: the most response for a budget, or a target ROI, CPA or"
            + " marginal ROI. Exit code 3 when budget or target cannot be met within the bounds.")
final class AllocateCommand implements Callable<Integer> {
  private static final int NOT_REACHED = 3;
  private static final List<String> FILE_SOURCE = List.of("--fit", "--spec", "--csv", "--until");

  @Spec private CommandSpec self;
  @Mixin private FitSource source;
  @Mixin private AllocationOptions options;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--model",
      description = "Published model, advertiser/market, instead of a fit: read from the cluster.")
  private String published;

  @Option(names = "--publish", description = "With --model: publishes the plan.")
  private boolean publish;

  @Option(
      names = "--withdraw",
      paramLabel = "NAME",
      description = "With --model: makes no plan, but withdraws the published one of that name.")
  private String withdrawn;

  @Option(
      names = "--name",
      description =
          "Name of the published plan; it replaces one of the same name. Default: its goal, such as"
              + " max-response.")
  private String name;

  @Option(names = "--out", description = "Folder for allocation.csv and allocation.json.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if (published == null) {
      if (publish || withdrawn != null) {
        throw new ParameterException(
            self.commandLine(),
            "--publish and --withdraw need --model: plans belong to published models");
      }
      AllocationRequest request = options.request();
      FittedModel model = source.model();
      String title = source.spec().map(ModelSpec::model).orElse("fit");
      return show(title, Allocator.allocate(model, request));
    }
    for (String option : FILE_SOURCE) {
      if (self.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            self.commandLine(), option + " names another model than --model: leave one out");
      }
    }
    return withdrawn == null ? ofPublished() : withdraw();
  }

  private int ofPublished() throws IOException {
    AllocationRequest request = options.request();
    ServiceConfig.Cluster where = cluster.cluster();
    Topics topics = Service.topics(where);
    List<Topic<?, ?>> needed = new ArrayList<>(List.of(topics.models(), topics.specs()));
    if (publish) {
      needed.add(topics.allocations());
    }
    TopicAdmin.require(where, needed);
    PublishedModels.Published model = PublishedModels.read(published, where, topics);
    AllocationPlan plan = Allocator.allocate(model.model(), request);
    int status = show(published, plan);
    if (publish) {
      String identity =
          name == null
              ? request.aim().goal().name().toLowerCase(Locale.ROOT).replace('_', '-')
              : name;
      try (EventSender sender = new EventSender(where)) {
        sender.send(
            topics.allocations(),
            Keys.allocation(published, identity),
            AllocationRows.of(published, identity, model.currency(), plan));
        sender.flush();
      }
      say(
          "Published to %s as %s",
          topics.allocations().name(), Keys.allocation(published, identity));
    }
    return status;
  }

  private int withdraw() {
    ServiceConfig.Cluster where = cluster.cluster();
    Topics topics = Service.topics(where);
    TopicAdmin.require(where, List.of(topics.allocations()));
    try (EventSender sender = new EventSender(where)) {
      sender.send(topics.allocations(), Keys.allocation(published, withdrawn), null);
      sender.flush();
    }
    say(
        "Withdrawn from %s: %s",
        topics.allocations().name(), Keys.allocation(published, withdrawn));
    return 0;
  }

  private int show(String title, AllocationPlan plan) throws IOException {
    PrintWriter console = self.commandLine().getOut();
    console.print(AllocationText.of(title, plan));
    console.flush();
    if (out != null) {
      AllocationFiles.write(out, plan);
      say("Written to %s: %s", out, String.join(", ", AllocationFiles.NAMES));
    }
    return plan.reached() ? 0 : NOT_REACHED;
  }

  private void say(String words, Object... what) {
    PrintWriter console = self.commandLine().getOut();
    console.println(words.formatted(what));
    console.flush();
  }
}
