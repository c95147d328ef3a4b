package dev.freshet.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Fixes the scales of a build from its data. */
final class Anchors {
  private static final int START_WEEKS = 4;

  private Anchors() {}

  /** The anchor of a build on {@code data}, which must have passed {@link DataCheck}. */
  static Anchor of(ModelDefinition definition, ModelData data) {
    int count = definition.media().size();
    int from = data.leadInWeeks();
    int to = from + data.weeks();
    double[] max = new double[count];
    double[] spendSum = new double[count];
    double[] initial = new double[count];
    double[][] media = new double[count][];
    List<String> excluded = new ArrayList<>(Collections.nCopies(count, ""));
    for (int c = 0; c < count; c++) {
      media[c] = data.mediaArray(c);
      max[c] = Series.max(media[c], from, to);
      excluded.set(c, leaveOut(data, c, from).orElse(""));
      if (!excluded.get(c).isBlank()) {
        continue;
      }
      if (definition.media().get(c).hasSpend()) {
        spendSum[c] = Series.sum(data.spendArray(c), from, to);
      }
      initial[c] = startingAdstock(media[c], max[c]);
    }
    double[] share = shares(spendSum);
    double[] spendMean = new double[count];
    for (int c = 0; c < count; c++) {
      spendMean[c] = spendSum[c] / data.weeks();
    }
    double[][] baseline = baseline(definition, data);
    return new Anchor(
        data.week(0),
        data.weeks(),
        data.leadInWeeks(),
        Series.observedMean(data.outcomeArray()),
        max,
        spendMean,
        share,
        mixedShares(definition, share, excluded),
        initial,
        media,
        baseline[0],
        baseline[1],
        baseline[2],
        excluded);
  }

  // Where all media are new there is nothing to wait with: those that have begun are modelled.
  static Optional<String> leaveOut(ModelData data, int c, int from) {
    boolean allNew = true;
    for (int k = 0; k < data.mediaCount(); k++) {
      allNew &= Newcomers.reasonToLeaveOut(data.mediaArray(k), from).isPresent();
    }
    double[] media = data.mediaArray(c);
    boolean begun = Series.max(media, from, media.length) > 0;
    return allNew && begun ? Optional.empty() : Newcomers.reasonToLeaveOut(media, from);
  }

  /** Mean of the first four weeks, in units of {@code max}. */
  static double startingAdstock(double[] media, double max) {
    int weeks = Math.min(START_WEEKS, media.length);
    double sum = 0;
    for (int t = 0; t < weeks; t++) {
      sum += media[t] / max;
    }
    return sum / weeks;
  }

  private static double[] shares(double[] spendSum) {
    double total = Series.sum(spendSum, 0, spendSum.length);
    double[] share = new double[spendSum.length];
    for (int c = 0; c < share.length; c++) {
      share[c] = total > 0 ? spendSum[c] / total : 0;
    }
    return share;
  }

  private static double[] mixedShares(
      ModelDefinition definition, double[] share, List<String> excluded) {
    int included = (int) excluded.stream().filter(String::isBlank).count();
    double[] mixed = new double[share.length];
    for (int c = 0; c < share.length; c++) {
      if (excluded.get(c).isBlank()) {
        mixed[c] =
            definition.media().get(c).hasSpend() ? 0.7 * share[c] + 0.3 / included : 1.0 / included;
      }
    }
    return mixed;
  }

  private static double[][] baseline(ModelDefinition definition, ModelData data) {
    int count = definition.baseline().size();
    double[][] scales = new double[3][count];
    for (int k = 0; k < count; k++) {
      double[] raw = data.baselineArray(k);
      scales[0][k] = Series.mean(raw, 0, raw.length);
      scales[1][k] = Series.populationSd(raw, 0, raw.length);
      boolean countsFromZero = false;
      for (double v : raw) {
        countsFromZero |= v == 0;
      }
      scales[2][k] = countsFromZero ? 0 : scales[0][k];
    }
    return scales;
  }
}
