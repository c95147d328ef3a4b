package dev.freshet.allocate;

import dev.freshet.allocate.Forecast.Component;
import dev.freshet.allocate.Forecast.Kind;
import dev.freshet.allocate.Forecast.Range;
import dev.freshet.model.ChannelRoi;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Equally weighted draws of the weeks to come, component by component.
 *
 * <p>Draw d of one plan and draw d of another have the same hyperparameters, coefficients and
 * noise: in the difference of two plans all that they share drops out.
 */
public final class ForecastDraws {
  /**
   * The draws of one component.
   *
   * @param weeks by week, then draw, in the outcome's units
   * @param toCome by draw, what comes in the weeks after these
   */
  record Series(String name, Kind kind, double[][] weeks, double[] toCome) {
    static Series empty(String name, Kind kind, int weeks, int draws) {
      return new Series(name, kind, new double[weeks][draws], new double[draws]);
    }

    void add(Series other, double factor) {
      for (int t = 0; t < weeks.length; t++) {
        add(other.weeks[t], weeks[t], factor);
      }
      add(other.toCome, toCome, factor);
    }

    private static void add(double[] from, double[] to, double factor) {
      for (int d = 0; d < to.length; d++) {
        to[d] += factor * from[d];
      }
    }

    Component summary() {
      List<Range> ranges = new ArrayList<>();
      double[] total = new double[toCome.length];
      for (double[] week : weeks) {
        ranges.add(Range.of(week));
        add(week, total, 1);
      }
      return new Component(name, kind, ranges, Range.of(total), Range.of(toCome));
    }
  }

  private final LocalDate firstWeek;
  private final List<Series> series;

  private ForecastDraws(LocalDate firstWeek, List<Series> series) {
    this.firstWeek = firstWeek;
    this.series = series;
  }

  /**
   * @param parts parts of the baseline, media and noise
   */
  static ForecastDraws of(LocalDate firstWeek, List<Series> parts) {
    int weeks = parts.get(0).weeks().length;
    int draws = parts.get(0).toCome().length;
    Series paid = Series.empty(ChannelRoi.MEDIA_TOTAL, Kind.MEDIA_TOTAL, weeks, draws);
    Series expected = Series.empty("expected", Kind.EXPECTED, weeks, draws);
    Series outcome = Series.empty("outcome", Kind.OUTCOME, weeks, draws);
    for (Series part : parts) {
      outcome.add(part, 1);
      if (part.kind() != Kind.NOISE) {
        expected.add(part, 1);
      }
      if (part.kind() == Kind.PAID) {
        paid.add(part, 1);
      }
    }
    List<Series> all = new ArrayList<>(parts);
    all.add(paid);
    all.add(expected);
    all.add(outcome);
    return new ForecastDraws(firstWeek, all);
  }

  /** Draws of the outcome in a week, from 0: a copy. */
  public double[] outcome(int week) {
    return series.get(series.size() - 1).weeks()[week].clone();
  }

  /**
   * What this plan brings beyond another, draw by draw.
   *
   * @throws IllegalArgumentException if the other is of other weeks or another model
   */
  public ForecastDraws minus(ForecastDraws other) {
    List<Series> differences = new ArrayList<>();
    if (!firstWeek.equals(other.firstWeek) || series.size() != other.series.size()) {
      throw new IllegalArgumentException("the forecasts are not of the same weeks and model");
    }
    for (int i = 0; i < series.size(); i++) {
      Series mine = series.get(i);
      Series theirs = other.series.get(i);
      if (mine.weeks().length != theirs.weeks().length || !mine.name().equals(theirs.name())) {
        throw new IllegalArgumentException("the forecasts are not of the same weeks and model");
      }
      Series difference =
          Series.empty(mine.name(), mine.kind(), mine.weeks().length, mine.toCome().length);
      difference.add(mine, 1);
      difference.add(theirs, -1);
      differences.add(difference);
    }
    return new ForecastDraws(firstWeek, differences);
  }

  /** Means and intervals. */
  public Forecast summary() {
    return new Forecast(firstWeek, series.stream().map(Series::summary).toList());
  }
}
