package dev.freshet.refresh;

import dev.freshet.refresh.Plan.Closed;
import dev.freshet.refresh.Plan.Ending;
import dev.freshet.refresh.Plan.InFlight;
import dev.freshet.refresh.Plan.Route;
import dev.freshet.spec.ModelSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where a model stands, as far as the figures over all models need it. A value without time: what
 * is overdue at a moment is asked with the moment.
 *
 * @param open weeks begun and not closed, in order
 * @param quietFrom from when on the model has gone quiet, unless something comes: {@code maxWait}
 *     after the end of the first week that neither data nor a closing have reached; empty before
 *     its first data
 * @param lacking sources that the newest closed week lacks still
 * @param unrefreshed the closed week that waits for its model; empty when there is none, when there
 *     are too few for a model, and while the model rests
 * @param resting whether the last request failed or was refused and none follows by itself
 * @param asked the route of the request in flight
 */
record Standing(
    List<OpenWeek> open,
    Optional<Instant> quietFrom,
    List<String> lacking,
    Optional<Unrefreshed> unrefreshed,
    boolean resting,
    Optional<Route> asked) {
  Standing {
    open = List.copyOf(open);
    lacking = List.copyOf(lacking);
  }

  /**
   * A week begun and not closed.
   *
   * @param overdueAt from when on it should be closed: {@code maxWait} after its end; empty for a
   *     week that data have not reached, which the clock never closes
   */
  record OpenWeek(LocalDate week, List<String> waitingFor, Optional<Instant> overdueAt) {
    OpenWeek {
      waitingFor = List.copyOf(waitingFor);
    }

    boolean overdue(Instant now) {
      return overdueAt.filter(at -> !now.isBefore(at)).isPresent();
    }
  }

  /**
   * A closed week that waits for its model.
   *
   * @param since when it began to wait: at its closing, or when a model that rested was asked for
   *     anew, so that an old failure does not look like a new fit that is stuck; what is tried
   *     again by itself does not begin anew
   * @param route where its request travels, or would
   */
  record Unrefreshed(Instant since, Route route) {}

  /**
   * Of a model with a spec; empty for others.
   *
   * @param engine the planner's own engine version
   */
  static Optional<Standing> of(Plan plan, String engine) {
    return plan.spec()
        .map(
            spec ->
                new Standing(
                    open(plan),
                    quietFrom(plan, spec),
                    lacking(plan),
                    unrefreshed(plan, spec, engine),
                    isResting(plan),
                    plan.inFlight().map(InFlight::route)));
  }

  /** Weeks begun and not closed, in order. */
  static List<OpenWeek> open(Plan plan) {
    return RefreshPlanner.evidence(plan)
        .map(e -> ClosePolicy.judge(plan.spec().orElseThrow(), e, Optional.empty()).open())
        .orElse(List.of())
        .stream()
        .map(o -> openWeek(plan, o))
        .toList();
  }

  private static OpenWeek openWeek(Plan plan, ClosePolicy.Open open) {
    Optional<Instant> overdueAt =
        plan.weeks()
            .newest()
            .filter(newest -> !open.week().isAfter(newest))
            .map(newest -> patienceEnds(plan.spec().orElseThrow(), open.week()));
    return new OpenWeek(open.week(), open.waitingFor(), overdueAt);
  }

  private static Instant patienceEnds(ModelSpec spec, LocalDate week) {
    return spec.calendar().end(week).plus(spec.closing().maxWait());
  }

  private static Optional<Instant> quietFrom(Plan plan, ModelSpec spec) {
    return Stream.concat(plan.weeks().newest().stream(), plan.weeks().closedThrough().stream())
        .max(LocalDate::compareTo)
        .map(last -> patienceEnds(spec, spec.calendar().next(last)));
  }

  /** Sources that the newest closed week closed without and that have not come after all. */
  static List<String> lacking(Plan plan) {
    if (plan.spec().isEmpty() || plan.weeks().closed().isEmpty()) {
      return List.of();
    }
    Closed closed = plan.weeks().closed().get();
    return ClosePolicy.waitingFor(plan.spec().get(), plan.feeds(), closed.week()).stream()
        .filter(closed.missing()::contains)
        .toList();
  }

  private static Optional<Unrefreshed> unrefreshed(Plan plan, ModelSpec spec, String engine) {
    boolean enough = plan.closedWeeks() >= spec.minWeeks();
    boolean behind = !plan.incumbent().closedWeek().equals(plan.weeks().closedThrough());
    if (!enough || !behind || isResting(plan)) {
      return Optional.empty();
    }
    Route route =
        plan.inFlight().map(InFlight::route).orElseGet(() -> NextRequest.route(plan, engine));
    return waitingSince(plan).map(since -> new Unrefreshed(since, route));
  }

  private static Optional<Instant> waitingSince(Plan plan) {
    Optional<Instant> closedAt = plan.weeks().closed().map(Closed::at);
    if (plan.trouble().outcome().filter(Standing::isTrouble).isEmpty()) {
      return plan.incumbent().staleSince().or(() -> closedAt);
    }
    return plan.inFlight()
        .filter(flight -> !flight.due().triggers().contains(Trigger.RETRY))
        .map(InFlight::requestedAt)
        .or(() -> closedAt);
  }

  private static boolean isTrouble(Ending outcome) {
    return outcome == Ending.FAILED || outcome == Ending.REFUSED;
  }

  /** Whether the last request brought nothing, and none is in flight, due or to be tried again. */
  private static boolean isResting(Plan plan) {
    return plan.inFlight().isEmpty()
        && plan.due().triggers().isEmpty()
        && plan.trouble().retryAt().isEmpty()
        && plan.trouble().outcome().filter(o -> o != Ending.PUBLISHED).isPresent();
  }

  /** Weeks that should be closed by now. */
  long overdue(Instant now) {
    return open.stream().filter(w -> w.overdue(now)).count();
  }

  /** Whether all of it has gone quiet: no data, and no progress that would close a week. */
  boolean quiet(Instant now) {
    return quietFrom.filter(from -> !now.isBefore(from)).isPresent();
  }

  /**
   * Sources without which the newest week closed, or for which an overdue one waits; none of a
   * model that has gone quiet.
   */
  int silent(Instant now) {
    if (quiet(now)) {
      return 0;
    }
    Set<String> silent = new TreeSet<>(lacking);
    open.stream().filter(w -> w.overdue(now)).forEach(w -> silent.addAll(w.waitingFor()));
    return silent.size();
  }
}
