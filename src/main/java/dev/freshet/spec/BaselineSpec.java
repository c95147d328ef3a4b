package dev.freshet.spec;

import java.util.Objects;
import java.util.Optional;

/**
 * What explains the outcome without media.
 *
 * @param trend whether a piecewise linear trend is modelled
 * @param season whether a yearly season is modelled
 * @param holidays ISO 3166 alpha-2 code of the country whose public holidays are modelled
 */
public record BaselineSpec(boolean trend, boolean season, Optional<String> holidays) {
  public BaselineSpec {
    Objects.requireNonNull(holidays, "holidays");
  }

  /** Trend and season, no holidays. */
  public static BaselineSpec defaults() {
    return new BaselineSpec(true, true, Optional.empty());
  }

  public BaselineSpec withHolidays(String country) {
    return new BaselineSpec(trend, season, Optional.of(country));
  }
}
