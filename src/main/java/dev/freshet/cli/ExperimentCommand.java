package dev.freshet.cli;

import dev.freshet.avro.ExperimentUse;
import dev.freshet.avro.LiftTest;
import dev.freshet.avro.ModelStatus;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.ModelRecords;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.spec.LiftTestParser;
import dev.freshet.spec.Micros;
import dev.freshet.topic.Keys;
import dev.freshet.topic.LiftTestMapping;
import dev.freshet.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code freshet experiment}: lift tests of a model in a cluster. */
@Command(
    name = "experiment",
    description = "Sends lift tests to a cluster, withdraws them, shows which count.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ExperimentCommand.Put.class,
      ExperimentCommand.Withdraw.class,
      ExperimentCommand.ListTests.class
    })
final class ExperimentCommand {
  private static final int UNKNOWN = 3;

  private ExperimentCommand() {}

  /** What the three have in common. */
  abstract static class OnCluster implements Callable<Integer> {
    @Spec private CommandSpec self;
    @Mixin private ClusterOptions cluster;

    abstract int run(ServiceConfig.Cluster where, Topics topics) throws IOException;

    @Override
    public Integer call() throws IOException {
      ServiceConfig.Cluster where = cluster.cluster();
      Topics topics = Service.topics(where);
      TopicAdmin.require(where, List.of(topics.experiments(), topics.status()));
      int code = run(where, topics);
      out().flush();
      return code;
    }

    PrintWriter out() {
      return self.commandLine().getOut();
    }

    /** The model's tests on the topic, by name. */
    static Map<String, LiftTest> tests(
        ServiceConfig.Cluster where, Topics topics, String model) {
      Map<String, LiftTest> tests = new TreeMap<>();
      ModelRecords.read(
          model,
          where,
          topics.experiments(),
          record -> {
            String key = ModelRecords.key(record);
            if (record.value() == null) {
              tests.remove(key);
            } else {
              tests.put(key, topics.experiments().value(record.value()));
            }
          });
      return tests;
    }
  }

  /** Sends a file's tests. */
  @Command(
      name = "put",
      description =
          "Sends the lift tests of a file. One of the same name takes the place of the one before.")
  static final class Put extends OnCluster {
    @Option(names = "--file", required = true, description = "Lift tests, YAML.")
    private Path file;

    @Override
    int run(ServiceConfig.Cluster where, Topics topics) throws IOException {
      List<dev.freshet.spec.LiftTest> tests =
          LiftTestParser.parse(Inputs.file(file)).orElseThrow();
      try (EventSender sender = new EventSender(where)) {
        for (dev.freshet.spec.LiftTest test : tests) {
          sender.send(
              topics.experiments(),
              Keys.experiment(test.model(), test.name()),
              LiftTestMapping.toAvro(test));
        }
        sender.flush();
      }
      out()
          .println(
              tests.isEmpty()
                  ? "The file lists no lift test."
                  : "Sent to %s: %s. Whether they count: freshet experiment list --model %s"
                      .formatted(
                          tests.get(0).model(),
                          tests.stream()
                              .map(dev.freshet.spec.LiftTest::name)
                              .collect(Collectors.joining(", ")),
                          tests.get(0).model()));
      return 0;
    }
  }

  /** Withdraws a test. */
  @Command(name = "withdraw", description = "Takes a lift test back.")
  static final class Withdraw extends OnCluster {
    @Option(names = "--model", required = true, description = "Model, advertiser/market.")
    private String model;

    @Option(names = "--experiment", required = true, description = "Name of the test.")
    private String experiment;

    @Override
    int run(ServiceConfig.Cluster where, Topics topics) {
      String key = Keys.experiment(model, experiment);
      Map<String, LiftTest> known = tests(where, topics, model);
      if (!known.containsKey(key)) {
        out()
            .println(
                "%s has no lift test %s; it has: %s"
                    .formatted(
                        model,
                        experiment,
                        known.keySet().stream()
                            .map(Keys::experimentOf)
                            .collect(Collectors.joining(", "))));
        return UNKNOWN;
      }
      try (EventSender sender = new EventSender(where)) {
        sender.send(topics.experiments(), key, null);
        sender.flush();
      }
      out().println("Withdrawn: " + experiment + " of " + model);
      return 0;
    }
  }

  /** Shows tests. */
  @Command(name = "list", description = "Shows a model's lift tests, and whether each counts.")
  static final class ListTests extends OnCluster {
    @Option(names = "--model", required = true, description = "Model, advertiser/market.")
    private String model;

    @Override
    int run(ServiceConfig.Cluster where, Topics topics) {
      Map<String, LiftTest> tests = tests(where, topics, model);
      if (tests.isEmpty()) {
        out().println("No lift tests of " + model + ".");
        return 0;
      }
      Map<String, ExperimentUse> uses = uses(where, topics);
      Table table =
          new Table(4, "experiment", "channels", "tested", "state", "lift", "standard error");
      List<String> details = new ArrayList<>();
      for (LiftTest test : tests.values()) {
        Optional<ExperimentUse> use = Optional.ofNullable(uses.get(test.getExperiment()));
        table.row(
            test.getExperiment(),
            String.join(", ", test.getChannels()),
            test.getTestStart() + " … " + test.getTestEnd(),
            use.map(ListTests::state).orElse("not taken up (yet); see the dead letters"),
            Figures.amount(Micros.toUnits(test.getLiftMicros())),
            Figures.amount(Micros.toUnits(standardError(test))));
        use.filter(u -> !u.getDetail().isEmpty())
            .ifPresent(u -> details.add(u.getExperiment() + ": " + u.getDetail()));
      }
      out().println(table.render(""));
      details.forEach(out()::println);
      return 0;
    }

    private Map<String, ExperimentUse> uses(ServiceConfig.Cluster where, Topics topics) {
      Map<String, ExperimentUse> uses = new TreeMap<>();
      ModelRecords.read(
          model,
          where,
          topics.status(),
          record -> {
            uses.clear();
            ModelStatus status = topics.status().value(record.value());
            if (status != null) {
              status.getExperiments().forEach(use -> uses.put(use.getExperiment(), use));
            }
          });
      return uses;
    }

    private static String state(ExperimentUse use) {
      String state = use.getState().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return use.getLeavesNext() ? state + ", leaves next" : state;
    }

    private static long standardError(LiftTest test) {
      try {
        return LiftTestMapping.fromAvro(test).standardErrorMicros();
      } catch (IllegalArgumentException e) {
        return test.getStandardErrorMicros();
      }
    }
  }
}
