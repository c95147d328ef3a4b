package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;

/**
 * How far the modelled media's exposures repeat each other and the baseline.
 *
 * <pre>
 * VIF_c = 1 / (1 − R²_c)
 * </pre>
 *
 * R²_c is that of the least-squares fit of exposure c, over the window, on the other media, the
 * context and holiday columns, a linear trend and a yearly sine and cosine. It is found by
 * orthogonalising (modified Gram-Schmidt, twice); regressors that repeat earlier ones to 10⁻¹⁰ are
 * skipped. Raw exposures, as in Robyn's diagnostics: carry-over and saturation make the model's own
 * columns differ more than these.
 */
final class Collinearity {
  private static final double PERFECT = 1e-10;
  private static final double NOTEWORTHY = 0.9;
  private static final double WEEKS_A_YEAR = 52.1786;

  private final int weeks;
  private final List<double[]> media = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<double[]> baseline = new ArrayList<>();

  Collinearity(ModelDefinition definition, ModelData data) {
    this.weeks = data.weeks();
    for (int c = 0; c < data.mediaCount(); c++) {
      if (Anchors.leaveOut(data, c, data.leadInWeeks()).isPresent()) {
        continue;
      }
      double[] all = data.mediaArray(c);
      names.add(definition.media().get(c).name());
      media.add(unit(java.util.Arrays.copyOfRange(all, data.leadInWeeks(), all.length)));
    }
    for (int k = 0; k < data.baselineCount(); k++) {
      baseline.add(unit(data.baselineArray(k).clone()));
    }
    if (definition.trend()) {
      baseline.add(column(t -> t));
    }
    if (definition.season()) {
      baseline.add(column(t -> Math.sin(2 * Math.PI * t / WEEKS_A_YEAR)));
      baseline.add(column(t -> Math.cos(2 * Math.PI * t / WEEKS_A_YEAR)));
    }
  }

  private double[] column(java.util.function.IntToDoubleFunction f) {
    double[] values = new double[weeks];
    java.util.Arrays.setAll(values, f);
    return unit(values);
  }

  // Centred, of length 1; all 0 where it does not vary.
  private static double[] unit(double[] x) {
    double mean = Series.mean(x, 0, x.length);
    double largest = 0;
    for (int t = 0; t < x.length; t++) {
      largest = Math.max(largest, Math.abs(x[t]));
      x[t] -= mean;
    }
    double length = Math.sqrt(dot(x, x));
    boolean varies = length > 1e-12 * largest * Math.sqrt(x.length);
    for (int t = 0; t < x.length; t++) {
      x[t] = varies ? x[t] / length : 0;
    }
    return x;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int t = 0; t < a.length; t++) {
      sum += a[t] * b[t];
    }
    return sum;
  }

  /** By medium that varies; infinite where the others repeat it exactly. */
  List<Diagnostics.Inflation> inflations() {
    List<Diagnostics.Inflation> all = new ArrayList<>();
    for (int c = 0; c < media.size(); c++) {
      if (dot(media.get(c), media.get(c)) > 0) {
        List<double[]> others = new ArrayList<>(media);
        others.remove(c);
        others.addAll(baseline);
        all.add(new Diagnostics.Inflation(names.get(c), inflation(media.get(c), others)));
      }
    }
    return all;
  }

  /** Pairs of media whose correlation is beyond ±0.9. */
  List<Diagnostics.Correlation> pairs() {
    List<Diagnostics.Correlation> pairs = new ArrayList<>();
    for (int a = 0; a < media.size(); a++) {
      for (int b = a + 1; b < media.size(); b++) {
        double correlation = dot(media.get(a), media.get(b));
        if (Math.abs(correlation) > NOTEWORTHY) {
          pairs.add(new Diagnostics.Correlation(names.get(a), names.get(b), correlation));
        }
      }
    }
    return pairs;
  }

  private static double inflation(double[] target, List<double[]> others) {
    List<double[]> basis = new ArrayList<>();
    for (double[] other : others) {
      double[] rest = orthogonal(other, basis);
      double length = Math.sqrt(dot(rest, rest));
      if (length > Math.sqrt(PERFECT)) {
        for (int t = 0; t < rest.length; t++) {
          rest[t] /= length;
        }
        basis.add(rest);
      }
    }
    double[] rest = orthogonal(target, basis);
    double unexplained = dot(rest, rest);
    return unexplained > PERFECT ? 1 / unexplained : Double.POSITIVE_INFINITY;
  }

  private static double[] orthogonal(double[] x, List<double[]> basis) {
    double[] rest = x.clone();
    for (int pass = 0; pass < 2; pass++) {
      for (double[] b : basis) {
        double part = dot(rest, b);
        for (int t = 0; t < rest.length; t++) {
          rest[t] -= part * b[t];
        }
      }
    }
    return rest;
  }
}
