package dev.freshet.refresh;

import java.time.Duration;

/**
 * Settings of the planner.
 *
 * @param partitions partitions of the planner's internal topic: its largest useful number of tasks
 * @param debounce how long triggers of a model gather before its request is written
 * @param closing how often models without news are looked at, for weeks that close by the clock
 * @param builds builds and rebuilds asked for at once by each partition
 * @param engine version of the engine that this release fits with
 */
public record PlannerConfig(
    int partitions, Duration debounce, Duration closing, int builds, String engine) {
  public PlannerConfig {
    if (partitions < 1) {
      throw new IllegalArgumentException("planner partitions " + partitions + ": need 1 or more");
    }
    if (debounce.isNegative() || debounce.isZero()) {
      throw new IllegalArgumentException("planner debounce " + debounce + ": must be above zero");
    }
    if (closing.compareTo(debounce) < 0) {
      throw new IllegalArgumentException(
          "planner closing %s: must be at least debounce %s".formatted(closing, debounce));
    }
    if (builds < 1) {
      throw new IllegalArgumentException("planner builds " + builds + ": need 1 or more");
    }
  }
}
