package dev.freshet.model;

import java.time.LocalDate;
import java.util.Objects;

/**
 * A week's outcome against what the incumbent predicted for it before seeing it.
 *
 * @param week first day of the week
 * @param observed the outcome that came
 * @param mean predictive mean
 * @param sd predictive standard deviation
 * @param pit predictive probability of at most that outcome, within (0, 1); uniform over many weeks
 *     when predictions are calibrated
 * @param z standard normal quantile of {@code pit}
 */
public record ScoredWeek(
    LocalDate week, double observed, double mean, double sd, double pit, double z) {
  public ScoredWeek {
    Objects.requireNonNull(week, "week");
    if (!(pit > 0 && pit < 1)) {
      throw new IllegalArgumentException("pit must be within (0, 1): " + pit);
    }
  }
}
