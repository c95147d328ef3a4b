package dev.freshet.model;

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
 */
public record Diagnostics(
    double r2,
    double nrmse,
    double mape,
    double decompRssd,
    double durbinWatson,
    Optional<Prediction> newestWeek) {
  public Diagnostics {
    Objects.requireNonNull(newestWeek, "newestWeek");
  }

  /**
   * One predicted outcome beside what came.
   *
   * @param observed the outcome that came
   * @param mean predictive mean
   * @param sd predictive standard deviation
   */
  public record Prediction(double observed, double mean, double sd) {}
}
