package dev.freshet.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * The weekly contribution a medium settles at when the same amount is spent every week. Arrays are
 * copied in and out.
 *
 * @param channel the medium's name
 * @param unit what {@code spend} counts: money for paid media, exposure for organic media
 * @param spend weekly amounts, ascending from 0 to 1.5 times the window's largest week
 * @param response median weekly contribution at each amount, in the outcome's units
 * @param lower 5 % quantile
 * @param upper 95 % quantile
 * @param meanSpend the window's mean weekly amount, the operating point
 * @param meanResponse response at the operating point
 */
public record ResponseCurve(
    String channel,
    Unit unit,
    double[] spend,
    double[] response,
    double[] lower,
    double[] upper,
    double meanSpend,
    Interval meanResponse) {

  /** What the amounts of a curve count. */
  public enum Unit {
    SPEND,
    EXPOSURE
  }

  public ResponseCurve {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(meanResponse, "meanResponse");
    spend = spend.clone();
    response = response.clone();
    lower = lower.clone();
    upper = upper.clone();
  }

  @Override
  public double[] spend() {
    return spend.clone();
  }

  @Override
  public double[] response() {
    return response.clone();
  }

  @Override
  public double[] lower() {
    return lower.clone();
  }

  @Override
  public double[] upper() {
    return upper.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResponseCurve that
        && channel.equals(that.channel)
        && unit == that.unit
        && Arrays.equals(spend, that.spend)
        && Arrays.equals(response, that.response)
        && Arrays.equals(lower, that.lower)
        && Arrays.equals(upper, that.upper)
        && meanSpend == that.meanSpend
        && meanResponse.equals(that.meanResponse);
  }

  @Override
  public int hashCode() {
    return Objects.hash(channel, unit, Arrays.hashCode(response));
  }
}
