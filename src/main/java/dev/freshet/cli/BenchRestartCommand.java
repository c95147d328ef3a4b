package dev.freshet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet bench restart}: how long a ledger with many entries takes to come back. */
@Command(
    name = "restart",
    description =
        "Has a ledger book many entries on an embedded broker, then times its start: with its state"
            + " kept, with its state deleted, and after it was killed.")
final class BenchRestartCommand implements Callable<Integer> {
  private static final double MEGA = 1 << 20;
  private static final int UNDER_WAY = 20_000;

  @Spec private CommandSpec self;

  @Option(
      names = "--entries",
      defaultValue = "10000000",
      description = "Entries of the ledger, an event each; default ${DEFAULT-VALUE}.")
  private int entries;

  @Option(
      names = "--models",
      defaultValue = "50",
      description = "Models; default ${DEFAULT-VALUE}.")
  private int models;

  @Option(
      names = "--partitions",
      defaultValue = "4",
      description = "Partitions of every topic; default ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Stream threads; default ${DEFAULT-VALUE}.")
  private int threads;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireSense();
    PrintWriter out = self.commandLine().getOut();
    say(
        out,
        "%,d entries of %d models, %d partitions, %d stream threads, a lasting instance name;%n"
            + "embedded broker in the same process, exactly once; starts in a warm JVM;%n%s%n",
        entries,
        models,
        partitions,
        threads,
        Conditions.machine());
    Table table =
        new Table(1, "start", "seconds to RUNNING", "to first event booked", "stop before");
    try (RestartRun run = new RestartRun(partitions, threads)) {
      IngestLoad load = new IngestLoad(models, entries, false);
      long start = System.nanoTime();
      run.load(load);
      double seconds = (System.nanoTime() - start) / 1e9;
      say(out, "%,d events sent and booked in %.0f s", load.sent(), seconds);
      double stopped = run.stop();
      sizes(out, run);
      row(table, "stopped, state kept", run.start(), seconds(stopped));
      stopped = run.stop();
      run.deleteState();
      row(table, "stopped, state deleted", run.start(), seconds(stopped));
      run.stop();
      int underWay = Math.max(UNDER_WAY, entries / 10);
      run.startAndKill(underWay);
      say(out, "killed once it had booked half of %,d further events", underWay);
      row(table, "killed, state kept", run.start(), "–");
      long wrong = run.wrongSums(load);
      say(
          out,
          "%n%s%nevery start knew what had been booked before it; weekly sums: %s",
          table.render(""),
          wrong == 0 ? "all exact" : wrong + " WRONG");
      return wrong == 0 ? 0 : 1;
    }
  }

  private void requireSense() {
    require(entries >= 1, "--entries", entries, "must be at least 1");
    require(models >= 1, "--models", models, "must be at least 1");
    require(
        entries >= models,
        "--entries",
        entries,
        "need one for each of %d models".formatted(models));
    require(partitions >= 1, "--partitions", partitions, "must be at least 1");
    require(threads >= 1, "--threads", threads, "must be at least 1");
  }

  private void require(boolean sound, String option, int value, String what) {
    if (!sound) {
      throw new ParameterException(self.commandLine(), option + " " + value + ": " + what);
    }
  }

  private static void sizes(PrintWriter out, RestartRun run) throws IOException {
    say(
        out,
        "on disk: changelogs %s MiB, of that the entries' %s MiB; the ledger's own state %s MiB",
        mebibytes(run.onBroker(topic -> topic.endsWith("-changelog"))),
        mebibytes(run.onBroker(topic -> topic.endsWith("ledger-entries-changelog"))),
        mebibytes(run.state()));
  }

  private static void row(Table table, String name, RestartRun.Start start, String stopped) {
    table.row(name, seconds(start.running()), seconds(start.booked()), stopped);
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,.0f", bytes / MEGA);
  }

  private static void say(PrintWriter out, String words, Object... values) {
    out.printf(Locale.ROOT, words + "%n", values);
    out.flush();
  }
}
