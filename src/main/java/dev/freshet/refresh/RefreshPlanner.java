package dev.freshet.refresh;

import dev.freshet.refresh.ClosePolicy.Close;
import dev.freshet.refresh.ClosePolicy.Evidence;
import dev.freshet.refresh.ClosePolicy.Silence;
import dev.freshet.refresh.Plan.Burst;
import dev.freshet.refresh.Plan.Closed;
import dev.freshet.refresh.Plan.Counters;
import dev.freshet.refresh.Plan.Due;
import dev.freshet.refresh.Plan.Edition;
import dev.freshet.refresh.Plan.Ending;
import dev.freshet.refresh.Plan.Feed;
import dev.freshet.refresh.Plan.InFlight;
import dev.freshet.refresh.Plan.Incumbent;
import dev.freshet.refresh.Plan.Mandate;
import dev.freshet.refresh.Plan.Trouble;
import dev.freshet.refresh.Plan.Weeks;
import dev.freshet.spec.ModelSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides when a model is fitted: one method an event, each from a {@link Plan} to the next, and
 * {@link NextRequest} that turns a due plan into a request.
 *
 * <p>At most one request is in flight a model; what happens meanwhile only marks the model due
 * again. The next request waits until the newest published model has come back, so that it carries
 * the right incumbent.
 *
 * <p>All requests of a model that may still be answered travel on one route, and so on one
 * partition: its order is what keeps an older result from being published after a newer one, in one
 * refresher or in many. A request taken for lost is therefore replaced on the route it was lost on.
 */
final class RefreshPlanner {
  /** Tries of one state of data and spec before only a change or a command helps. */
  static final int MAX_TRIES = 4;

  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(10);

  private RefreshPlanner() {}

  /**
   * An observation of one week, as far as planning needs it.
   *
   * @param valuesChanged since the one before
   * @param relativeChange largest of its values since the model's last request; 0 for none
   */
  record Observed(
      LocalDate week,
      Map<String, Instant> watermarks,
      boolean valuesChanged,
      double relativeChange) {}

  /** A report, as far as planning needs it. */
  record Reported(
      String requestId,
      long sequence,
      String specVersion,
      Ending outcome,
      Optional<String> modelVersion,
      LocalDate closedWeek,
      String detail) {}

  /**
   * A spec has come: new, changed or the same again. Calendar and currency never change under a
   * model's name: a spec that changes them is left aside, as the ledger leaves it aside.
   */
  static Plan specified(Plan plan, ModelSpec spec, Instant now, Intake intake) {
    Optional<Mandate> mandate = Optional.of(new Mandate(spec, now));
    if (plan.spec().isEmpty()) {
      Counters counters = plan.counters();
      boolean returns = counters.floor() == Counters.RETIRED;
      Plan next = returns ? plan.withCounters(counters.floor(counters.sequence())) : plan;
      // Rows may have come before the spec that says when their weeks close.
      return closeWeeks(next.withMandate(mandate), now, intake);
    }
    ModelSpec before = plan.spec().get();
    if (!before.continuedBy(spec) || before.fingerprint().equals(spec.fingerprint())) {
      return plan;
    }
    Plan next = changed(plan.withMandate(mandate));
    return closeWeeks(
        next.withDue(next.due().and(Trigger.SPEC_CHANGED, false, "the spec changed")), now, intake);
  }

  /** A weekly observation has come: new values, new watermarks or both. */
  static Plan observed(Plan plan, Observed seen, Instant now, Intake intake) {
    Plan next =
        plan.withWeeks(plan.weeks().with(seen.week()))
            .withFeeds(moved(plan.feeds(), seen.watermarks(), now));
    if (seen.valuesChanged()) {
      next =
          next.withCounters(plan.counters().changed())
              .withWeeks(next.weeks().newsOf(seen.week(), now))
              .withDue(next.due().with(next.due().burst().news(now)));
      if (plan.weeks().isClosed(seen.week()) && isBeyondTolerance(plan, seen)) {
        next =
            changed(next)
                .withDue(
                    next.due()
                        .and(Trigger.RESTATEMENT, false, "week " + seen.week() + " restated"));
      }
    }
    return closeWeeks(next, now, intake);
  }

  private static Map<String, Feed> moved(
      Map<String, Feed> feeds, Map<String, Instant> watermarks, Instant now) {
    Map<String, Feed> next = new TreeMap<>(feeds);
    watermarks.forEach(
        (source, through) -> {
          Feed known = next.get(source);
          if (known == null || through.isAfter(known.through())) {
            next.put(source, new Feed(through, now));
          }
        });
    return next;
  }

  /**
   * A week was withdrawn, and these are the oldest and newest of those that are left. With the last
   * of them goes all that was known of weeks: what comes next is of another life.
   */
  static Plan withdrawn(Plan plan, Optional<LocalDate> first, Optional<LocalDate> newest) {
    Plan next = plan.withCounters(plan.counters().changed());
    return first.isPresent()
        ? next.withWeeks(plan.weeks().left(first, newest))
        : next.withWeeks(Weeks.NONE).withFeeds(Map.of()).withDue(plan.due().with(Burst.NONE));
  }

