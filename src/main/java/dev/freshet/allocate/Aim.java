package dev.freshet.allocate;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a plan is made for.
 *
 * @param goal what is sought
 * @param target its figure, above 0: response per unit of money, or for a CPA money per unit of
 *     response; empty for MAX_RESPONSE
 * @param budget the most to spend over all weeks of the horizon; empty for what is spent of late,
 *     or for no limit where there is a target
 * @param leastSpend whether of the plans that reach a target ROI or CPA the one of least spend is
 *     wanted, not that of most response
 */
public record Aim(Goal goal, OptionalDouble target, OptionalDouble budget, boolean leastSpend) {
  public Aim {
    Objects.requireNonNull(goal, "goal");
    if (target.isPresent() == (goal == Goal.MAX_RESPONSE)) {
      throw new IllegalArgumentException(
          goal == Goal.MAX_RESPONSE ? goal + " has no target" : goal + " needs a target");
    }
    requirePositive("target", target);
    requirePositive("budget", budget);
    if (leastSpend && goal != Goal.TARGET_ROI && goal != Goal.TARGET_CPA) {
      throw new IllegalArgumentException("the least spend belongs to a target ROI or CPA");
    }
  }

  private static void requirePositive(String what, OptionalDouble value) {
    if (value.isPresent() && !(value.getAsDouble() > 0)) {
      throw new IllegalArgumentException(
          "the " + what + " must be above 0: " + value.getAsDouble());
    }
  }

  /** The most response for what is spent of late. */
  public static Aim mostResponse() {
    return new Aim(Goal.MAX_RESPONSE, OptionalDouble.empty(), OptionalDouble.empty(), false);
  }

  /** The most response, or least spend, of a target. */
  public static Aim target(Goal goal, double figure) {
    return new Aim(goal, OptionalDouble.of(figure), OptionalDouble.empty(), false);
  }

  /** The same with a budget. */
  public Aim within(double money) {
    return new Aim(goal, target, OptionalDouble.of(money), leastSpend);
  }

  /** The same at the least spend. */
  public Aim atLeastSpend() {
    return new Aim(goal, target, budget, true);
  }
}
