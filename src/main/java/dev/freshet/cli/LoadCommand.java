package dev.freshet.cli;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.ledger.LedgerTopology;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.PublishedWeeks;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.spec.History;
import dev.freshet.spec.HistoryCsv;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.SpecParser;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code freshet load}: a history file as events, behind its spec. */
@Command(
    name = "load",
    description =
        "Publishes a spec and sends a weekly or daily CSV file as events, with the progress events"
            + " that let its last week close. What the published weeks say already is not sent:"
            + " loading a file twice changes nothing.")
final class LoadCommand implements Callable<Integer> {
  private static final int BAR = 40;

  @Spec private CommandSpec self;
  @Mixin private ClusterOptions cluster;

  @Option(names = "--spec", required = true, description = "Model spec, YAML.")
  private Path specFile;

  @Option(names = "--csv", required = true, description = "Weekly or daily history.")
  private Path csv;

  @Option(
      names = "--revision",
      defaultValue = "0",
      description =
          "Revision of the events: to load a corrected file, give a higher one than before, or its"
              + " changed figures become dead letters;"
              + " default ${DEFAULT-VALUE}.")
  private int revision;

  @Option(
      names = "--reopen",
      description =
          "Replace weeks that differ from the file and have settled, or are old enough to: each as"
              + " a whole, with all the file has of it. Without it settled weeks that differ stop"
              + " the load before anything is sent.")
  private boolean reopen;

  @Override
  public Integer call() throws IOException {
    ModelSpec spec = SpecParser.parse(Inputs.file(specFile)).orElseThrow();
    History history = HistoryCsv.read(spec, Inputs.file(csv)).wholeWeeks(spec.calendar());
    ServiceConfig.Cluster where = cluster.cluster();
    Topics topics = Service.topics(where);
    List<Topic<?, ?>> needed = new ArrayList<>(LedgerTopology.sources(topics));
    needed.add(topics.weekly());
    TopicAdmin.require(where, needed);
    LoadPlan plan = new LoadPlan(spec, history, PublishedWeeks.of(spec.model(), where, topics));
    if (reopen) {
      plan.replaceOldWeeks(Instant.now());
    } else {
      plan.requireNoneSettled(spec.model());
    }
    PrintWriter err = self.commandLine().getErr();
    // A bar that redraws its line is for a person, not for a file.
    boolean console = System.console() != null;
    try (EventSender sender = new EventSender(where)) {
      sender.send(topics.specs(), spec.model(), SpecMapping.toAvro(spec));
      LoadSender events = new LoadSender(spec, topics, sender, revision);
      HistoryEvents single = events.events();
      int done = 0;
      for (History.Row row : history.rows()) {
        Set<String> wanted = plan.variables(spec.calendar().weekOf(row.date()));
        single.give(row, wanted::contains);
        done++;
        if (console) {
          bar(err, done, history.rows().size());
        }
      }
      Instant now = Instant.now();
      for (LocalDate week : plan.settledWeeks()) {
        events.reopen(week, rows(history, spec.calendar(), week), now, "load of " + csv);
      }
      // Data first, then the word that they are complete.
      sender.flush();
      Optional<Instant> closes = events.sendProgress(history.endDate(), now);
      sender.flush();
      if (console) {
        err.println();
      }
      PrintWriter out = self.commandLine().getOut();
      out.printf(
          "%s: %d %s from %s, %,d events sent%s%n",
          spec.model(),
          history.rows().size(),
          history.step() == History.Step.DAY ? "days" : "weeks",
          history.firstDate(),
          events.sent(),
          plan.settledWeeks().isEmpty()
              ? ""
              : ", %d weeks replaced".formatted(plan.settledWeeks().size()));
      closes.ifPresent(
          time ->
              out.printf(
                  "The last week stays open until its grace of %s is over, %s: load again then, unless its sources go on themselves.%n",
                  spec.closing().grace(), time));
    }
    self.commandLine().getOut().flush();
    return 0;
  }

  private static List<History.Row> rows(History history, WeekCalendar calendar, LocalDate week) {
    return history.rows().stream().filter(r -> calendar.weekOf(r.date()).equals(week)).toList();
  }

  private static void bar(PrintWriter err, int done, int all) {
    if (done == all || done * 100 / all != (done - 1) * 100 / all) {
      int filled = BAR * done / all;
      err.printf("\r[%s%s] %d of %d rows", "█".repeat(filled), "·".repeat(BAR - filled), done, all);
      err.flush();
    }
  }
}
