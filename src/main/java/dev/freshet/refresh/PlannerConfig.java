package dev.freshet.refresh;

import java.time.Duration;

/**
 * Settings of the planner.
 *
 * @param partitions partitions of the planner's internal topic: its largest useful number of tasks
 * @param debounce how long triggers of a model gather before its request is written
 */
public record PlannerConfig(int partitions, Duration debounce) {
  public PlannerConfig {
    if (partitions < 1) {
      throw new IllegalArgumentException("planner partitions " + partitions + ": need 1 or more");
    }
    if (debounce.isNegative() || debounce.isZero()) {
      throw new IllegalArgumentException("planner debounce " + debounce + ": must be above zero");
    }
  }
}
