package dev.freshet.allocate;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a plan says of one channel. Money is in the model's currency, responses in the outcome's
 * unit and over the horizon; what would come without the plan's spend is not among them.
 *
 * @param channel its name
 * @param currentSpend its reference, mean spend a week of late
 * @param spend planned spend by week
 * @param lower smallest spend a week that was allowed
 * @param upper largest spend a week that was allowed
 * @param bound which of the two the plan meets
 * @param response what the planned spend brings
 * @param currentResponse what the reference would bring in the same weeks
 * @param roi response over spend; empty without spend
 * @param mroi response to a further unit of spend, spread over the weeks as the plan's is; to the
 *     first unit where there is none
 * @param currentMroi the same at the reference
 * @param costPerUnit money per unit of exposure that was assumed; 1 where spend is the exposure
 * @param largestSpend largest spend of a week in the model's data: beyond it the curve is
 *     extrapolated
 */
public record ChannelPlan(
    String channel,
    double currentSpend,
    double[] spend,
    double lower,
    double upper,
    Bound bound,
    Expectation response,
    Expectation currentResponse,
    Optional<Expectation> roi,
    double mroi,
    double currentMroi,
    double costPerUnit,
    double largestSpend) {

  /** Which bound a plan meets. */
  public enum Bound {
    NONE,
    LOWER,
    UPPER,
    /** In some of the weeks. */
    SOME_WEEKS,
    /** There was nothing to decide. */
    FIXED
  }

  private static final double TOUCHING = 1e-6;

  public ChannelPlan {
    spend = spend.clone();
  }

  @Override
  public double[] spend() {
    return spend.clone();
  }

  /** Planned spend over all weeks. */
  public double total() {
    return Limits.sum(spend);
  }

  /** Whether some week's spend was never seen in the data. */
  public boolean isExtrapolated() {
    return Arrays.stream(spend).anyMatch(s -> s > largestSpend * (1 + TOUCHING));
  }

  static Bound touched(double[] spend, double lower, double upper) {
    if (!(upper > lower)) {
      return Bound.FIXED;
    }
    double near = TOUCHING * (upper - lower);
    long low = Arrays.stream(spend).filter(s -> s <= lower + near).count();
    long high = Arrays.stream(spend).filter(s -> s >= upper - near).count();
    if (low == spend.length) {
      return Bound.LOWER;
    }
    if (high == spend.length) {
      return Bound.UPPER;
    }
    return low + high > 0 ? Bound.SOME_WEEKS : Bound.NONE;
  }
}
