package dev.freshet.refresh;

import dev.freshet.refresh.Plan.Burst;
import dev.freshet.refresh.Plan.Counters;
import dev.freshet.refresh.Plan.Due;
import dev.freshet.refresh.Plan.Ending;
import dev.freshet.refresh.Plan.InFlight;
import dev.freshet.refresh.Plan.Incumbent;
import dev.freshet.refresh.Plan.Trouble;
import dev.freshet.spec.ModelSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides when a model is fitted: one method an event, each from a {@link Plan} to the next, and
 * {@link #next} that turns a due plan into a request.
 *
 * <p>At most one request is in flight a model; what happens meanwhile only marks the model due
 * again. The next request waits until the newest published model has come back, so that it carries
 * the right incumbent.
 */
final class RefreshPlanner {
  /** Tries of one state of data and spec before only a change or a command helps. */
  static final int MAX_TRIES = 4;

  /** How long a model that catches up must have been quiet before it is fitted. */
  static final Duration QUIET = Duration.ofSeconds(2);

  /** How long it is waited for at the most. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);

  private RefreshPlanner() {}

  /** An observation of one week, as far as planning needs it. */
  record Observed(
      LocalDate week,
      Map<String, Instant> watermarks,
      boolean valuesChanged,
      double relativeChange) {}

  /** A report, as far as planning needs it. */
  record Reported(
      String requestId,
      Ending outcome,
      Optional<String> modelVersion,
      LocalDate closedWeek,
      String detail) {}

  /** A request to write, and the plan once it is written. */
  record Request(
      String requestId, boolean rebuild, EnumSet<Trigger> triggers, String detail, Plan after) {}

  /**
   * A spec has come: new, changed or the same again. Calendar and currency never change under a
   * model's name: a spec that changes them is left aside, as the ledger leaves it aside.
   */
  static Plan specified(Plan plan, ModelSpec spec, Instant now) {
    if (plan.spec().isEmpty()) {
      // Rows may have come before the spec that says when their weeks close.
      return closeWeeks(plan.withSpec(spec), now);
    }
    ModelSpec before = plan.spec().get();
    boolean fits =
        before.calendar().equals(spec.calendar()) && before.currency().equals(spec.currency());
    if (!fits || before.fingerprint().equals(spec.fingerprint())) {
      return plan;
    }
    Plan next = changed(plan.withSpec(spec));
    return closeWeeks(
        next.withDue(next.due().and(Trigger.SPEC_CHANGED, false, "the spec changed")), now);
  }

  /** A weekly observation has come: new values, new watermarks or both. */
  static Plan observed(Plan plan, Observed seen, Instant now) {
    Map<String, Instant> watermarks = new TreeMap<>(plan.watermarks());
    seen.watermarks().forEach((s, w) -> watermarks.merge(s, w, RefreshPlanner::later));
    Plan next = plan.withWeeks(plan.weeks().with(seen.week())).withWatermarks(watermarks);
    if (seen.valuesChanged()) {
      Counters counters = plan.counters();
      next =
          next.withCounters(new Counters(counters.dataRevision() + 1, counters.sequence()))
              .withDue(next.due().with(next.due().burst().news(now)));
      if (isClosed(plan, seen.week()) && isBeyondTolerance(plan, seen)) {
        next =
            changed(next)
                .withDue(
                    next.due()
                        .and(Trigger.RESTATEMENT, false, "week " + seen.week() + " restated"));
      }
    }
    return closeWeeks(next, now);
  }

  /** A person or program orders a fit. */
  static Plan commanded(Plan plan, boolean rebuild, String reason) {
    String words = reason.isEmpty() ? "ordered" : reason;
    return changed(plan).withDue(plan.due().and(Trigger.COMMAND, rebuild, words));
  }

  /** A lift test has come, changed or been withdrawn. */
  static Plan experimented(Plan plan, String experiment) {
    return changed(plan)
        .withDue(plan.due().and(Trigger.EXPERIMENT, false, "experiment " + experiment));
  }

  /** A person orders the request in flight once more, under a new sequence. */
  static Plan resent(Plan plan) {
    return plan.inFlight()
        .map(
            lost ->
                plan.withInFlight(Optional.empty())
                    .withDue(lost.due().and(Trigger.COMMAND, false, "sent once more")))
        .orElse(plan);
  }

  /** A report has come; one that answers no request in flight changes nothing. */
  static Plan reported(Plan plan, Reported report, Instant now) {
    if (plan.inFlight().filter(f -> f.requestId().equals(report.requestId())).isEmpty()) {
      return plan;
    }
    InFlight answered = plan.inFlight().orElseThrow();
    Plan next = plan.withInFlight(Optional.empty());
    return switch (report.outcome()) {
      case PUBLISHED ->
          next.withIncumbent(
                  new Incumbent(
                      report.modelVersion(),
                      plan.incumbent().arrived(),
                      Optional.of(report.closedWeek()),
                      plan.incumbent().staleSince()))
              .withTrouble(
                  new Trouble(0, Optional.empty(), Optional.of(report.outcome()), report.detail()));
      case REFUSED, SUPERSEDED ->
          next.withTrouble(
              new Trouble(
                  plan.trouble().failures(),
                  Optional.empty(),
                  Optional.of(report.outcome()),
                  report.detail()));
      case FAILED ->
          // An order to rebuild outlives its failure: the retry, or the next trigger, carries it.
          next.withTrouble(failed(plan, report, now))
              .withDue(
                  new Due(
                      plan.due().triggers(),
                      plan.due().rebuild() || answered.due().rebuild(),
                      plan.due().detail(),
                      plan.due().burst()));
    };
  }

  /**
   * The published model has come. Sequences go on above its own, should the planner have lost count
   * of them: below, every request would be taken for overtaken.
   */
  static Plan arrived(Plan plan, String modelVersion, long sequence) {
    Incumbent known = plan.incumbent();
    Counters counters = plan.counters();
    return plan.withCounters(
            new Counters(counters.dataRevision(), Math.max(counters.sequence(), sequence)))
        .withIncumbent(
            new Incumbent(
                known.reported(),
                Optional.of(modelVersion),
                known.closedWeek(),
                known.staleSince()));
  }

  /**
   * Whether a model that has come is to be the incumbent: one that was asked for or reported, or
   * none older than the one at hand.
   *
   * @param atHand sequence of the model at hand; 0 without one
   */
  static boolean accepts(Plan plan, String modelVersion, long sequence, long atHand) {
    return sequence >= atHand
        || plan.inFlight().filter(f -> f.sequence() == sequence).isPresent()
        || plan.incumbent().reported().filter(modelVersion::equals).isPresent();
  }

  /**
   * What is left of a retired model: its counters, so that a model of the same name goes on above
   * them, and the request in flight, whose results must be withdrawn when they come.
   */
  static Plan retired(Plan plan) {
    return Plan.EMPTY.withCounters(plan.counters()).withInFlight(plan.inFlight());
  }

  /** Whether the model is retired but results of it may still come. */
  static boolean awaitsResultsToWithdraw(Plan plan) {
    return plan.spec().isEmpty() && plan.inFlight().isPresent();
  }

  /** Time has passed: a failed request whose back-off is over becomes due again. */
  static Plan ticked(Plan plan, Instant now) {
    boolean over = plan.trouble().retryAt().filter(at -> !at.isAfter(now)).isPresent();
    if (!over) {
      return plan;
    }
    Trouble trouble = plan.trouble();
    return plan.withTrouble(
            new Trouble(trouble.failures(), Optional.empty(), trouble.outcome(), trouble.detail()))
        .withDue(plan.due().and(Trigger.RETRY, false, "failed before: " + trouble.detail()));
  }

  /** The request to write now, if one is due and may be written. */
  static Optional<Request> next(Plan plan, String model, Instant now) {
    boolean ready =
        plan.spec().isPresent()
            && !plan.due().triggers().isEmpty()
            && plan.inFlight().isEmpty()
            && plan.incumbent().settled()
            && plan.closedWeeks() >= plan.spec().get().minWeeks()
            && !catchesUp(plan, now);
    if (!ready) {
      return Optional.empty();
    }
    EnumSet<Trigger> triggers = EnumSet.copyOf(plan.due().triggers());
    boolean first = plan.incumbent().arrived().isEmpty();
    if (first) {
      triggers.remove(Trigger.WEEK_CLOSED);
      triggers.add(Trigger.FIRST_BUILD);
    }
    long sequence = plan.counters().sequence() + 1;
    String requestId = model + "#" + sequence;
    Plan after =
        plan.withCounters(new Counters(plan.counters().dataRevision(), sequence))
            .withInFlight(
                Optional.of(new InFlight(requestId, sequence, now, plan.due().with(Burst.NONE))))
            .withDue(Due.NOT);
    return Optional.of(
        new Request(
            requestId, first || plan.due().rebuild(), triggers, plan.due().detail(), after));
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

  /** Why the published model lacks something; empty when it is fresh or there is none. */
  static Optional<String> staleReason(Plan plan) {
    if (plan.incumbent().reported().isEmpty()) {
      return Optional.empty();
    }
    if (plan.trouble()
        .outcome()
        .filter(o -> o == Ending.FAILED || o == Ending.REFUSED)
        .isPresent()) {
      return Optional.of(plan.trouble().detail());
    }
    boolean behind = !plan.incumbent().closedWeek().equals(plan.weeks().closedThrough());
    return behind ? Optional.of("week closed, refresh under way") : Optional.empty();
  }

  /** Notes since when the published model is stale; the last step of every event. */
  static Plan aged(Plan plan, Instant now) {
    Incumbent known = plan.incumbent();
    boolean stale = staleReason(plan).isPresent();
    if (stale == known.staleSince().isPresent()) {
      return plan;
    }
    return plan.withIncumbent(
        new Incumbent(
            known.reported(),
            known.arrived(),
            known.closedWeek(),
            stale ? Optional.of(now) : Optional.empty()));
  }

  private static Plan closeWeeks(Plan plan, Instant now) {
    if (plan.spec().isEmpty() || plan.weeks().first().isEmpty()) {
      return plan;
    }
    LocalDate firstOpen =
        plan.weeks()
            .closedThrough()
            .map(w -> plan.spec().get().calendar().next(w))
            .orElse(plan.weeks().first().get());
    LocalDate closed =
        ClosePolicy.judge(
                plan.spec().get(),
                plan.watermarks(),
                firstOpen,
                plan.weeks().newest().orElseThrow())
            .closedThrough();
    if (closed == null) {
      return plan;
    }
    int weeks = (int) plan.spec().get().calendar().weeksBetween(firstOpen, closed) + 1;
    return changed(plan)
        .withWeeks(plan.weeks().closed(closed, now))
        .withDue(
            plan.due()
                .and(Trigger.WEEK_CLOSED, false, "week " + closed + " closed")
                .with(plan.due().burst().closed(weeks, now)));
  }

  /** New data or a new spec: what failed before is worth another try. */
  private static Plan changed(Plan plan) {
    Trouble trouble = plan.trouble();
    return plan.withTrouble(new Trouble(0, Optional.empty(), trouble.outcome(), trouble.detail()));
  }

  private static Trouble failed(Plan plan, Reported report, Instant now) {
    int failures = plan.trouble().failures() + 1;
    Optional<Instant> retryAt =
        failures < MAX_TRIES
            ? Optional.of(now.plus(FIRST_BACK_OFF.multipliedBy(1L << (2 * (failures - 1)))))
            : Optional.empty();
    return new Trouble(failures, retryAt, Optional.of(Ending.FAILED), report.detail());
  }

  private static boolean isClosed(Plan plan, LocalDate week) {
    return plan.weeks().closedThrough().filter(through -> !week.isAfter(through)).isPresent();
  }

  private static boolean isBeyondTolerance(Plan plan, Observed seen) {
    double tolerance = plan.spec().map(s -> s.closing().restatementTolerance()).orElse(0.0);
    return seen.relativeChange() > tolerance;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
