package dev.freshet.model;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The scales a build fixed and every refresh keeps until the next build. Arrays are copied in and
 * out; media are in the order of the definition.
 *
 * @param firstWeek first day of the anchor's first window week; time index 0 of trend and season
 * @param weeks number of window weeks of the build
 * @param leadInWeeks lead-in weeks of the build
 * @param outcomeMean mean of the observed outcomes, raw units
 * @param mediaMax largest weekly exposure in the window, raw units
 * @param spendMean mean weekly spend in the window; 0 for organic media
 * @param spendShare share of each paid channel in the window's spend; 0 for organic media
 * @param mixedShare prior weight of each medium's share (w_c)
 * @param initialAdstock adstock before the first lead-in week, in units of {@code mediaMax}
 * @param media exposure by week of lead-in and window, raw units
 * @param baselineMean mean of each baseline column over the window
 * @param baselineSd population standard deviation of each baseline column over the window; a column
 *     without variation (0) is left out of the model
 * @param baselineOrigin value of each baseline column from which its contribution counts: 0 for
 *     columns that are 0 in some week of the window (indicators, holidays), else the mean
 * @param excluded by medium, why it is not in the model; blank when it is
 * @param adjustments outliers and level shifts that have a column of their own
 */
public record Anchor(
    LocalDate firstWeek,
    int weeks,
    int leadInWeeks,
    double outcomeMean,
    double[] mediaMax,
    double[] spendMean,
    double[] spendShare,
    double[] mixedShare,
    double[] initialAdstock,
    double[][] media,
    double[] baselineMean,
    double[] baselineSd,
    double[] baselineOrigin,
    List<String> excluded,
    List<Anomaly> adjustments) {

  public Anchor {
    Objects.requireNonNull(firstWeek, "firstWeek");
    if (!(outcomeMean > 0)) {
      throw new IllegalArgumentException("outcomeMean must be above 0: " + outcomeMean);
    }
    mediaMax = mediaMax.clone();
    spendMean = spendMean.clone();
    spendShare = spendShare.clone();
    mixedShare = mixedShare.clone();
    initialAdstock = initialAdstock.clone();
    media = ModelData.copy(media);
    baselineMean = baselineMean.clone();
    baselineSd = baselineSd.clone();
    baselineOrigin = baselineOrigin.clone();
    excluded = List.copyOf(excluded);
    adjustments = List.copyOf(adjustments);
  }

  /** An anchor of undisturbed data. */
  public Anchor(
      LocalDate firstWeek,
      int weeks,
      int leadInWeeks,
      double outcomeMean,
      double[] mediaMax,
      double[] spendMean,
      double[] spendShare,
      double[] mixedShare,
      double[] initialAdstock,
      double[][] media,
      double[] baselineMean,
      double[] baselineSd,
      double[] baselineOrigin,
      List<String> excluded) {
    this(
        firstWeek,
        weeks,
        leadInWeeks,
        outcomeMean,
        mediaMax,
        spendMean,
        spendShare,
        mixedShare,
        initialAdstock,
        media,
        baselineMean,
        baselineSd,
        baselineOrigin,
        excluded,
        List.of());
  }

  Anchor withAdjustments(List<Anomaly> treated) {
    return new Anchor(
        firstWeek,
        weeks,
        leadInWeeks,
        outcomeMean,
        mediaMax,
        spendMean,
        spendShare,
        mixedShare,
        initialAdstock,
        media,
        baselineMean,
        baselineSd,
        baselineOrigin,
        excluded,
        treated);
  }

  @Override
  public double[] mediaMax() {
    return mediaMax.clone();
  }

  @Override
  public double[] spendMean() {
    return spendMean.clone();
  }

  @Override
  public double[] spendShare() {
    return spendShare.clone();
  }

  @Override
  public double[] mixedShare() {
    return mixedShare.clone();
  }

  @Override
  public double[] initialAdstock() {
    return initialAdstock.clone();
  }

  @Override
  public double[][] media() {
    return ModelData.copy(media);
  }

  @Override
  public double[] baselineMean() {
    return baselineMean.clone();
  }

  @Override
  public double[] baselineSd() {
    return baselineSd.clone();
  }

  @Override
  public double[] baselineOrigin() {
    return baselineOrigin.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Anchor that
        && firstWeek.equals(that.firstWeek)
        && weeks == that.weeks
        && leadInWeeks == that.leadInWeeks
        && outcomeMean == that.outcomeMean
        && Arrays.equals(mediaMax, that.mediaMax)
        && Arrays.equals(spendMean, that.spendMean)
        && Arrays.equals(spendShare, that.spendShare)
        && Arrays.equals(mixedShare, that.mixedShare)
        && Arrays.equals(initialAdstock, that.initialAdstock)
        && Arrays.deepEquals(media, that.media)
        && Arrays.equals(baselineMean, that.baselineMean)
        && Arrays.equals(baselineSd, that.baselineSd)
        && Arrays.equals(baselineOrigin, that.baselineOrigin)
        && excluded.equals(that.excluded)
        && adjustments.equals(that.adjustments);
  }

  @Override
  public int hashCode() {
    return Objects.hash(firstWeek, weeks, leadInWeeks, outcomeMean);
  }

  double[] mediaArray(int c) {
    return media[c];
  }

  double mediaMax(int c) {
    return mediaMax[c];
  }

  boolean isExcluded(int c) {
    return !excluded.get(c).isBlank();
  }
}
