package dev.freshet.cli;

import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.model.BayesianFitter;
import dev.freshet.model.FittedModel;
import java.io.PrintWriter;
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
  private static final int WARM_UP = 3;
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
    Table table = new Table(1, "fit", "ms", "gradients", "moved");
    double[] builds = new double[WARM_UP];
    FittedModel model = null;
    for (int i = 0; i < WARM_UP; i++) {
      model = timed(advertiser, known, Optional.empty(), fitter, builds, i);
    }
    table.row("build", figure(median(builds)), Long.toString(model.sampler().gradients()), "");
    double[] refreshes = new double[weeks];
    for (int k = 0; k < weeks; k++) {
      model = timed(advertiser, known + 1 + k, Optional.of(model), fitter, refreshes, k);
      table.row(
          model.kind().name().toLowerCase(Locale.ROOT),
          figure(refreshes[k]),
          Long.toString(model.sampler().gradients()),
          model.reason());
    }
    table.row("median refresh", figure(median(refreshes)), "", "");
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
      double[] millis,
      int at) {
    var request = SimulatedFits.request(advertiser, known, incumbent);
    long start = System.nanoTime();
    FittedModel model = fitter.fit(request);
    millis[at] = (System.nanoTime() - start) / 1e6;
    return model;
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
