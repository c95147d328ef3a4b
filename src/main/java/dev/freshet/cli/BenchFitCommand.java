package dev.freshet.cli;

import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.model.BayesianFitter;
import dev.freshet.model.FitRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.refresh.FileFits;
import dev.freshet.refresh.FitRequests;
import dev.freshet.spec.HistoryCsv;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.SpecParser;
import dev.freshet.spec.WeeklyHistory;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet bench fit}: what a build and a refresh take, with everything published. */
@Command(
    name = "fit",
    description =
        "Times builds and weekly refreshes, JVM warm: of one simulated advertiser, or of a file.")
final class BenchFitCommand implements Callable<Integer> {
  private static final int WARM_UP = 7;
  private static final int LEAD_IN = 13;

  @Spec private CommandSpec self;

  @Option(names = "--channels", defaultValue = "5", description = "Channels, 5 to 8.")
  private int channels;

  @Option(names = "--weeks", defaultValue = "10", description = "Refreshes to time.")
  private int weeks;

  @Option(names = "--threads", defaultValue = "2", description = "Threads of a fit.")
  private int threads;

  @Option(names = "--seed", defaultValue = "1", description = "Another seed, another advertiser.")
  private long seed;

  /** A history of one's own instead of a simulated one. */
  private static final class OwnHistory {
    @Option(
        names = "--data",
        required = true,
        description = "Weekly or daily history, CSV; its last weeks come one refresh at a time.")
    private Path csv;

    @Option(names = "--spec", required = true, description = "Model spec of the history, YAML.")
    private Path spec;
  }

  @ArgGroup(exclusive = false)
  private OwnHistory own;

  /**
   * What is fitted.
   *
   * @param known weeks known at the builds
   */
  private record Subject(ModelSpec spec, WeeklyHistory history, int known) {
    FitRequest request(int weeks, Optional<FittedModel> incumbent) {
      LocalDate until = history.week(weeks).minusDays(1);
      return FitRequests.of(spec, FileFits.series(spec, history, until), incumbent);
    }
  }

  @Override
  public Integer call() throws IOException {
    if (!(weeks >= 1)) {
      throw new ParameterException(
          self.commandLine(), "--weeks " + weeks + ": time at least one refresh");
    }
    BayesianFitter fitter =
        new BayesianFitter(BayesianFitter.Settings.DEFAULT.withThreads(threads));
    Subject subject = own == null ? simulated() : ofFile(own);
    Table table = new Table(1, "fit", "ms", "CPU ms", "gradients", "reason");
    double[][] builds = new double[2][WARM_UP];
    FittedModel model = null;
    for (int i = 0; i < WARM_UP; i++) {
      model = timed(subject, subject.known(), Optional.empty(), fitter, builds, i);
    }
    table.row(
        "build",
        figure(median(builds[0])),
        figure(median(builds[1])),
        Long.toString(model.sampler().gradients()),
        "");
    double[][] refreshes = new double[2][weeks];
    for (int k = 0; k < weeks; k++) {
      model = timed(subject, subject.known() + 1 + k, Optional.of(model), fitter, refreshes, k);
      table.row(
          model.kind().name().toLowerCase(Locale.ROOT),
          figure(refreshes[0][k]),
          figure(refreshes[1][k]),
          Long.toString(model.sampler().gradients()),
          model.reason());
    }
    table.row("median refresh", figure(median(refreshes[0])), figure(median(refreshes[1])), "", "");
    PrintWriter out = self.commandLine().getOut();
    out.printf(
        "%s: %d paid channels, %d weeks in the window, %d threads%n%n%s",
        subject.spec().model(),
        subject.spec().media().size(),
        model.data().weeks(),
        threads,
        table.render(""));
    out.flush();
    return 0;
  }

  private Subject simulated() {
    int known = SimulatedFits.WINDOW_WEEKS + LEAD_IN;
    SimulatedAdvertiser advertiser = SimulatedFits.advertiser(channels, known + weeks, seed);
    return new Subject(advertiser.spec(), advertiser.truth().history(known + weeks), known);
  }

  private Subject ofFile(OwnHistory files) throws IOException {
    ModelSpec spec = SpecParser.parse(Inputs.file(files.spec)).orElseThrow();
    WeeklyHistory history = HistoryCsv.read(spec, Inputs.file(files.csv)).weeks(spec);
    int known = history.weeks() - weeks;
    if (known < spec.minWeeks()) {
      throw new ParameterException(
          self.commandLine(),
          "%s has %d weeks: too few for a build on %d (minWeeks of the spec) and %d refreshes; lower --weeks"
              .formatted(files.csv, history.weeks(), spec.minWeeks(), weeks));
    }
    return new Subject(spec, history, known);
  }

  private static FittedModel timed(
      Subject subject,
      int known,
      Optional<FittedModel> incumbent,
      BayesianFitter fitter,
      double[][] millis,
      int at) {
    FitRequest request = subject.request(known, incumbent);
    long cpu = cpuNanos();
    long start = System.nanoTime();
    FittedModel model = fitter.fit(request);
    millis[0][at] = (System.nanoTime() - start) / 1e6;
    millis[1][at] = (cpuNanos() - cpu) / 1e6;
    return model;
  }

  /** Of all threads: what a machine busy with other work leaves to compare. */
  static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  private static String figure(double millis) {
    return String.format(Locale.ROOT, "%.0f", millis);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
