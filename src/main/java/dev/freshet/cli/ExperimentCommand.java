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

    abstract int run(ServiceConfig.Cluster where, Topics topics);

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

    /** A test on the topic; other clients may have other ideas of the partition of its key. */
    record Found(LiftTest test, int partition) {}

    /** The model's tests on the topic, by key. */
    static Map<String, Found> tests(ServiceConfig.Cluster where, Topics topics, String model) {
      Map<String, Found> tests = new TreeMap<>();
      ModelRecords.readAll(
          where,
          topics.experiments(),
          record -> {
            String key = ModelRecords.key(record);
            if (record.value() == null) {
              tests.remove(key);
            } else if (Keys.modelOf(key).equals(model)) {
              tests.put(
                  key, new Found(topics.experiments().value(record.value()), record.partition()));
            }
          });
      return tests;
    }

    /** Sends to where the key's records are, so that compaction leaves the newest alone. */
    static void send(
        EventSender sender, Topics topics, String key, LiftTest value, Map<String, Found> known) {
      Found before = known.get(key);
      if (before == null) {
        sender.send(topics.experiments(), key, value);
      } else {
        sender.send(topics.experiments(), before.partition(), key, value);
      }
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

    private List<dev.freshet.spec.LiftTest> tests = List.of();

    @Override
    public Integer call() throws IOException {
      tests = LiftTestParser.parse(Inputs.file(file)).orElseThrow();
      return super.call();
    }

    @Override
    int run(ServiceConfig.Cluster where, Topics topics) {
      if (tests.isEmpty()) {
        out().println("The file lists no lift test.");
        return 0;
      }
      String model = tests.get(0).model();
      Map<String, Found> known = tests(where, topics, model);
      try (EventSender sender = new EventSender(where)) {
        for (dev.freshet.spec.LiftTest test : tests) {
          String key = Keys.experiment(model, test.name());
          send(sender, topics, key, LiftTestMapping.toAvro(test), known);
        }
        sender.flush();
      }
      String names =
          tests.stream().map(dev.freshet.spec.LiftTest::name).collect(Collectors.joining(", "));
      out()
          .println(
              "Sent to %s: %s. Whether they count: freshet experiment list --model %s"
                  .formatted(model, names, model));
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
      Map<String, Found> known = tests(where, topics, model);
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
        send(sender, topics, key, null, known);
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
      Map<String, Found> tests = tests(where, topics, model);
      if (tests.isEmpty()) {
        out().println("No lift tests of " + model + ".");
        return 0;
      }
      Map<String, ExperimentUse> uses = uses(where, topics);
      Table table =
          new Table(4, "experiment", "channels", "tested", "state", "lift", "standard error");
      List<String> details = new ArrayList<>();
      for (Found found : tests.values()) {
        LiftTest test = found.test();
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
