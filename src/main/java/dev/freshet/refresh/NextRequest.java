package dev.freshet.refresh;

import dev.freshet.refresh.Plan.Burst;
import dev.freshet.refresh.Plan.Due;
import dev.freshet.refresh.Plan.Edition;
import dev.freshet.refresh.Plan.InFlight;
import dev.freshet.refresh.Plan.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;

/**
 * The request that a plan calls for: whether there is one now, on which topic, and of which engine.
 *
 * @param rebuild whether the fit must not start from the incumbent
 * @param route where it travels
 * @param engine oldest engine that may answer it: the planner's own
 * @param after the plan once it is written
 */
record NextRequest(
    String requestId,
    boolean rebuild,
    Route route,
    String engine,
    EnumSet<Trigger> triggers,
    String detail,
    Plan after) {
  /** How long a model that catches up must have been quiet before it is fitted. */
  static final Duration QUIET = Duration.ofSeconds(2);

  /** How long it is waited for at the most. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  /**
   * The request to write now, if one is due and may be written.
   *
   * @param engine the planner's own engine version
   */
  static Optional<NextRequest> of(Plan plan, String model, Instant now, String engine) {
    Optional<InFlight> lost = plan.inFlight().filter(InFlight::lost);
    boolean ready =
        plan.spec().isPresent()
            && !plan.due().triggers().isEmpty()
            && (plan.inFlight().isEmpty() || lost.isPresent())
            && plan.incumbent().settled()
            && plan.closedWeeks() >= plan.spec().get().minWeeks()
            && !catchesUp(plan, now);
    if (!ready) {
      return Optional.empty();
    }
    EnumSet<Trigger> triggers = EnumSet.copyOf(plan.due().triggers());
    boolean first = plan.atHand().isEmpty();
    if (first) {
      triggers.remove(Trigger.WEEK_CLOSED);
      triggers.add(Trigger.FIRST_BUILD);
    }
    Route route = lost.map(InFlight::route).orElseGet(() -> route(plan, engine));
    Optional<String> beyond = newerIncumbent(plan, engine);
    boolean ordered = plan.due().rebuild() && (route == Route.BUILD || beyond.isPresent());
    long sequence = plan.counters().sequence() + 1;
    String requestId = model + "#" + sequence;
    InFlight flight =
        new InFlight(
            requestId,
            sequence,
            lost.map(InFlight::from).orElse(sequence),
            route,
            now,
            plan.due().with(Burst.NONE).rebuild(ordered),
            false);
    // A rebuild that was ordered while a refresh was lost has its turn after it.
    Due left =
        plan.due().rebuild() && !ordered
            ? Due.NOT.and(Trigger.COMMAND, true, plan.due().detail())
            : Due.NOT;
    Plan after =
        plan.withCounters(plan.counters().atLeast(sequence))
            .withInFlight(Optional.of(flight))
            .withDue(left);
    String detail =
        beyond
            .map(
                newer ->
                    plan.due().detail()
                        + "; the published model is of engine %s, newer than %s"
                            .formatted(newer, engine))
            .orElse(plan.due().detail());
    return Optional.of(
        new NextRequest(
            requestId,
            first || ordered || beyond.isPresent(),
            route,
            engine,
            triggers,
            detail,
            after));
  }

  /** Slow fits travel apart: those without an incumbent, or with one of another engine. */
  static Route route(Plan plan, String engine) {
    boolean slow =
        plan.due().rebuild()
            || plan.atHand().filter(e -> !Engines.isNewer(engine, e.engine())).isEmpty()
            || newerIncumbent(plan, engine).isPresent();
    return slow ? Route.BUILD : Route.REFRESH;
  }

  /**
   * The incumbent's engine where it is newer than the planner's own, as after a rollback: nobody
   * else may be there to read its state, so the model is built without it.
   */
  private static Optional<String> newerIncumbent(Plan plan, String engine) {
    return plan.atHand().map(Edition::engine).filter(e -> Engines.isNewer(e, engine));
  }

  /**
   * Whether the model's history is still on its way: several weeks closed at once, and rows came
   * until a moment ago. A fit of what there is would be out of date before it is published.
   */
  static boolean catchesUp(Plan plan, Instant now) {
    Burst burst = plan.due().burst();
    return burst.weeks() > 1
        && !plan.due().triggers().contains(Trigger.COMMAND)
        && burst.newsAt().filter(at -> now.isBefore(at.plus(QUIET))).isPresent()
        && burst.since().filter(at -> now.isBefore(at.plus(PATIENCE))).isPresent();
  }
}
