package dev.freshet.model;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of the baseline over a window, on the anchor's scales.
 *
 * <p>Column i has values z_i (one for each window week) and a prior b_i ~ N(0, (σ d_i)²), σ the
 * innovation standard deviation of the noise; for changepoints d = 4 τ. In order: constant (d =
 * 30); trend 2 t / nA − 1 (10); sine and cosine of 2π k t / 52.1786, k = 1, 2, 3 (6); baseline
 * terms, centred and scaled (6); ramps 2 max(0, t − t_j) / nA from t_j = (j / 11) 0.95 nA; a week
 * (30) for each outlier and a step (10) for each level shift of the anchor. t counts weeks since
 * the anchor's first window week, nA its weeks.
 *
 * <p>Ramps: j = 1 … 10 belong to the build. Under {@link Convention#PRODUCT} one more follows at
 * each further multiple of the spacing after the anchor's end. A ramp that starts after the newest
 * week has no effect, so all these models are views of one prior with ramps without end, and adding
 * one never moves the target at weeks already seen.
 */
final class BaselineDesign {
  /** One column: values by window week, prior scale, and what it is reported under. */
  record Column(
      String component, double[] values, double scale, boolean changepoint, double origin) {}

  static final String INTERCEPT = "intercept";
  static final String TREND = "trend";
  static final String SEASON = "season";

  /** Columns that no component reports: what they explain stays in the residual. */
  static final String OUTLIER = "outlier";

  private static final double WEEKS_A_YEAR = 52.1786;
  private static final int BUILD_CHANGEPOINTS = 10;

  private final List<Column> columns = new ArrayList<>();
  private final List<Column> signed = new ArrayList<>();
  private final List<Column> terms = new ArrayList<>(); // by baseline term; null if left out
  private final int weeks;
  private final int start;
  private final int anchorWeeks;

  BaselineDesign(ModelDefinition definition, Anchor anchor, ModelData data, Convention convention) {
    this.weeks = data.weeks();
    this.start = Math.toIntExact(ChronoUnit.WEEKS.between(anchor.firstWeek(), data.week(0)));
    this.anchorWeeks = anchor.weeks();
    add(INTERCEPT, 30, t -> 1);
    if (definition.trend()) {
      add(TREND, 10, t -> 2.0 * t / anchorWeeks - 1);
    }
    if (definition.season()) {
      for (int k = 1; k <= 3; k++) {
        double omega = 2 * Math.PI * k / WEEKS_A_YEAR;
        add(SEASON, 6, t -> Math.sin(omega * t));
        add(SEASON, 6, t -> Math.cos(omega * t));
      }
    }
    addTerms(definition, anchor, data, convention);
    if (definition.trend()) {
      addChangepoints(convention);
    }
    for (Anomaly anomaly : anchor.adjustments()) {
      addAnomaly(anomaly, Anomalies.index(anchor, anomaly), definition.trend());
    }
  }

  private void addTerms(
      ModelDefinition definition, Anchor anchor, ModelData data, Convention convention) {
    double[] means = anchor.baselineMean();
    double[] sds = anchor.baselineSd();
    double[] origins = anchor.baselineOrigin();
    for (int k = 0; k < definition.baseline().size(); k++) {
      double[] raw = data.baselineArray(k);
      double mean = convention == Convention.PRODUCT ? means[k] : Series.mean(raw, 0, raw.length);
      double sd =
          convention == Convention.PRODUCT ? sds[k] : Series.populationSd(raw, 0, raw.length);
      if (sd < 1e-12) {
        terms.add(null);
        continue;
      }
      double[] values = new double[weeks];
      for (int t = 0; t < weeks; t++) {
        values[t] = (raw[t] - mean) / sd;
      }
      BaselineTerm term = definition.baseline().get(k);
      double origin = (origins[k] - mean) / sd;
      boolean any = term.sign() == BaselineTerm.Sign.ANY;
      double scale = any ? 6 : term.sign() == BaselineTerm.Sign.POSITIVE ? 1 : -1;
      Column column = new Column(term.component(), values, scale, false, origin);
      (any ? columns : signed).add(column);
      terms.add(column);
    }
  }

  private void addChangepoints(Convention convention) {
    double spacing = 0.95 * anchorWeeks / (BUILD_CHANGEPOINTS + 1);
    int last = start + weeks - 1;
    for (int j = 1; j <= BUILD_CHANGEPOINTS; j++) {
      addRamp((double) j / (BUILD_CHANGEPOINTS + 1) * 0.95 * anchorWeeks);
    }
    for (int j = BUILD_CHANGEPOINTS + 1; j * spacing < last; j++) {
      if (convention == Convention.PRODUCT && j * spacing >= anchorWeeks) {
        addRamp(j * spacing);
      }
    }
  }

  private void addAnomaly(Anomaly anomaly, int at, boolean trend) {
    if (anomaly.kind() == Anomaly.Kind.OUTLIER) {
      columns.add(new Column(OUTLIER, values(t -> t == at ? 1 : 0), 30, false, 0));
      return;
    }
    java.util.function.IntToDoubleFunction step = t -> t >= at ? 1 : 0;
    columns.add(new Column(trend ? TREND : INTERCEPT, values(step), 10, false, anchorMean(step)));
  }

  private void addRamp(double from) {
    java.util.function.IntToDoubleFunction ramp = t -> 2 * Math.max(0, t - from) / anchorWeeks;
    columns.add(new Column(TREND, values(ramp), 4, true, anchorMean(ramp)));
  }

  private void add(String component, double scale, java.util.function.IntToDoubleFunction f) {
    double origin = component.equals(INTERCEPT) ? 0 : anchorMean(f);
    columns.add(new Column(component, values(f), scale, false, origin));
  }

  private double[] values(java.util.function.IntToDoubleFunction f) {
    double[] values = new double[weeks];
    for (int t = 0; t < weeks; t++) {
      values[t] = f.applyAsDouble(start + t);
    }
    return values;
  }

  private double anchorMean(java.util.function.IntToDoubleFunction f) {
    double sum = 0;
    for (int t = 0; t < anchorWeeks; t++) {
      sum += f.applyAsDouble(t);
    }
    return sum / anchorWeeks;
  }

  /** Number of columns whose coefficients are integrated out. */
  int size() {
    return columns.size();
  }

  /** Number of columns whose coefficients are sampled, see {@link SignedColumns}. */
  int signed() {
    return signed.size();
  }

  /** Column {@code i}; those with a sign, their scale 1 or −1, follow the others. */
  Column column(int i) {
    return i < columns.size() ? columns.get(i) : signed.get(i - columns.size());
  }

  /** Index of a baseline term's column; −1 of one that does not vary and is left out. */
  int columnOf(int term) {
    Column column = terms.get(term);
    for (int i = 0; column != null && i < size() + signed(); i++) {
      if (column(i) == column) {
        return i;
      }
    }
    return -1;
  }

  /** Prior scale d_i at flexibility τ. */
  double scale(int i, double tau) {
    Column column = columns.get(i);
    return column.changepoint() ? column.scale() * tau : column.scale();
  }
}