  /**
   * A life begins with rows at hand, none of them closed.
   *
   * @param first oldest of their weeks
   * @param newest newest of their weeks
   * @param watermarks by source, the furthest that they say
   */
  static Plan begun(
      Plan plan,
      Optional<LocalDate> first,
      Optional<LocalDate> newest,
      Map<String, Instant> watermarks,
      Instant now) {
    return plan.withWeeks(Weeks.NONE.left(first, newest))
        .withFeeds(moved(Map.of(), watermarks, now));
  }

  /** A person or program orders a fit. */
  static Plan commanded(Plan plan, boolean rebuild, String reason) {
    String words = reason.isEmpty() ? "ordered" : reason;
    return changed(plan).withDue(plan.due().and(Trigger.COMMAND, rebuild, words));
  }

  /**
   * The lift tests were judged: after one came, changed or was withdrawn, or weeks or spec changed.
   * The model is due where another set of them counts, or one of it says something else.
   *
   * @param uses all of them
   * @param changed those that say something else than before
   */
  static Plan judged(Plan plan, List<LiftTestUse> uses, Set<String> changed) {
    Set<String> before = counting(plan.liftTests());
    Set<String> after = counting(uses);
    Plan next = plan.withLiftTests(uses);
    for (String test : all(before, after)) {
      String words =
          !after.contains(test)
              ? "experiment " + test + " no longer counts"
              : !before.contains(test)
                  ? "experiment " + test + " counts"
                  : "experiment " + test + " changed";
      if (!before.contains(test) || !after.contains(test) || changed.contains(test)) {
        next = changed(next).withDue(next.due().and(Trigger.EXPERIMENT, false, words));
      }
    }
    return next;
  }

