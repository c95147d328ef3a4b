package dev.freshet.robyn;

import dev.freshet.calendar.Holidays;
import dev.freshet.calendar.WeekCalendar;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The baseline columns that Robyn has Prophet make from the outcome, which its export leaves out:
 * trend, season, holiday, and each category's effect.
 *
 * <p>With y over its largest absolute value and time t from 0 at the first row to 1 at the last,
 * Prophet's default model is
 *
 * <pre>
 * y_t = m + k t + Σ_j δ_j (t − s_j)₊ + Σ_i β_i x_it + σ ε_t
 * k, m ~ N(0, 5²), δ ~ Laplace(0.05), β ~ N(0, 10²), σ ~ |N(0, 0.5²)|
 * </pre>
 *
 * with 25 changepoints s over the first 80 % of the rows; x are ten sine and cosine waves a year,
 * an indicator a holiday, an indicator a level. Its mode is found by coordinate descent given σ,
 * alternating with σ in closed form. A category's column is its effect less its smallest.
 *
 * <p>Prophet stops its own search early, and Robyn brings its own table of holidays: columns agree
 * with Robyn's in shape, not in every digit. Reference: Taylor, Letham (2018), Am. Stat. 72(1),
 * doi:10.1080/00031305.2017.1380080.
 */
final class ProphetBaseline {
  static final String TREND = "trend";
  static final String SEASON = "season";
  static final String HOLIDAY = "holiday";

  private static final int CHANGEPOINTS = 25;
  private static final double CHANGEPOINT_RANGE = 0.8;
  private static final double CHANGEPOINT_SCALE = 0.05;
  private static final double TREND_VARIANCE = 25;
  private static final double EFFECT_VARIANCE = 100;
  private static final int WAVES = 10;
  private static final double YEAR = 365.25;
  private static final int ALTERNATIONS = 40;
  private static final int SWEEPS = 500;

  private final List<double[]> columns = new ArrayList<>();
  private final List<String> owners = new ArrayList<>();
  private final List<Double> ridge = new ArrayList<>();
  private final List<Double> lasso = new ArrayList<>();
  private final int n;

  private ProphetBaseline(int n) {
    this.n = n;
  }

  /**
   * Columns over all rows of the data, by name.
   *
   * @param calendar whose weeks the rows are
   */
  static Map<String, double[]> of(RobynModel model, RobynData data, WeekCalendar calendar) {
    ProphetBaseline prophet = new ProphetBaseline(data.size());
    prophet.addTrend(model.prophet().contains(TREND));
    if (model.prophet().contains(SEASON)) {
      prophet.addSeason(data);
    }
    if (model.prophet().contains(HOLIDAY) && model.country().isPresent()) {
      Holidays.daysByWeek(model.country().get(), calendar, data.date(0), data.size())
          .values()
          .forEach(days -> prophet.addEffect(HOLIDAY, indicator(days)));
    }
    for (RobynModel.Context context : model.context()) {
      if (context.category()) {
        List<String> cells = data.cells(context.column());
        for (String level : new TreeSet<>(cells)) {
          prophet.addEffect(
              context.column(), cells.stream().mapToDouble(c -> c.equals(level) ? 1 : 0).toArray());
        }
      }
    }
    Map<String, double[]> paths = prophet.fit(data.numbers(model.outcome()));
    for (RobynModel.Context context : model.context()) {
      if (context.category()) {
        paths.computeIfPresent(context.column(), (name, path) -> lessSmallest(path));
      }
    }
    return paths;
  }

  private static double[] indicator(double[] days) {
    return Arrays.stream(days).map(d -> d > 0 ? 1 : 0).toArray();
  }

  private static double[] lessSmallest(double[] path) {
    double smallest = Arrays.stream(path).min().orElseThrow();
    return Arrays.stream(path).map(v -> v - smallest).toArray();
  }

  private void addTrend(boolean published) {
    String owner = published ? TREND : "";
    double[] time = new double[n];
    double[] one = new double[n];
    for (int t = 0; t < n; t++) {
      time[t] = (double) t / (n - 1);
      one[t] = 1;
    }
    add(owner, one, 1 / TREND_VARIANCE, 0);
    add(owner, time, 1 / TREND_VARIANCE, 0);
    int last = (int) Math.floor(n * CHANGEPOINT_RANGE) - 1;
    int count = Math.min(CHANGEPOINTS, last);
    for (int j = 1; j <= count; j++) {
      double start = time[(int) Math.rint((double) last * j / count)];
      add(
          owner,
          Arrays.stream(time).map(t -> Math.max(0, t - start)).toArray(),
          0,
          1 / CHANGEPOINT_SCALE);
    }
  }

  private void addSeason(RobynData data) {
    for (int wave = 1; wave <= WAVES; wave++) {
      double[] sine = new double[n];
      double[] cosine = new double[n];
      for (int t = 0; t < n; t++) {
        LocalDate date = data.date(t);
        double days = date.atStartOfDay(ZoneOffset.UTC).toEpochSecond() / 86_400.0;
        sine[t] = Math.sin(2 * Math.PI * wave * days / YEAR);
        cosine[t] = Math.cos(2 * Math.PI * wave * days / YEAR);
      }
      addEffect(SEASON, sine);
      addEffect(SEASON, cosine);
    }
  }

  private void addEffect(String owner, double[] column) {
    add(owner, column, 1 / EFFECT_VARIANCE, 0);
  }

  private void add(String owner, double[] column, double quadratic, double absolute) {
    owners.add(owner);
    columns.add(column);
    ridge.add(quadratic);
    lasso.add(absolute);
  }

  private Map<String, double[]> fit(double[] outcome) {
    double unit = Arrays.stream(outcome).map(Math::abs).max().orElseThrow();
    double[] y = Arrays.stream(outcome).map(v -> v / unit).toArray();
    double[] b = mode(y);
    Map<String, double[]> paths = new LinkedHashMap<>();
    for (int j = 0; j < b.length; j++) {
      if (!owners.get(j).isEmpty()) {
        double[] path = paths.computeIfAbsent(owners.get(j), name -> new double[n]);
        for (int t = 0; t < n; t++) {
          path[t] += unit * b[j] * columns.get(j)[t];
        }
      }
    }
    return paths;
  }

  private double[] mode(double[] y) {
    int p = columns.size();
    double[][] gram = new double[p][p];
    double[] target = new double[p];
    for (int j = 0; j < p; j++) {
      for (int k = 0; k <= j; k++) {
        gram[j][k] = gram[k][j] = dot(columns.get(j), columns.get(k));
      }
      target[j] = dot(columns.get(j), y);
    }
    double[] b = new double[p];
    double variance = dot(y, y) / n;
    for (int round = 0; round < ALTERNATIONS; round++) {
      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (int j = 0; j < p; j++) {
          double pull = target[j] - dot(gram[j], b) + gram[j][j] * b[j];
          double threshold = variance * lasso.get(j);
          double shrunk = Math.copySign(Math.max(0, Math.abs(pull) - threshold), pull);
          double curvature = gram[j][j] + variance * ridge.get(j);
          b[j] = curvature > 0 ? shrunk / curvature : 0;
        }
      }
      double squares = dot(y, y) - 2 * dot(target, b);
      for (int j = 0; j < p; j++) {
        squares += b[j] * dot(gram[j], b);
      }
      // The positive root of 4 v² + n v − squares = 0, in the form that does not cancel.
      variance = 2 * squares / (n + Math.sqrt((double) n * n + 16 * squares));
    }
    return b;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
