package dev.freshet.cli;

import dev.freshet.cli.RecoveryStudy.Chain;
import dev.freshet.cli.RecoveryStudy.Channel;
import dev.freshet.cli.RecoveryStudy.Result;
import dev.freshet.model.ScoredWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/** Sums up one scenario's advertisers: the figures of the recovery table. */
final class RecoveryTally {
  private static final double FEWEST_COVERED = 0.86;
  private static final double MOST_COVERED = 0.94;

  static final String[] BUILD_HEADS = {
    "scenario",
    "channels",
    "SRMSE",
    "ROI error, mean",
    "median",
    "rank corr.",
    "90 % intervals holding",
    "width",
    "outside 86–94 %"
  };

  static final String[] CHAIN_HEADS = {
    "scenario",
    "refreshes",
    "rebuilds",
    "one-step error",
    "PIT in 5–95 %",
    "PIT distance",
    "weekly |ΔROI|",
    "true",
    "|ΔROI| over all",
    "true",
    "distance to builds"
  };

  private final String scenario;
  private final List<Result> results;

  RecoveryTally(String scenario, List<Result> results) {
    this.scenario = scenario;
    this.results = List.copyOf(results);
  }

  /** What builds find: see {@link #BUILD_HEADS}. */
  String[] buildRow() {
    List<Channel> all = results.stream().flatMap(r -> r.channels().stream()).toList();
    List<Channel> large = all.stream().filter(Channel::isLarge).toList();
    double[] errors = values(large, c -> Math.abs(c.roi().median() / c.trueRoi() - 1));
    double covered = mean(values(all, c -> c.isCovered() ? 1 : 0));
    return new String[] {
      scenario,
      large.size() + " of " + all.size(),
      decimal(mean(values(large, Channel::srmse))),
      percent(mean(errors)),
      percent(median(errors)),
      decimal(rankCorrelation()),
      percentWithDecimal(covered),
      decimal(median(values(large, c -> (c.roi().upper() - c.roi().lower()) / c.trueRoi()))),
      covered < FEWEST_COVERED ? "too few" : covered > MOST_COVERED ? "too many" : ""
    };
  }

  /** What chained refreshes do: see {@link #CHAIN_HEADS}. */
  String[] chainRow() {
    List<Chain> chains = results.stream().flatMap(r -> r.chains().stream()).toList();
    List<ScoredWeek> predictions = results.stream().flatMap(r -> r.predictions().stream()).toList();
    double[] pit = values(predictions, ScoredWeek::pit);
    return new String[] {
      scenario,
      Integer.toString(predictions.size()),
      Integer.toString(results.stream().mapToInt(Result::rebuilds).sum()),
      percentWithDecimal(
          mean(values(predictions, p -> Math.abs(p.observed() - p.mean()) / p.observed()))),
      percent(mean(values(predictions, p -> p.pit() > 0.05 && p.pit() < 0.95 ? 1 : 0))),
      decimal(distanceFromUniform(pit)),
      percentWithDecimal(median(flat(chains.stream().map(Chain::moves)))),
      percentWithDecimal(median(flat(chains.stream().map(Chain::trueMoves)))),
      percent(mean(values(chains, Chain::farthest))),
      percent(mean(values(chains, Chain::trueFarthest))),
      decimal(mean(values(chains, Chain::distance)))
    };
  }

  /** Kolmogorov's distance: the largest gap between empirical and uniform distribution. */
  private static double distanceFromUniform(double[] values) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    double largest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double above = (i + 1.0) / sorted.length - sorted[i];
      double below = sorted[i] - (double) i / sorted.length;
      largest = Math.max(largest, Math.max(above, below));
    }
    return largest;
  }

  private double rankCorrelation() {
    List<Double> correlations = new ArrayList<>();
    for (Result result : results) {
      List<Channel> large = result.channels().stream().filter(Channel::isLarge).toList();
      if (large.size() > 2) {
        correlations.add(
            new SpearmansCorrelation()
                .correlation(
                    values(large, Channel::trueRoi), values(large, c -> c.roi().median())));
      }
    }
    return mean(values(correlations, c -> c));
  }

  private static <T> double[] values(List<T> of, ToDoubleFunction<T> value) {
    return of.stream().mapToDouble(value).toArray();
  }

  private static double[] flat(Stream<double[]> arrays) {
    return arrays.flatMapToDouble(java.util.Arrays::stream).toArray();
  }

  private static double mean(double[] values) {
    return java.util.Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double median(double[] values) {
    return values.length == 0 ? Double.NaN : new Percentile().evaluate(values, 50);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * value);
  }

  private static String percentWithDecimal(double value) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * value);
  }
}
