package dev.freshet.allocate;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a plan is asked to do.
 *
 * @param aim what it is made for
 * @param horizon the weeks it is made for
 * @param bounds between what each channel named must spend a week
 * @param otherBounds those of channels not named
 * @param referenceWeeks how many last weeks of the data a channel's reference, its current spend,
 *     is the mean of, at least 1
 * @param costWeeks how many last weeks with spend and exposure tell what exposure costs, at least 1
 * @param risk how the draws are made one figure
 */
public record AllocationRequest(
    Aim aim,
    Horizon horizon,
    Map<String, SpendBounds> bounds,
    SpendBounds otherBounds,
    int referenceWeeks,
    int costWeeks,
    Risk risk) {

  /** Weeks of a quarter: the default of horizon, reference and cost. */
  public static final int QUARTER = 13;

  /** Half to twice the reference. */
  public static final SpendBounds OTHER_BOUNDS = SpendBounds.relative(0.5, 2);

  public AllocationRequest {
    Objects.requireNonNull(aim, "aim");
    Objects.requireNonNull(horizon, "horizon");
    Objects.requireNonNull(otherBounds, "otherBounds");
    Objects.requireNonNull(risk, "risk");
    bounds = Collections.unmodifiableMap(new TreeMap<>(bounds));
    if (referenceWeeks < 1 || costWeeks < 1) {
      throw new IllegalArgumentException(
          "reference and cost of %d and %d weeks; need at least 1"
              .formatted(referenceWeeks, costWeeks));
    }
  }

  /** The most response for what is spent of late, over a quarter. */
  public static AllocationRequest standard() {
    return new AllocationRequest(
        Aim.mostResponse(),
        Horizon.of(Horizon.Timing.BY_WEEK, QUARTER),
        Map.of(),
        OTHER_BOUNDS,
        QUARTER,
        QUARTER,
        Risk.EXPECTED);
  }

  public AllocationRequest with(Aim other) {
    return new AllocationRequest(
        other, horizon, bounds, otherBounds, referenceWeeks, costWeeks, risk);
  }

  public AllocationRequest with(Horizon other) {
    return new AllocationRequest(aim, other, bounds, otherBounds, referenceWeeks, costWeeks, risk);
  }

  public AllocationRequest with(Risk other) {
    return new AllocationRequest(
        aim, horizon, bounds, otherBounds, referenceWeeks, costWeeks, other);
  }

  public AllocationRequest withBounds(Map<String, SpendBounds> byChannel, SpendBounds others) {
    return new AllocationRequest(aim, horizon, byChannel, others, referenceWeeks, costWeeks, risk);
  }
}
