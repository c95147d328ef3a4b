package dev.freshet.cli;

import dev.freshet.demo.Simulator;
import dev.freshet.spec.ModelSpec;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet bench fleet}: many models close a week at once, with one refresher and two. */
@Command(
    name = "fleet",
    description =
        "Builds many simulated models on an embedded broker, then has all of them close a week at"
            + " once, with one refresher and with two; checks that each published a new version.")
final class BenchFleetCommand implements Callable<Integer> {
  private static final int INSTANCES = 2;
  private static final int INCOMPLETE = 1;

  @Spec private CommandSpec self;

  @Option(
      names = "--models",
      defaultValue = "1000",
      description = "Models; default ${DEFAULT-VALUE}.")
  private int models;

  @Option(
      names = "--channels",
      defaultValue = "8",
      description = "Paid channels of each, 5 to 8; default ${DEFAULT-VALUE}.")
  private int channels;

  @Option(
      names = "--weeks",
      defaultValue = "104",
      description = "Weeks of history of each; default ${DEFAULT-VALUE}.")
  private int weeks;

  @Option(
      names = "--rounds",
      defaultValue = "1",
      description = "Weeks to close with each number of refreshers; default ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--partitions",
      defaultValue = "6",
      description = "Partitions of every topic; default ${DEFAULT-VALUE}.")
  private int partitions;

  @Option(
      names = "--fits",
      description =
          "Fits at once in each lane of a refresher, one thread each; default: half the processors.")
  private Integer fits;

  @Override
  public Integer call() throws InterruptedException {
    requireSense();
    PrintWriter out = self.commandLine().getOut();
    int threads = fits == null ? Math.max(1, Runtime.getRuntime().availableProcessors() / 2) : fits;
    say(
        out,
        "%,d models of %d channels, %d weeks of history, each simulated with a truth of its own; one event%n"
            + "a variable and week, through ledger, planner and refreshers on an embedded broker, all in one%n"
            + "process; %d partitions, fits at once a refresher: %d, one thread each;%n%s%n",
        models,
        channels,
        weeks,
        partitions,
        threads,
        Conditions.machine());
    FleetLoad.Size size = new FleetLoad.Size(models, channels, weeks, rounds * INSTANCES);
    SortedMap<Integer, FleetRound> measured = new TreeMap<>();
    try (FleetCluster cluster = new FleetCluster(partitions, threads).start();
        FleetRun run = new FleetRun(cluster, FleetLoad.untilNow(size))) {
      build(out, run);
      for (int i = 0; i < rounds * INSTANCES; i++) {
        int instances = 1 + i % INSTANCES;
        FleetRun.Closed closed = run.close(instances, instances * threads, weeks + i);
        say(
            out,
            "week of %s, refreshers %d: every model published a new version, %d of them rebuilt; further fits: %d",
            closed.week(),
            instances,
            closed.rebuilt(),
            closed.further());
        measured.merge(instances, closed.round(), FleetRound::and);
      }
    } catch (FleetRun.IncompleteException e) {
      self.commandLine().getErr().println(e.getMessage());
      return INCOMPLETE;
    }
    report(out, measured);
    return 0;
  }

  private void requireSense() {
    require(models >= 1, "--models", models, "must be at least 1");
    require(
        channels >= Simulator.LEAST_CHANNELS && channels <= Simulator.MOST_CHANNELS,
        "--channels",
        channels,
        "must be %d to %d".formatted(Simulator.LEAST_CHANNELS, Simulator.MOST_CHANNELS));
    int least = ModelSpec.DEFAULT_MIN_WEEKS;
    require(weeks >= least, "--weeks", weeks, "a first build needs " + least);
    require(rounds >= 1, "--rounds", rounds, "must be at least 1");
    require(
        partitions >= INSTANCES,
        "--partitions",
        partitions,
        INSTANCES + " refreshers need one each");
    require(fits == null || fits >= 1, "--fits", fits, "must be at least 1");
  }

  private void require(boolean sound, String option, Integer value, String what) {
    if (!sound) {
      throw new ParameterException(self.commandLine(), option + " " + value + ": " + what);
    }
  }

  private void build(PrintWriter out, FleetRun run)
      throws InterruptedException, FleetRun.IncompleteException {
    long start = System.nanoTime();
    long events = run.load();
    say(
        out,
        "%,d records simulated, sent and booked in %.0f s",
        events,
        (System.nanoTime() - start) / 1e9);
    FleetRun.Built built = run.build(INSTANCES);
    say(
        out,
        "%,d models built by %d refreshers in %.0f s: %.2f builds a second, a build %s on its thread%n",
        built.builds(),
        INSTANCES,
        built.seconds(),
        built.builds() / built.seconds(),
        Figures.millis(built.meanMillis()));
  }

  private static void report(PrintWriter out, SortedMap<Integer, FleetRound> measured) {
    Table table =
        new Table(
            1,
            "refreshers",
            "fits",
            "lag p50",
            "p99",
            "max",
            "fits/s",
            "a thread",
            "a CPU s",
            "cores busy",
            "median fit");
    measured
        .values()
        .forEach(
            r ->
                table.row(
                    Integer.toString(r.instances()),
                    Integer.toString(r.fits()),
                    Figures.millis(r.lag(.5)),
                    Figures.millis(r.lag(.99)),
                    Figures.millis(r.lag(1)),
                    Figures.ratio(r.fitsPerSecond()),
                    Figures.ratio(r.fitsPerSecondAndThread()),
                    Figures.ratio(r.fitsPerCpuSecond()),
                    Figures.ratio(r.busyCores()),
                    Figures.millis(r.medianFit())));
    FleetRound one = measured.get(1);
    FleetRound two = measured.get(INSTANCES);
    say(
        out,
        "%n%s%nlag: from a model's last event of the week, a source's statement that it is complete (the week's%n"
            + "values have been booked before), until a read_committed reader has the report; a thread: a fitting%n"
            + "thread; a CPU s: of all the process does, from broker to reader.%n"
            + "two refreshers beside one: %.2f times the fits a second, %.2f times the lag (p50 %.2f, max %.2f)",
        table.render(""),
        two.fitsPerSecond() / one.fitsPerSecond(),
        two.lag(.99) / one.lag(.99),
        two.lag(.5) / one.lag(.5),
        two.lag(1) / one.lag(1));
  }

  private static void say(PrintWriter out, String words, Object... values) {
    out.printf(Locale.ROOT, words + "%n", values);
    out.flush();
  }
}
