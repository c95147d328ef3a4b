package dev.freshet.web;

import dev.freshet.allocate.AllocationPlan;
import dev.freshet.allocate.AllocationRequest;
import dev.freshet.allocate.Allocator;
import dev.freshet.allocate.ChannelPlan;
import dev.freshet.allocate.Expectation;
import dev.freshet.allocate.Horizon;
import dev.freshet.allocate.SpendBounds;
import dev.freshet.model.FittedModel;
import java.util.Map;

/** Makes the plan that a report recommends. */
public final class PlanReport {
  /** How far a report moves a channel's weekly spend, in multiples of its mean of late. */
  public static final SpendBounds BOUNDS = SpendBounds.relative(0.7, 1.5);

  private PlanReport() {}

  /**
   * The best plan for what was spent in the last 13 weeks: the same every week of a channel, each
   * within {@link #BOUNDS}.
   *
   * @throws IllegalArgumentException if there is nothing to plan
   */
  public static Plan standard(FittedModel model) {
    return of(
        Allocator.allocate(
            model,
            AllocationRequest.standard()
                .with(Horizon.of(Horizon.Timing.LEVEL, AllocationRequest.QUARTER))
                .withBounds(Map.of(), BOUNDS)),
        "The split of what was spent in the last 13 weeks that brings most in the mean, each channel"
            + " between 0.7 and 1.5 times its present spend; carry-over after the weeks is counted.");
  }

  /**
   * A plan as a report shows it.
   *
   * @param objective what it optimises, in words
   */
  public static Plan of(AllocationPlan plan, String objective) {
    int weeks = plan.weeks().size();
    return new Plan(
        objective,
        plan.weeks(),
        plan.spend(),
        plan.channels().stream().map(channel -> channel(channel, weeks)).toList(),
        estimate(plan.currentResponse()),
        estimate(plan.response()),
        estimate(plan.uplift()),
        plan.better(),
        plan.notes());
  }

  private static Plan.Channel channel(ChannelPlan channel, int weeks) {
    return new Plan.Channel(
        channel.channel(),
        weeks * channel.currentSpend(),
        channel.total(),
        weeks * channel.lower(),
        Double.isFinite(channel.upper()) ? weeks * channel.upper() : null,
        estimate(channel.response()),
        channel.mroi(),
        channel.currentMroi(),
        channel.bound() == ChannelPlan.Bound.NONE ? "" : channel.bound().name());
  }

  private static Estimate estimate(Expectation expectation) {
    return new Estimate(expectation.mean(), expectation.lower(), expectation.upper());
  }
}
