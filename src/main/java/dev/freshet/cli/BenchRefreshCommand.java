package dev.freshet.cli;

import dev.freshet.demo.Scenario;
import dev.freshet.model.ScoredWeek;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet bench refresh}: how far chains of refreshes stray from builds. */
@Command(
    name = "refresh",
    description = "Follows chains of weekly refreshes of simulated advertisers against builds.")
final class BenchRefreshCommand implements Callable<Integer> {
  private static final int LEAD_IN = 13;

  @Spec private CommandSpec self;

  @Option(names = "--advertisers", defaultValue = "20", description = "Advertisers to follow.")
  private int advertisers;

  @Option(names = "--weeks", defaultValue = "26", description = "Weekly refreshes of each.")
  private int weeks;

  @Option(
      names = "--long",
      defaultValue = "0",
      description = "Refreshes of some more advertisers: how an anchor ages.")
  private int longest;

  @Option(
      names = "--long-advertisers",
      defaultValue = "1",
      description = "Advertisers to follow for so long.")
  private int longAdvertisers;

  @Option(
      names = "--changed",
      defaultValue = "0",
      description = "Advertisers whose television has another effect from the first refresh on.")
  private int changed;

  @Option(names = "--every", defaultValue = "13", description = "Weeks between comparisons.")
  private int every;

  @Option(names = "--particles", defaultValue = "4096", description = "Of the reference builds.")
  private int particles;

  @Option(names = "--window", defaultValue = "156", description = "Weeks known at the first build.")
  private int window;

  @Option(names = "--threads", defaultValue = "2", description = "Threads of a fit.")
  private int threads;

  @Option(names = "--seed", defaultValue = "1", description = "Other seeds, other advertisers.")
  private long seed;

  @Override
  public Integer call() {
    requireSense();
    PrintWriter out = self.commandLine().getOut();
    RefreshStudy study = new RefreshStudy(new RefreshStudy.Plan(weeks, every, particles, threads));
    for (int i = 0; i < advertisers; i++) {
      follow(study, Scenario.USUAL, i, weeks);
      // Each table replaces the one before: a study that is stopped leaves what it has found.
      print(
          out, study, i + 1 + " of " + advertisers + " advertisers, " + weeks + " refreshes each");
    }
    if (longest > 0) {
      RefreshStudy other =
          new RefreshStudy(new RefreshStudy.Plan(longest, every, particles, threads));
      for (int i = 0; i < longAdvertisers; i++) {
        follow(other, Scenario.USUAL, advertisers + i, longest);
        print(out, other, (i + 1) + " of " + longAdvertisers + ", " + longest + " refreshes each");
      }
    }
    if (changed > 0) {
      RefreshStudy other =
          new RefreshStudy(
              new RefreshStudy.Plan(Scenario.CHANGED_WEEKS, every, particles, threads));
      for (int i = 0; i < changed; i++) {
        follow(other, Scenario.EFFECT_CHANGE, i, Scenario.CHANGED_WEEKS);
        print(out, other, (i + 1) + " of " + changed + " advertisers after a change of effect");
      }
    }
    return 0;
  }

  private void requireSense() {
    require(advertisers >= 0, "--advertisers", advertisers, "must not be negative");
    require(weeks >= 1, "--weeks", weeks, "follow at least one refresh");
    require(every >= 1, "--every", every, "compare after at least one week");
    require(longest >= 0, "--long", longest, "must not be negative");
    require(longAdvertisers >= 1, "--long-advertisers", longAdvertisers, "follow at least one");
    require(changed >= 0, "--changed", changed, "must not be negative");
  }

  private void require(boolean sound, String option, int value, String what) {
    if (!sound) {
      throw new ParameterException(self.commandLine(), option + " " + value + ": " + what);
    }
  }

  private void follow(RefreshStudy study, Scenario scenario, int i, int refreshes) {
    int known = window + LEAD_IN;
    study.follow(SimulatedFits.advertiser(5 + i % 4, known + refreshes, seed + i, scenario), known);
  }

