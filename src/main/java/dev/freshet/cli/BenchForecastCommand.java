package dev.freshet.cli;

import dev.freshet.cli.BacktestStudy.Scored;
import dev.freshet.demo.Scenario;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.model.BayesianFitter;
import dev.freshet.spec.HistoryCsv;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.SpecParser;
import dev.freshet.spec.WeeklyHistory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet bench forecast}: forecasts from rolling origins against what came. */
@Command(
    name = "forecast",
    description =
        "Forecasts from rolling origins, of a history file or of simulated advertisers, against what"
            + " came and against the same week a year before.")
final class BenchForecastCommand implements Callable<Integer> {
  private static final int LEAD_IN = 13;
  private static final int TWO_YEARS = 104;
  private static final int FEWEST_CHANNELS = 5;
  private static final int CHANNEL_COUNTS = 4;

  @Spec private CommandSpec self;

  @Option(names = "--spec", description = "Spec of a history file; else advertisers are simulated.")
  private Path specFile;

  @Option(names = "--csv", description = "The history file.")
  private Path csv;

  @Option(
      names = "--advertisers",
      defaultValue = "20",
      description = "Simulated advertisers; default ${DEFAULT-VALUE}.")
  private int advertisers;

  @Option(
      names = "--scenario",
      defaultValue = "USUAL",
      description = "Their kind: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Scenario scenario;

  @Option(
      names = "--weeks",
      defaultValue = "13",
      description = "Weeks to forecast from each origin; default ${DEFAULT-VALUE}.")
  private int weeks;

  @Option(
      names = "--first",
      description = "Weeks known at the first origin; default 104, of simulated advertisers 169.")
  private Integer first;

  @Option(
      names = "--origins",
      defaultValue = "4",
      description = "Origins of a simulated advertiser; default ${DEFAULT-VALUE}.")
  private int origins;

  @Option(
      names = "--every",
      defaultValue = "4",
      description = "Weeks between origins; default ${DEFAULT-VALUE}.")
  private int every;

  @Option(
      names = "--context-known",
      description = "Let the plan say what came of organic media and context; else they are held.")
  private boolean contextKnown;

  @Option(names = "--particles", description = "Particles of a build; default: the service's.")
  private Integer particles;

  @Option(
      names = "--threads",
      defaultValue = "2",
      description = "Models fitted at a time; default ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--seed",
      defaultValue = "1000",
      description = "Seed of the first advertiser; default ${DEFAULT-VALUE}.")
  private long seed;

  /** A history and the weeks known at an origin. */
  private record Origin(ModelSpec spec, WeeklyHistory history, int known) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if ((specFile == null) != (csv == null)) {
      throw new ParameterException(self.commandLine(), "--spec and --csv belong together");
    }
    BayesianFitter.Settings settings =
        Optional.ofNullable(particles)
            .map(BayesianFitter.Settings.DEFAULT::withParticles)
            .orElse(BayesianFitter.Settings.DEFAULT);
    BacktestStudy study = new BacktestStudy(new BayesianFitter(settings), weeks, contextKnown);
    List<Origin> all = csv == null ? simulated() : fromFile();
    List<Scored> scored = scored(study, all);
    PrintWriter out = self.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s, %d origins, %d weeks ahead, organic media and context %s%n%n%s",
        csv == null
            ? "%d simulated advertisers (%s)".formatted(advertisers, scenario)
            : csv.getFileName().toString(),
        all.size(),
        weeks,
        contextKnown ? "known" : "held",
        new BacktestTally(scored, weeks).table().render(""));
    out.flush();
    return 0;
  }

  private List<Origin> fromFile() throws IOException {
    ModelSpec spec = SpecParser.parse(Inputs.file(specFile)).orElseThrow();
    WeeklyHistory history = HistoryCsv.read(spec, Inputs.file(csv)).weeks(spec);
    int known = first == null ? TWO_YEARS : first;
    if (known < TWO_YEARS || known + weeks > history.weeks()) {
      throw new ParameterException(
          self.commandLine(),
          "--first %d: the first origin needs %d weeks before it and %d after it, the file has %d"
              .formatted(known, TWO_YEARS, weeks, history.weeks()));
    }
    List<Origin> all = new ArrayList<>();
    for (; known + weeks <= history.weeks(); known += every) {
      all.add(new Origin(spec, history, known));
    }
    return all;
  }

  private List<Origin> simulated() {
    int known = first == null ? SimulatedFits.WINDOW_WEEKS + LEAD_IN : first;
    int total = known + (origins - 1) * every + weeks;
    List<Origin> all = new ArrayList<>();
    for (int i = 0; i < advertisers; i++) {
      SimulatedAdvertiser advertiser =
          SimulatedFits.advertiser(FEWEST_CHANNELS + i % CHANNEL_COUNTS, total, seed + i, scenario);
      WeeklyHistory history = advertiser.truth().history(total);
      for (int k = 0; k < origins; k++) {
        all.add(new Origin(advertiser.spec(), history, known + k * every));
      }
    }
    return all;
  }

  private List<Scored> scored(BacktestStudy study, List<Origin> all) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<Scored>>> futures = new ArrayList<>();
      for (Origin origin : all) {
        futures.add(pool.submit(() -> study.of(origin.spec(), origin.history(), origin.known())));
      }
      List<Scored> scored = new ArrayList<>();
      for (Future<List<Scored>> future : futures) {
        scored.addAll(future.get());
      }
      return scored;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a backtest failed: " + e.getCause().getMessage(), e);
    } finally {
      pool.shutdownNow();
    }
  }
}
