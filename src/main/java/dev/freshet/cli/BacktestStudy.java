package dev.freshet.cli;

import dev.freshet.allocate.ForecastDraws;
import dev.freshet.allocate.Forecaster;
import dev.freshet.allocate.SpendPlan;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Fitter;
import dev.freshet.refresh.FileFits;
import dev.freshet.refresh.FitRequests;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.Micros;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.OrganicSpec;
import dev.freshet.spec.WeeklyHistory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fits a model on the first weeks of a history, forecasts the weeks after them under the spend that
 * came, and scores that against the outcome that came.
 *
 * <p>Beside it stands the naive forecast: the outcome of the same week a year before, with a normal
 * error whose size is the root mean square of the year-on-year differences known by then.
 */
final class BacktestStudy {
  private static final int YEAR = 52;

  /**
   * A forecast of one week, or of the sum of all.
   *
   * @param ahead weeks from the last known week; 0 for the sum
   * @param scale mean outcome of the last known year, times the weeks of a sum
   */
  record Scored(int ahead, double observed, double scale, Rating model, Rating naive) {}

  /**
   * How one forecast did.
   *
   * @param error |mean − observed|
   * @param crps in the outcome's units
   * @param score of the 90 % interval, in the outcome's units
   */
  record Rating(double error, double crps, double score, boolean inside50, boolean inside90) {
    static Rating of(double[] draws, double observed) {
      double[] sorted = draws.clone();
      Arrays.sort(sorted);
      double mean = Arrays.stream(draws).average().orElseThrow();
      return new Rating(
          Math.abs(mean - observed),
          ForecastScores.crps(draws, observed),
          ForecastScores.interval(at(sorted, 0.05), at(sorted, 0.95), 0.9, observed),
          observed >= at(sorted, 0.25) && observed <= at(sorted, 0.75),
          observed >= at(sorted, 0.05) && observed <= at(sorted, 0.95));
    }

    private static double at(double[] sorted, double p) {
      return sorted[(int) Math.round(p * (sorted.length - 1))];
    }

    static Rating of(double mean, double sd, double observed) {
      double wide = sd * ForecastScores.reach(0.9);
      return new Rating(
          Math.abs(mean - observed),
          ForecastScores.crps(mean, sd, observed),
          ForecastScores.interval(mean - wide, mean + wide, 0.9, observed),
          Math.abs(observed - mean) <= sd * ForecastScores.reach(0.5),
          Math.abs(observed - mean) <= wide);
    }
  }

  private final Fitter fitter;
  private final int weeks;
  private final boolean contextKnown;

  /**
   * @param weeks weeks to forecast
   * @param contextKnown whether the plan says what came of organic media and context, too
   */
  BacktestStudy(Fitter fitter, int weeks, boolean contextKnown) {
    this.fitter = fitter;
    this.weeks = weeks;
    this.contextKnown = contextKnown;
  }

  /** The weeks after the first {@code known}, which must be at least two years; then their sum. */
  List<Scored> of(ModelSpec spec, WeeklyHistory history, int known) {
    LocalDate first = history.week(known);
    FittedModel model =
        fitter.fit(
            FitRequests.of(
                spec, FileFits.series(spec, history, first.minusDays(1)), Optional.empty()));
    Forecaster forecaster = new Forecaster(model, weeks, FitRequests.holidays(spec, first, weeks));
    ForecastDraws draws = forecaster.forecast(plan(spec, history, known, forecaster));
    double[] outcome = units(history.micros(spec.outcomeVariable()));
    double sd = yearOnYear(outcome, known, 1);
    double level = Arrays.stream(outcome, known - YEAR, known).average().orElseThrow();
    List<Scored> scored = new ArrayList<>();
    double[] sum = new double[draws.outcome(0).length];
    double observed = 0;
    double naive = 0;
    for (int t = 0; t < weeks; t++) {
      double[] week = draws.outcome(t);
      double came = outcome[known + t];
      double before = outcome[known + t - YEAR];
      scored.add(
          new Scored(t + 1, came, level, Rating.of(week, came), Rating.of(before, sd, came)));
      for (int d = 0; d < sum.length; d++) {
        sum[d] += week[d];
      }
      observed += came;
      naive += before;
    }
    scored.add(
        new Scored(
            0,
            observed,
            level * weeks,
            Rating.of(sum, observed),
            Rating.of(naive, yearOnYear(outcome, known, weeks), observed)));
    return scored;
  }

  private SpendPlan plan(ModelSpec spec, WeeklyHistory history, int known, Forecaster forecaster) {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (MediaSpec medium : spec.media()) {
      values.put(medium.channel(), media(history, medium.spendVariable(), known));
    }
    if (contextKnown) {
      for (OrganicSpec organic : spec.organic()) {
        values.put(organic.name(), media(history, organic.variable(), known));
      }
      for (String variable : history.variables()) {
        if (variable.startsWith("context.") && forecaster.names().contains(variable)) {
          values.put(variable, values(history, variable, known));
        }
      }
    }
    return new SpendPlan("what came", history.week(known), weeks, values);
  }

  // More refunds than spend count as nothing, as in a fit.
  private List<Double> media(WeeklyHistory history, String variable, int known) {
    return values(history, variable, known).stream().map(v -> Math.max(0, v)).toList();
  }

  private List<Double> values(WeeklyHistory history, String variable, int known) {
    return Arrays.stream(units(history.micros(variable)), known, known + weeks).boxed().toList();
  }

  private static double[] units(long[] micros) {
    return Arrays.stream(micros).mapToDouble(Micros::toUnits).toArray();
  }

  // Root mean square change of sums of so many weeks against a year before.
  private static double yearOnYear(double[] outcome, int known, int weeks) {
    double squares = 0;
    int count = 0;
    for (int from = YEAR; from + weeks <= known; from++) {
      double change = 0;
      for (int t = from; t < from + weeks; t++) {
        change += outcome[t] - outcome[t - YEAR];
      }
      squares += change * change;
      count++;
    }
    return Math.sqrt(squares / count);
  }
}
