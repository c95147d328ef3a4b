package dev.freshet.cli;

import dev.freshet.model.BayesianFitter;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet bench allocate}: what plans of spend really bring. */
@Command(
    name = "allocate",
    description =
        "Plans the spend of simulated advertisers anew and compares what that is said to bring with"
            + " what it brings by their true curves.")
final class BenchAllocateCommand implements Callable<Integer> {
  private static final int FEWEST_CHANNELS = 5;
  private static final int CHANNEL_COUNTS = 4;

  @Spec private CommandSpec self;

  @Option(names = "--advertisers", defaultValue = "30", description = "Default ${DEFAULT-VALUE}.")
  private int advertisers;

  @Option(
      names = "--seed",
      defaultValue = "1000",
      description = "Seed of the first advertiser; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--threads", defaultValue = "2", description = "Threads of a fit.")
  private int threads;

  @Override
  public Integer call() {
    if (advertisers < 1) {
      throw new ParameterException(
          self.commandLine(), "--advertisers " + advertisers + ": must be at least 1");
    }
    AllocationStudy study =
        new AllocationStudy(
            new BayesianFitter(BayesianFitter.Settings.DEFAULT.withThreads(threads)));
    List<List<AllocationStudy.Result>> results = new ArrayList<>();
    for (int i = 0; i < advertisers; i++) {
      results.add(study.of(FEWEST_CHANNELS + i % CHANNEL_COUNTS, seed + i));
    }
    Table table =
        new Table(
            1,
            "plan for",
            "expected uplift",
            "true uplift",
            "truly better",
            "true within 90 %",
            "largest gap",
            "CPU s");
    int k = 0;
    for (String name : AllocationStudy.REQUESTS.keySet()) {
      int at = k++;
      table.row(row(name, results.stream().map(r -> r.get(at)).toList()));
    }
    PrintWriter out = self.commandLine().getOut();
    out.printf(
        "%d advertisers of 5 to 8 channels, window of %d weeks, seeds from %d%n%n%s",
        advertisers, SimulatedFits.WINDOW_WEEKS, seed, table.render(""));
    out.flush();
    return 0;
  }

  private static String[] row(String name, List<AllocationStudy.Result> results) {
    return new String[] {
      name,
      percent(mean(results, AllocationStudy.Result::expected)),
      percent(mean(results, AllocationStudy.Result::truth)),
      percent(mean(results, r -> r.truth() > 0 ? 1 : 0)),
      percent(mean(results, r -> r.truth() >= r.lower() && r.truth() <= r.upper() ? 1 : 0)),
      percent(results.stream().mapToDouble(AllocationStudy.Result::gap).max().orElseThrow()),
      String.format(Locale.ROOT, "%.1f", mean(results, AllocationStudy.Result::cpuMillis) / 1e3)
    };
  }

  private static double mean(
      List<AllocationStudy.Result> results, ToDoubleFunction<AllocationStudy.Result> of) {
    return results.stream().mapToDouble(of).average().orElseThrow();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
