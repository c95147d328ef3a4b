package dev.freshet.cli;

import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.model.BayesianFitter;
import dev.freshet.model.FittedModel;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code freshet bench fit}: what a build and a refresh take, with everything published. */
@Command(
    name = "fit",
    description = "Times builds and weekly refreshes of one simulated advertiser, JVM warm.")
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

  @Override
  public Integer call() {
    BayesianFitter fitter =
        new BayesianFitter(BayesianFitter.Settings.DEFAULT.withThreads(threads));
    int window = SimulatedFits.advertiser(channels, 1, seed).spec().windowWeeks();
    int known = window + LEAD_IN;
    SimulatedAdvertiser advertiser = SimulatedFits.advertiser(channels, known + weeks, seed);
    Table table = new Table(1, "fit", "ms", "CPU ms", "gradients", "reason");
    double[][] builds = new double[2][WARM_UP];
    FittedModel model = null;
    for (int i = 0; i < WARM_UP; i++) {
      model = timed(advertiser, known, Optional.empty(), fitter, builds, i);
    }
    table.row(
        "build",
        figure(median(builds[0])),
        figure(median(builds[1])),
        Long.toString(model.sampler().gradients()),
        "");
    double[][] refreshes = new double[2][weeks];
    for (int k = 0; k < weeks; k++) {
      model = timed(advertiser, known + 1 + k, Optional.of(model), fitter, refreshes, k);
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
        "%d channels, window of %d weeks, %d threads%n%n%s",
        channels, window, threads, table.render(""));
    out.flush();
    return 0;
  }

  private static FittedModel timed(
      SimulatedAdvertiser advertiser,
      int known,
      Optional<FittedModel> incumbent,
      BayesianFitter fitter,
      double[][] millis,
      int at) {
    var request = SimulatedFits.request(advertiser, known, incumbent);
    long cpu = cpuNanos();
    long start = System.nanoTime();
    FittedModel model = fitter.fit(request);
    millis[0][at] = (System.nanoTime() - start) / 1e6;
    millis[1][at] = (cpuNanos() - cpu) / 1e6;
    return model;
  }

  /** Of all threads: what a machine busy with other work leaves to compare. */
  private static long cpuNanos() {
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
