package dev.freshet.model;

import java.util.List;
import java.util.Optional;

/**
 * Figures of merit of the published path over the weeks with an outcome.
 *
 * <ul>
 *   <li>R² = 1 − Σ e² / Σ (y − ȳ)²
 *   <li>NRMSE = √(mean e²) / (max y − min y)
 *   <li>MAPE = mean |e| / |y|
 *   <li>Durbin-Watson = Σ (e_t − e_{t−1})² / Σ e², over neighbouring observed weeks
 *   <li>DECOMP.RSSD = √(Σ_c (effect share − spend share)²) (1 + share of paid channels whose effect
 *       share rounds to 0 at four digits), shares among the paid channels over the window (Robyn,
 *       builds)
 * </ul>
 */
final class FitQuality {
  private FitQuality() {}

  static Diagnostics of(
      ModelDefinition definition,
      ModelData data,
      List<ComponentPath> media,
      double[] fitted,
      Optional<Diagnostics.Prediction> newest) {
    double[] y = data.outcomeArray();
    double mean = Series.observedMean(y);
    double squares = 0;
    double spread = 0;
    double relative = 0;
    double differences = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    int count = 0;
    int countRelative = 0;
    double before = Double.NaN;
    for (int t = 0; t < y.length; t++) {
      double e = y[t] - fitted[t];
      if (!Double.isNaN(e)) {
        squares += e * e;
        spread += (y[t] - mean) * (y[t] - mean);
        low = Math.min(low, y[t]);
        high = Math.max(high, y[t]);
        count++;
        if (y[t] != 0) {
          relative += Math.abs(e / y[t]);
          countRelative++;
        }
        if (!Double.isNaN(before)) {
          differences += (e - before) * (e - before);
        }
      }
      before = e;
    }
    return new Diagnostics(
        1 - squares / spread,
        Math.sqrt(squares / count) / (high - low),
        countRelative == 0 ? Double.NaN : relative / countRelative,
        decompRssd(definition, data, media),
        squares > 0 ? differences / squares : Double.NaN,
        newest);
  }

  private static double decompRssd(
      ModelDefinition definition, ModelData data, List<ComponentPath> media) {
    int count = definition.media().size();
    double[] effect = new double[count];
    double[] spend = new double[count];
    int paid = 0;
    for (int c = 0; c < count; c++) {
      MediaTerm term = definition.media().get(c);
      if (!term.hasSpend()) {
        continue;
      }
      paid++;
      ComponentPath path =
          media.stream().filter(p -> p.component().equals(term.name())).findFirst().orElseThrow();
      effect[c] = Series.sum(path.contribution(), 0, data.weeks());
      spend[c] = Series.sum(data.spendArray(c), data.leadInWeeks(), data.spendArray(c).length);
    }
    double allEffect = Series.sum(effect, 0, count);
    double allSpend = Series.sum(spend, 0, count);
    if (!(allEffect > 0) || !(allSpend > 0)) {
      return Double.NaN;
    }
    double sum = 0;
    int zero = 0;
    for (int c = 0; c < count; c++) {
      if (definition.media().get(c).hasSpend()) {
        double share = effect[c] / allEffect;
        sum += (share - spend[c] / allSpend) * (share - spend[c] / allSpend);
        zero += Math.round(share * 1e4) == 0 ? 1 : 0;
      }
    }
    return Math.sqrt(sum) * (1 + (double) zero / paid);
  }
}
