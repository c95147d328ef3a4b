package dev.freshet.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How well the published path fits the window.
 *
 * @param r2 share of the outcome's variance the fitted value explains
 * @param nrmse root mean squared residual over the range of the outcome
 * @param mape mean of |residual| / |outcome|, over weeks whose outcome is not 0
 * @param decompRssd distance between effect shares and spend shares of the paid channels, by
 *     Robyn's definition for builds
 * @param durbinWatson autocorrelation of the residual; near 2 without any
 * @param newestWeek the incumbent's prediction of the newest week, made before seeing it; empty for
 *     builds and when a refresh brings no new week
 * @param anomalies outliers and level shifts, treated ones first
 * @param inflations variance inflation of each medium's exposure that varies
 * @param correlations pairs of media whose exposures move nearly alike
 */
public record Diagnostics(
    double r2,
    double nrmse,
    double mape,
    double decompRssd,
    double durbinWatson,
    Optional<Prediction> newestWeek,
    List<Anomaly> anomalies,
    List<Inflation> inflations,
    List<Correlation> correlations) {
  public Diagnostics {
    Objects.requireNonNull(newestWeek, "newestWeek");
    anomalies = List.copyOf(anomalies);
    inflations = List.copyOf(inflations);
    correlations = List.copyOf(correlations);
  }

  /** Figures of merit alone. */
  public Diagnostics(
      double r2,
      double nrmse,
      double mape,
      double decompRssd,
      double durbinWatson,
      Optional<Prediction> newestWeek) {
    this(r2, nrmse, mape, decompRssd, durbinWatson, newestWeek, List.of(), List.of(), List.of());
  }

  /**
   * The diagnostics of a model read back: the published figures of merit, the anomalies that its
   * build treated, and what its data show. What a refresh found besides is not kept.
   */
  public static Diagnostics stored(
      Diagnostics published, Anchor anchor, ModelDefinition definition, ModelData data) {
    return published.withFindings(anchor.adjustments(), new Collinearity(definition, data));
  }

  Diagnostics withFindings(List<Anomaly> found, Collinearity collinearity) {
    return new Diagnostics(
        r2,
        nrmse,
        mape,
        decompRssd,
        durbinWatson,
        newestWeek,
        found,
        collinearity.inflations(),
        collinearity.pairs());
  }

  /**
   * How much of one medium the other media and the baseline repeat.
   *
   * @param channel the medium's name
   * @param vif variance inflation factor of its exposure, 1 or more; infinite when nothing is its
   *     own
   */
  public record Inflation(String channel, double vif) {}

  /**
   * Two media that move nearly alike.
   *
   * @param first one medium's name
   * @param second the other's
   * @param correlation of their exposures over the window, beyond ±0.9
   */
  public record Correlation(String first, String second, double correlation) {}

  /**
   * One predicted outcome beside what came.
   *
   * @param observed the outcome that came
   * @param mean predictive mean
   * @param sd predictive standard deviation
   */
  public record Prediction(double observed, double mean, double sd) {}
}
