package dev.freshet.model;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The weekly series a model is fitted on, in raw units. Arrays are copied in and out.
 *
 * @param firstWeek first day of the first lead-in week (of the window when there is no lead-in)
 * @param leadInWeeks media weeks before the window that carry over into it
 * @param outcome outcome by window week; NaN where it is missing
 * @param media by media term, exposure by week of lead-in and window: impressions or clicks where
 *     the channel has an exposure, else its spend
 * @param spend by media term, money spent by week of lead-in and window; empty for organic media
 * @param baseline by baseline term, the column by window week
 * @param experiments what tests measured; they count while their weeks are known
 */
public record ModelData(
    LocalDate firstWeek,
    int leadInWeeks,
    double[] outcome,
    double[][] media,
    double[][] spend,
    double[][] baseline,
    List<Experiment> experiments) {

  /** Without experiments. */
  public ModelData(
      LocalDate firstWeek,
      int leadInWeeks,
      double[] outcome,
      double[][] media,
      double[][] spend,
      double[][] baseline) {
    this(firstWeek, leadInWeeks, outcome, media, spend, baseline, List.of());
  }

  public ModelData {
    Objects.requireNonNull(firstWeek, "firstWeek");
    if (leadInWeeks < 0) {
      throw new IllegalArgumentException("leadInWeeks must not be negative: " + leadInWeeks);
    }
    outcome = outcome.clone();
    media = copy(media);
    spend = copy(spend);
    baseline = copy(baseline);
    experiments = List.copyOf(experiments);
    int weeks = leadInWeeks + outcome.length;
    if (spend.length != media.length) {
      throw new IllegalArgumentException(
          media.length + " media series but " + spend.length + " spend series");
    }
    for (int c = 0; c < media.length; c++) {
      requireLength("media", c, media[c].length, weeks);
      if (spend[c].length != 0) {
        requireLength("spend", c, spend[c].length, weeks);
      }
    }
    for (int k = 0; k < baseline.length; k++) {
      requireLength("baseline", k, baseline[k].length, outcome.length);
    }
  }

  /** The same weeks with these experiments instead. */
  public ModelData withExperiments(List<Experiment> others) {
    return new ModelData(firstWeek, leadInWeeks, outcome, media, spend, baseline, others);
  }

  /**
   * The same weeks with another outcome.
   *
   * @param other by window week, in the outcome's unit; NaN where it is missing
   * @throws IllegalArgumentException if it has not one value a window week
   */
  public ModelData withOutcome(double[] other) {
    return new ModelData(firstWeek, leadInWeeks, other, media, spend, baseline, experiments);
  }

  /** Number of weeks of the window. */
  public int weeks() {
    return outcome.length;
  }

  /** First day of window week {@code index}. */
  public LocalDate week(int index) {
    return firstWeek.plusWeeks((long) leadInWeeks + index);
  }

  @Override
  public double[] outcome() {
    return outcome.clone();
  }

  @Override
  public double[][] media() {
    return copy(media);
  }

  @Override
  public double[][] spend() {
    return copy(spend);
  }

  @Override
  public double[][] baseline() {
    return copy(baseline);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelData that
        && firstWeek.equals(that.firstWeek)
        && leadInWeeks == that.leadInWeeks
        && Arrays.equals(outcome, that.outcome)
        && Arrays.deepEquals(media, that.media)
        && Arrays.deepEquals(spend, that.spend)
        && Arrays.deepEquals(baseline, that.baseline)
        && experiments.equals(that.experiments);
  }

  @Override
  public int hashCode() {
    return Objects.hash(firstWeek, leadInWeeks, Arrays.hashCode(outcome));
  }

  @Override
  public String toString() {
    return "ModelData[%s, %d lead-in weeks, %d weeks, %d media, %d baseline columns]"
        .formatted(firstWeek, leadInWeeks, outcome.length, media.length, baseline.length);
  }

  // Without copies, for the inner loops of this package: callers must not write.
  int mediaCount() {
    return media.length;
  }

  int baselineCount() {
    return baseline.length;
  }

  double[] outcomeArray() {
    return outcome;
  }

  double[] mediaArray(int c) {
    return media[c];
  }

  double[] spendArray(int c) {
    return spend[c];
  }

  double[] baselineArray(int k) {
    return baseline[k];
  }

  void requireShapeOf(ModelDefinition definition) {
    if (definition.media().size() != media.length
        || definition.baseline().size() != baseline.length) {
      throw new IllegalArgumentException(
          "the definition has %d media and %d baseline columns, the data have %d and %d"
              .formatted(
                  definition.media().size(),
                  definition.baseline().size(),
                  media.length,
                  baseline.length));
    }
    for (int c = 0; c < media.length; c++) {
      MediaTerm term = definition.media().get(c);
      if (term.hasSpend() && spend[c].length == 0 && outcome.length > 0) {
        throw new IllegalArgumentException(term.name() + ": a paid channel needs its spend");
      }
    }
  }

  static double[][] copy(double[][] rows) {
    double[][] copy = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      copy[i] = rows[i].clone();
    }
    return copy;
  }

  private static void requireLength(String what, int index, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(
          what + "[" + index + "] has " + length + " weeks, expected " + expected);
    }
  }
}
