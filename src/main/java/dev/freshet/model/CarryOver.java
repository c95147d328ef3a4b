package dev.freshet.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * One medium's weekly contribution, split into the response to the week's own exposure and what
 * carried over from weeks before, in the outcome's units. Arrays are copied in and out.
 *
 * @param channel the medium's name
 * @param immediate immediate part by window week
 * @param immediateLower its 5 % quantile
 * @param immediateUpper its 95 % quantile
 * @param carried carry-over part by window week; with {@code immediate} it sums to the contribution
 * @param carriedLower its 5 % quantile
 * @param carriedUpper its 95 % quantile
 */
public record CarryOver(
    String channel,
    double[] immediate,
    double[] immediateLower,
    double[] immediateUpper,
    double[] carried,
    double[] carriedLower,
    double[] carriedUpper) {
  public CarryOver {
    Objects.requireNonNull(channel, "channel");
    immediate = immediate.clone();
    immediateLower = immediateLower.clone();
    immediateUpper = immediateUpper.clone();
    carried = carried.clone();
    carriedLower = carriedLower.clone();
    carriedUpper = carriedUpper.clone();
  }

  /** The split of a medium that contributes nothing. */
  static CarryOver none(String channel, int weeks) {
    double[] zero = new double[weeks];
    return new CarryOver(channel, zero, zero, zero, zero, zero, zero);
  }

  @Override
  public double[] immediate() {
    return immediate.clone();
  }

  @Override
  public double[] immediateLower() {
    return immediateLower.clone();
  }

  @Override
  public double[] immediateUpper() {
    return immediateUpper.clone();
  }

  @Override
  public double[] carried() {
    return carried.clone();
  }

  @Override
  public double[] carriedLower() {
    return carriedLower.clone();
  }

  @Override
  public double[] carriedUpper() {
    return carriedUpper.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CarryOver that
        && channel.equals(that.channel)
        && Arrays.equals(immediate, that.immediate)
        && Arrays.equals(immediateLower, that.immediateLower)
        && Arrays.equals(immediateUpper, that.immediateUpper)
        && Arrays.equals(carried, that.carried)
        && Arrays.equals(carriedLower, that.carriedLower)
        && Arrays.equals(carriedUpper, that.carriedUpper);
  }

  @Override
  public int hashCode() {
    return Objects.hash(channel, Arrays.hashCode(immediate), Arrays.hashCode(carried));
  }
}
