package dev.freshet.refresh;

import dev.freshet.refresh.Plan.Closed;
import dev.freshet.refresh.Plan.InFlight;
import dev.freshet.refresh.Plan.Route;
import dev.freshet.spec.ModelSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a model stands, as far as the figures over all models need it. A value without time: what
 * is overdue at a moment is asked with the moment.
 *
 * @param open weeks begun and not closed, in order
 * @param lacking sources that the newest closed week lacks still
 * @param unrefreshedSince since when the published model has lacked a closed week; empty when it
 *     has them all or there are too few for a model
 * @param asked the route of the request in flight
 */
record Standing(
    List<OpenWeek> open,
    List<String> lacking,
    Optional<Instant> unrefreshedSince,
    Optional<Route> asked) {
  Standing {
    open = List.copyOf(open);
    lacking = List.copyOf(lacking);
  }

  /**
   * A week begun and not closed.
   *
   * @param overdueAt from when on it should be closed: {@code maxWait} after its end
   */
  record OpenWeek(LocalDate week, List<String> waitingFor, Instant overdueAt) {
    OpenWeek {
      waitingFor = List.copyOf(waitingFor);
    }

    boolean overdue(Instant now) {
      return !now.isBefore(overdueAt);
    }
  }

  /** Of a model with a spec; empty for others. */
  static Optional<Standing> of(Plan plan) {
    return plan.spec()
        .map(
            spec ->
                new Standing(
                    open(plan),
                    lacking(plan),
                    unrefreshedSince(plan, spec),
                    plan.inFlight().map(InFlight::route)));
  }

  /** Weeks begun and not closed, in order. */
  static List<OpenWeek> open(Plan plan) {
    return RefreshPlanner.evidence(plan)
        .map(e -> ClosePolicy.judge(plan.spec().orElseThrow(), e, Optional.empty()).open())
        .orElse(List.of())
        .stream()
        .map(o -> openWeek(plan.spec().orElseThrow(), o))
        .toList();
  }

  private static OpenWeek openWeek(ModelSpec spec, ClosePolicy.Open open) {
    Instant overdueAt = spec.calendar().end(open.week()).plus(spec.closing().maxWait());
    return new OpenWeek(open.week(), open.waitingFor(), overdueAt);
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

  private static Optional<Instant> unrefreshedSince(Plan plan, ModelSpec spec) {
    boolean enough = plan.closedWeeks() >= spec.minWeeks();
    boolean behind = !plan.incumbent().closedWeek().equals(plan.weeks().closedThrough());
    return enough && behind
        ? plan.incumbent().staleSince().or(() -> plan.weeks().closed().map(Closed::at))
        : Optional.empty();
  }

  /** Weeks that should be closed by now. */
  long overdue(Instant now) {
    return open.stream().filter(w -> w.overdue(now)).count();
  }

  /** Sources without which the newest week closed, or for which an overdue one waits. */
  int silent(Instant now) {
    Set<String> silent = new TreeSet<>(lacking);
    open.stream().filter(w -> w.overdue(now)).forEach(w -> silent.addAll(w.waitingFor()));
    return silent.size();
  }
}
