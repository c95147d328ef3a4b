package dev.freshet.cli;

import dev.freshet.demo.Scenario;
import dev.freshet.model.BayesianFitter;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code freshet bench recovery}: how well the truth of simulated advertisers is found. */
@Command(
    name = "recovery",
    description = "Fits simulated advertisers of several scenarios and compares with the truth.")
final class BenchRecoveryCommand implements Callable<Integer> {
  private static final int FEWEST_CHANNELS = 5;
  private static final int CHANNEL_COUNTS = 4;

  @Spec private CommandSpec self;

  @Option(
      names = "--advertisers",
      defaultValue = "30",
      description = "Advertisers a scenario; default ${DEFAULT-VALUE}.")
  private int advertisers;

  @Option(
      names = "--scenarios",
      split = ",",
      description = "Scenarios: ${COMPLETION-CANDIDATES}; default all but usual.")
  private List<Scenario> scenarios;

  @Option(
      names = "--seed",
      defaultValue = "1000",
      description = "Seed of the first advertiser; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--refreshes",
      defaultValue = "26",
      description = "Weekly refreshes chained to a build; default ${DEFAULT-VALUE}.")
  private int refreshes;

  @Option(
      names = "--refreshed",
      defaultValue = "8",
      description = "Advertisers whose refreshes are followed; default ${DEFAULT-VALUE}.")
  private int refreshed;

  @Option(names = "--particles", description = "Particles of a build; default: the service's.")
  private Integer particles;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Advertisers fitted at a time; default ${DEFAULT-VALUE}.")
  private int threads;

  @Override
  public Integer call() throws InterruptedException {
    BayesianFitter.Settings settings =
        particles == null
            ? BayesianFitter.Settings.DEFAULT
            : BayesianFitter.Settings.DEFAULT.withParticles(particles);
    List<Scenario> chosen =
        scenarios == null
            ? List.copyOf(EnumSet.complementOf(EnumSet.of(Scenario.USUAL, Scenario.EFFECT_CHANGE)))
            : scenarios;
    PrintWriter out = self.commandLine().getOut();
    PrintWriter err = self.commandLine().getErr();
    Table builds = new Table(1, RecoveryTally.BUILD_HEADS);
    Table chains = new Table(1, RecoveryTally.CHAIN_HEADS);
    long start = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (Scenario scenario : chosen) {
        String name = scenario.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        RecoveryTally tally = new RecoveryTally(name, results(scenario, settings, pool));
        builds.row(tally.buildRow());
        chains.row(tally.chainRow());
        err.printf("%s done after %.0f s%n", name, (System.nanoTime() - start) / 1e9);
        err.flush();
      }
    } finally {
      pool.shutdownNow();
    }
    out.printf(
        Locale.ROOT,
        "%d advertisers a scenario with 5 to 8 channels, window of %d weeks, seeds from %d, %d particles%n%n%s%n",
        advertisers,
        SimulatedFits.WINDOW_WEEKS,
        seed,
        settings.particles(),
        builds.render(""));
    if (refreshes > 0 && refreshed > 0) {
      out.printf(
          Locale.ROOT,
          "%d of them followed over %d weekly refreshes%n%n%s%n",
          Math.min(refreshed, advertisers),
          refreshes,
          chains.render(""));
    }
    out.printf(Locale.ROOT, "%.0f s on %d threads%n", (System.nanoTime() - start) / 1e9, threads);
    out.flush();
    return 0;
  }

  private List<RecoveryStudy.Result> results(
      Scenario scenario, BayesianFitter.Settings settings, ExecutorService pool)
      throws InterruptedException {
    BayesianFitter fitter = new BayesianFitter(settings);
    List<Future<RecoveryStudy.Result>> futures = new ArrayList<>();
    for (int i = 0; i < advertisers; i++) {
      int channels = FEWEST_CHANNELS + i % CHANNEL_COUNTS;
      long advertiser = seed + i;
      RecoveryStudy study = new RecoveryStudy(fitter, i < refreshed ? refreshes : 0);
      futures.add(pool.submit(() -> study.of(scenario, channels, refreshes, advertiser)));
    }
    List<RecoveryStudy.Result> results = new ArrayList<>();
    for (Future<RecoveryStudy.Result> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException(scenario + ": " + e.getCause().getMessage(), e.getCause());
      }
    }
    return results;
  }
}
