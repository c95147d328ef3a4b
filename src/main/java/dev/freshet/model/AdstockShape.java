package dev.freshet.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * How one medium's adstock spreads a week's exposure over that week and those after it. Arrays are
 * copied in and out.
 *
 * @param channel the medium's name
 * @param form of its adstock
 * @param weights posterior median of the weight by lag in weeks from 0; the weights of one draw sum
 *     to 1 over all lags
 * @param lower 5 % quantile by lag
 * @param upper 95 % quantile by lag
 * @param meanLag Σ lag × weight, weeks
 * @param weeksToNinety fewest weeks, that of the exposure counted, whose weights sum to at least
 *     0.9
 */
public record AdstockShape(
    String channel,
    MediaTerm.Adstock form,
    double[] weights,
    double[] lower,
    double[] upper,
    Interval meanLag,
    Interval weeksToNinety) {
  public AdstockShape {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(meanLag, "meanLag");
    Objects.requireNonNull(weeksToNinety, "weeksToNinety");
    weights = weights.clone();
    lower = lower.clone();
    upper = upper.clone();
  }

  @Override
  public double[] weights() {
    return weights.clone();
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
    return other instanceof AdstockShape that
        && channel.equals(that.channel)
        && form == that.form
        && Arrays.equals(weights, that.weights)
        && Arrays.equals(lower, that.lower)
        && Arrays.equals(upper, that.upper)
        && meanLag.equals(that.meanLag)
        && weeksToNinety.equals(that.weeksToNinety);
  }

  @Override
  public int hashCode() {
    return Objects.hash(channel, form, Arrays.hashCode(weights));
  }
}
