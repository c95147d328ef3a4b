package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What lift tests do to models of simulated advertisers: a test of eight weeks measured over
 * twelve, of each channel, at several precisions, against the truth and against builds with the
 * same test. Prints the table of docs/experiments.md. Run by hand; argument: advertisers.
 */
final class ExperimentStudy {
  private static final int WEEKS = 156;
  private static final int TESTED = 8;
  private static final int MEASURED = 12;
  private static final BayesianFitter FITTER =
      new BayesianFitter(BayesianFitter.Settings.DEFAULT.withThreads(2));

  private ExperimentStudy() {}

  /** Standard error of a test, in parts of its true lift. */
  private static final double[] ERRORS = {0.05, 0.2, 0.5, 2};

  public static void main(String[] arguments) {
    int advertisers = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Row[] rows = new Row[ERRORS.length];
    java.util.Arrays.setAll(rows, e -> new Row(ERRORS[e]));
    for (int seed = 1; seed <= advertisers; seed++) {
      Advertisers advertiser = new Advertisers(3_000 + seed, WEEKS, null);
      FittedModel incumbent =
          FITTER.fit(FitRequest.build(Advertisers.definition(), advertiser.data));
      Random random = new Random(seed);
      for (int c = 0; c < Advertisers.CHANNELS; c++) {
        int from = busiest(advertiser, c);
        int until = from + MEASURED;
        double truth = advertiser.lift(c, from, from + TESTED, until);
        double noise = random.nextGaussian();
        for (Row row : rows) {
          double error = row.error * truth;
          Experiment test =
              advertiser.test(c, from, from + TESTED, until, truth + noise * error, error);
          row.add(advertiser, incumbent, c, test);
        }
      }
    }
    System.out.println(
        "| standard error | lift to within | interval | ROI off before | after | in the interval | others moved | refresh against build | reweighted / moved too / rebuilt | effective, median … least | ms, reweighted / others |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
    for (Row row : rows) {
      row.print();
    }
  }

  /** First of the eight weeks, with four after them, in which most was spent. */
  private static int busiest(Advertisers advertiser, int c) {
    double[] spend = advertiser.data.spend()[c];
    int best = 0;
    for (int t = 1; t + MEASURED <= WEEKS; t++) {
      if (Series.sum(spend, t, t + TESTED) > Series.sum(spend, best, best + TESTED)) {
        best = t;
      }
    }
    return best;
  }

  private static Interval contribution(FittedModel model, String channel) {
    return model.roi().stream()
        .filter(r -> r.channel().equals(channel) && r.horizon().equals("window"))
        .findFirst()
        .orElseThrow()
        .contribution();
  }

  private static double width(Interval i) {
    return i.upper() - i.lower();
  }

  /** All tests of one precision. */
  private static final class Row {
    private final double error;
    private int tests;
    private double distance;
    private double narrowed;
    private double offBefore;
    private double offAfter;
    private int covered;
    private double othersMoved;
    private double fromBuild;
    private int reweighted;
    private int rebuilt;
    private final List<Double> effective = new ArrayList<>();
    private final List<Double> millis = new ArrayList<>();
    private final List<Double> millisReweighted = new ArrayList<>();

    Row(double error) {
      this.error = error;
    }

    void add(Advertisers advertiser, FittedModel incumbent, int c, Experiment test) {
      FitRequest refresh =
          FitRequest.refresh(Advertisers.definition(), advertiser.data, incumbent)
              .withExperiments(List.of(test));
      long start = System.nanoTime();
      FittedModel model = FITTER.fit(refresh);
      double took = (System.nanoTime() - start) / 1e6;
      FittedModel built =
          FITTER.fit(
              FitRequest.build(Advertisers.definition(), advertiser.data)
                  .withExperiments(List.of(test)));
      tests++;
      distance += Math.abs(TestedLift.of(model).get(0).distance());
      for (int other = 0; other < Advertisers.CHANNELS; other++) {
        String channel = "channel" + other;
        Interval before = contribution(incumbent, channel);
        Interval after = contribution(model, channel);
        fromBuild +=
            Math.abs(after.median() - contribution(built, channel).median())
                / width(before)
                / Advertisers.CHANNELS;
        if (other == c) {
          narrowed += width(after) / width(before);
          offBefore += Math.abs(before.median() / advertiser.truth[c] - 1);
          offAfter += Math.abs(after.median() / advertiser.truth[c] - 1);
          covered +=
              after.lower() <= advertiser.truth[c] && advertiser.truth[c] <= after.upper() ? 1 : 0;
        } else {
          othersMoved +=
              Math.abs(after.median() - before.median())
                  / width(before)
                  / (Advertisers.CHANNELS - 1);
        }
      }
      boolean refreshed = model.kind() == FitKind.REFRESH;
      boolean alone = refreshed && model.sampler().gradients() == 0;
      reweighted += alone ? 1 : 0;
      rebuilt += refreshed ? 0 : 1;
      (alone ? millisReweighted : millis).add(took);
      effective.add(
          refreshed
              ? model.sampler().effectiveAfterReweighting().orElseThrow()
                  / incumbent.particles().size()
              : 0);
    }

    void print() {
      System.out.printf(
          Locale.ROOT,
          "| %.0f %% of the lift | %.1f | × %.2f | %.0f %% | %.0f %% | %d of %d | %.2f | %.2f | %d / %d / %d | %.0f %% … %.0f %% | %.0f / %.0f |%n",
          100 * error,
          distance / tests,
          narrowed / tests,
          100 * offBefore / tests,
          100 * offAfter / tests,
          covered,
          tests,
          othersMoved / tests,
          fromBuild / tests,
          reweighted,
          tests - reweighted - rebuilt,
          rebuilt,
          100 * median(effective),
          100 * effective.stream().min(Double::compare).orElseThrow(),
          median(millisReweighted),
          median(millis));
    }

    private static double median(List<Double> values) {
      List<Double> sorted = values.stream().sorted().toList();
      return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }
  }
}