  private static void print(PrintWriter out, RefreshStudy study, String title) {
    out.printf("%n%s%n%n", title);
    Table table =
        new Table(
            1, "reference", "week", "median: mean", "p95", "signed", "ends: mean", "p95", "signed");
    for (boolean same : new boolean[] {true, false}) {
      List<RefreshStudy.Distance> all =
          study.distances.stream().filter(d -> d.sameAnchor() == same).toList();
      row(table, same, "all", all);
      all.stream()
          .map(RefreshStudy.Distance::week)
          .distinct()
          .sorted(Comparator.naturalOrder())
          .forEach(
              w ->
                  row(
                      table,
                      same,
                      Integer.toString(w),
                      all.stream().filter(d -> d.week() == w).toList()));
    }
    out.print(table.render(""));
    out.printf(
        Locale.ROOT,
        "%ngradients: %.0f a week, rebuilds included, %.0f a build (%.3f); ROI moved %.2f %% a refresh%n",
        (double) study.refreshGradients / study.weeks(),
        (double) study.buildGradients / study.builds,
        (double) study.refreshGradients
            / study.weeks()
            / ((double) study.buildGradients / study.builds),
        100 * study.medianMoves / study.moves);
    out.printf("%d refreshes; rebuilds: %s%n", study.refreshes, study.rebuilds);
    calibration(out, study.scores);
    surprises(out, study);
    out.print(truth(study.errors).render(""));
    out.flush();
  }

  private static void surprises(PrintWriter out, RefreshStudy study) {
    List<Integer> found = study.firstSurprise.stream().filter(week -> week > 0).sorted().toList();
    out.printf(
        "surprise in %d of %d chains%s%n%n",
        found.size(),
        study.firstSurprise.size(),
        found.isEmpty() ? "" : ", first in week " + found);
  }

  // How far ROI is from the truth: television, which a change of effect concerns, and the others.
  private static Table truth(List<RefreshStudy.TruthError> errors) {
    Table table =
        new Table(1, "ROI error of", "week", "chain: window", "13w", "builds: window", "13w");
    for (boolean television : new boolean[] {true, false}) {
      errors.stream()
          .map(RefreshStudy.TruthError::week)
          .distinct()
          .sorted(Comparator.naturalOrder())
          .forEach(
              week -> {
                List<RefreshStudy.TruthError> some =
                    errors.stream()
                        .filter(e -> e.week() == week && e.channel().equals("tv") == television)
                        .toList();
                table.row(
                    television ? "television" : "other channels",
                    Integer.toString(week),
                    error(some, "window", RefreshStudy.TruthError::chain),
                    error(some, "13w", RefreshStudy.TruthError::chain),
                    error(some, "window", RefreshStudy.TruthError::build),
                    error(some, "13w", RefreshStudy.TruthError::build));
              });
    }
    return table;
  }

  private static String error(
      List<RefreshStudy.TruthError> errors,
      String horizon,
      ToDoubleFunction<RefreshStudy.TruthError> of) {
    double mean =
        errors.stream()
            .filter(e -> e.horizon().equals(horizon))
            .mapToDouble(of)
            .average()
            .orElse(Double.NaN);
    return String.format(Locale.ROOT, "%.1f %%", 100 * mean);
  }

  private static void calibration(PrintWriter out, List<ScoredWeek> scores) {
    int[] tenths = new int[10];
    double squares = 0;
    for (ScoredWeek score : scores) {
      tenths[(int) Math.min(9, 10 * score.pit())]++;
      squares += score.z() * score.z();
    }
    out.printf(
        Locale.ROOT,
        "one step ahead: %d weeks, PIT by tenths %s, root mean square z %.2f%n",
        scores.size(),
        Arrays.toString(tenths),
        Math.sqrt(squares / scores.size()));
  }

  private static void row(
      Table table, boolean same, String week, List<RefreshStudy.Distance> distances) {
    double[] medians = values(distances, RefreshStudy.Distance::median);
    double[] lower = values(distances, RefreshStudy.Distance::lower);
    double[] upper = values(distances, RefreshStudy.Distance::upper);
    double[] ends = Arrays.copyOf(lower, lower.length + upper.length);
    System.arraycopy(upper, 0, ends, lower.length, upper.length);
    table.row(
        same ? "build on the same anchor" : "build anchored anew",
        week,
        figure(mean(absolute(medians))),
        figure(p95(absolute(medians))),
        figure(mean(medians)),
        figure(mean(absolute(ends))),
        figure(p95(absolute(ends))),
        figure(mean(ends)));
  }

  private static double[] values(
      List<RefreshStudy.Distance> distances, ToDoubleFunction<RefreshStudy.Distance> of) {
    return distances.stream().mapToDouble(of).toArray();
  }

  private static double[] absolute(double[] values) {
    return Arrays.stream(values).map(Math::abs).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double p95(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(0.95 * sorted.length) - 1];
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