  private static Set<String> counting(List<LiftTestUse> uses) {
    return uses.stream()
        .filter(LiftTestUse::counts)
        .map(LiftTestUse::experiment)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> all(Set<String> some, Set<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }

  /** A person takes the request in flight for lost and orders another, under a new sequence. */
  static Plan resent(Plan plan) {
    return plan.inFlight()
        .map(
            lost ->
                changed(plan)
                    .withInFlight(Optional.of(lost.asLost()))
                    .withDue(
                        plan.due().and(lost.due()).and(Trigger.COMMAND, false, "sent once more")))
        .orElse(plan);
  }

  /**
   * A report has come. One that answers no request in flight changes nothing, except that a result
   * of a request taken for lost is published all the same.
   */
  static Plan reported(Plan plan, Reported report, Instant now) {
    Plan next = plan.withCounters(plan.counters().atLeast(report.sequence()));
    Optional<InFlight> flight = plan.inFlight().filter(f -> f.covers(report.sequence()));
    if (flight.isEmpty()) {
      return next;
    }
    if (report.outcome() == Ending.PUBLISHED && isNews(plan, report.sequence())) {
      next =
          next.withIncumbent(
              plan.incumbent()
                  .reported(
                      new Edition(report.modelVersion().orElse(""), report.sequence(), ""),
                      report.closedWeek()));
    }
    boolean answers = flight.get().requestId().equals(report.requestId());
    return answers ? answered(next, flight.get(), report, now) : next;
  }

  /**
   * A report has come that says that no refresher of the request's engine was there. That is no
   * failure of data or spec: the request is written again, as often as it takes.
   */
  static Plan unattended(Plan plan, Reported report, Instant now) {
    Plan next = reported(plan, report, now);
    boolean answers = plan.inFlight().isPresent() && next.inFlight().isEmpty();
    return answers
        ? next.withTrouble(
            new Trouble(
                plan.trouble().failures(),
                Optional.of(now.plus(FIRST_BACK_OFF)),
                Optional.of(report.outcome()),
                report.detail()))
        : next;
  }

  private static Plan answered(Plan plan, InFlight answered, Reported report, Instant now) {
    Plan next = plan.withInFlight(Optional.empty());
    return switch (report.outcome()) {
      case PUBLISHED, REFUSED -> next.withTrouble(ended(plan, report));
      case SUPERSEDED -> {
        // What it was wanted for is still wanted; a newer spec than ours may still be on its way.
        Plan again = next.withDue(plan.due().and(answered.due()));
        boolean newer =
            plan.spec().filter(s -> s.fingerprint().equals(report.specVersion())).isEmpty();
        yield newer
            ? again.withTrouble(ended(plan, report))
            : next.withTrouble(failed(plan, report, now)).withDue(kept(plan, answered));
      }
      // An order to rebuild outlives its failure: the retry, or the next trigger, carries it.
      case FAILED -> next.withTrouble(failed(plan, report, now)).withDue(kept(plan, answered));
    };
  }

  private static Due kept(Plan plan, InFlight answered) {
    return plan.due().rebuild(plan.due().rebuild() || answered.due().rebuild());
  }

  private static Trouble ended(Plan plan, Reported report) {
    int failures = report.outcome() == Ending.PUBLISHED ? 0 : plan.trouble().failures();
    return new Trouble(failures, Optional.empty(), Optional.of(report.outcome()), report.detail());
  }

  private static boolean isNews(Plan plan, long sequence) {
    return plan.incumbent().reported().filter(e -> e.sequence() >= sequence).isEmpty();
  }

  /**
   * A published model has come. Sequences go on above its own, should the planner have lost count
   * of them: below, every request would be taken for overtaken.
   *
   * @param lastWeek newest week that it was fitted on
   */
  static Plan arrived(Plan plan, Edition edition, LocalDate lastWeek) {
    Incumbent incumbent = plan.incumbent().arrived(edition);
    if (isNews(plan, edition.sequence())) {
      incumbent = incumbent.reported(edition, lastWeek);
    }
    return plan.withCounters(plan.counters().atLeast(edition.sequence())).withIncumbent(incumbent);
  }

  /**
   * Whether rows of a published model are to be withdrawn: it is of a life that ended when the
   * model's spec was withdrawn.
   */
  static boolean isOfFormerLife(Plan plan, long sequence) {
    return sequence <= plan.counters().floor();
  }

  /**
   * Whether rows of a former life can be withdrawn without harm: none of this life can have been
   * published over them. Else its successor replaces them, or they go when it has failed.
   */
  static boolean isAlone(Plan plan) {
    long floor = plan.counters().floor();
    return plan.published().isEmpty()
        && plan.inFlight().filter(f -> f.sequence() > floor).isEmpty();
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
        || plan.incumbent().reported().filter(e -> e.version().equals(modelVersion)).isPresent();
  }

  /**
   * What is left of a retired model: its counters, so that a model of the same name goes on above
   * them, and the request in flight, whose results must be withdrawn when they come.
   */
  static Plan retired(Plan plan) {
    Incumbent known = plan.incumbent();
    return Plan.EMPTY
        .withCounters(plan.counters().floor(Counters.RETIRED))
        .withInFlight(plan.inFlight())
        .withIncumbent(
            new Incumbent(known.reported(), known.arrived(), Optional.empty(), Optional.empty()));
  }

  /** Whether the model's spec was withdrawn and no other has come. */
  static boolean isRetired(Plan plan) {
    return plan.counters().floor() == Counters.RETIRED;
  }

  /** Time has passed: weeks may close by the clock, a failure's back-off may be over. */
  static Plan ticked(Plan plan, Instant now, Intake intake) {
    Plan next = closeWeeks(plan, now, intake);
    Trouble trouble = next.trouble();
    boolean over = trouble.retryAt().filter(at -> !at.isAfter(now)).isPresent();
    return over
        ? next.withTrouble(
                new Trouble(
                    trouble.failures(), Optional.empty(), trouble.outcome(), trouble.detail()))
            .withDue(next.due().and(Trigger.RETRY, false, "failed before: " + trouble.detail()))
        : next;
  }

  /** Why the published model lacks something; empty when it is fresh or there is none. */
  static Optional<String> staleReason(Plan plan) {
    if (plan.published().isEmpty()) {
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
    return plan.withIncumbent(known.staleSince(stale ? Optional.of(now) : Optional.empty()));
  }

  /** What closes weeks; empty before there is a spec or a week. */
  static Optional<Evidence> evidence(Plan plan) {
    if (plan.spec().isEmpty() || plan.weeks().first().isEmpty()) {
      return Optional.empty();
    }
    LocalDate firstOpen =
        plan.weeks()
            .closedThrough()
            .map(w -> plan.spec().get().calendar().next(w))
            .orElse(plan.weeks().first().get());
    return Optional.of(
        new Evidence(
            plan.feeds(), plan.weeks().news(), firstOpen, plan.weeks().newest().orElseThrow()));
  }

  private static Plan closeWeeks(Plan plan, Instant now, Intake intake) {
    Optional<Evidence> evidence = evidence(plan);
    if (!intake.caughtUp() || evidence.isEmpty()) {
      return plan;
    }
    Instant specified = plan.mandate().orElseThrow().since();
    Optional<Silence> silence =
        intake.since().map(since -> new Silence(now, since.isAfter(specified) ? since : specified));
    ClosePolicy.Verdict verdict =
        ClosePolicy.judge(plan.spec().orElseThrow(), evidence.get(), silence);
    if (verdict.newest().isEmpty()) {
      return plan;
    }
    Close newest = verdict.newest().get();
    String words =
        newest.missing().isEmpty()
            ? "week " + newest.week() + " closed"
            : "week " + newest.week() + " closed without " + String.join(", ", newest.missing());
    return changed(plan)
        .withWeeks(plan.weeks().closed(new Closed(newest.week(), now, newest.missing())))
        .withDue(
            plan.due()
                .and(Trigger.WEEK_CLOSED, false, words)
                .with(plan.due().burst().closed(verdict.closed().size(), now)));
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
    return new Trouble(failures, retryAt, Optional.of(report.outcome()), report.detail());
  }

  private static boolean isBeyondTolerance(Plan plan, Observed seen) {
    double tolerance = plan.spec().map(s -> s.closing().restatementTolerance()).orElse(0.0);
    return seen.relativeChange() > tolerance;
  }
}
