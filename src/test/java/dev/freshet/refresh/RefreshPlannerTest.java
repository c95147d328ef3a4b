package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.refresh.Plan.Ending;
import dev.freshet.refresh.RefreshPlanner.Observed;
import dev.freshet.refresh.RefreshPlanner.Reported;
import dev.freshet.spec.ModelSpec;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RefreshPlannerTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /** When a model that caught up at {@link #NOW} has been quiet for long enough. */
  private static final Instant QUIET = NOW.plus(NextRequest.QUIET);

  private static final String ENGINE = "3";
  private static final Duration GRACE = Duration.ofDays(2);
  private static final ModelSpec SPEC = Specs.tv().build();

  private static LocalDate week(int n) {
    return FIRST.plusWeeks(n);
  }

  /** Watermarks of every source that close weeks up to and with {@code n}. */
  private static Map<String, Instant> closing(int n) {
    Instant through = SPEC.calendar().end(week(n)).plus(GRACE);
    return Map.of("tv", through, "shop", through);
  }

  private static Plan observe(Plan plan, int n) {
    return RefreshPlanner.observed(
        plan, new Observed(week(n), closing(n), true, 1), NOW, Intake.READ);
  }

  private static Plan restate(Plan plan, int n, double change) {
    return RefreshPlanner.observed(
        plan, new Observed(week(n), Map.of(), true, change), NOW, Intake.READ);
  }

  private static Plan specified(Plan plan, ModelSpec spec) {
    return RefreshPlanner.specified(plan, spec, NOW, Intake.READ);
  }

  /** A spec and {@code weeks} closed weeks. */
  private static Plan collected(int weeks) {
    Plan plan = specified(Plan.EMPTY, SPEC);
    for (int n = 0; n < weeks; n++) {
      plan = observe(plan, n);
    }
    return plan;
  }

  private static Optional<NextRequest> next(Plan plan) {
    return NextRequest.of(plan, Specs.MODEL, QUIET, ENGINE);
  }

  private static Plan requested(Plan plan) {
    return next(plan).orElseThrow().after();
  }

  private static Plan report(Plan plan, Ending ending, String version) {
    return RefreshPlanner.reported(
        plan,
        new Reported(
            plan.inFlight().orElseThrow().requestId(),
            plan.inFlight().orElseThrow().sequence(),
            plan.spec().orElseThrow().fingerprint(),
            ending,
            Optional.ofNullable(version),
            plan.weeks().closedThrough().orElseThrow(),
            ending + " it was"),
        NOW);
  }

  private static Plan fail(Plan plan) {
    return RefreshPlanner.aged(report(plan, Ending.FAILED, null), NOW);
  }

  /** Published, and the model is back. */
  private static Plan publish(Plan plan, String version) {
    long sequence = plan.counters().sequence();
    Plan reported = report(plan, Ending.PUBLISHED, version);
    return RefreshPlanner.aged(arrive(reported, version, sequence), NOW);
  }

  private static Plan arrive(Plan plan, String version, long sequence) {
    LocalDate last = plan.weeks().closedThrough().orElse(FIRST);
    return RefreshPlanner.arrived(plan, new Plan.Edition(version, sequence, ENGINE), last);
  }

  private static Plan fresh() {
    return publish(requested(collected(3)), "v1");
  }

  @Test
  void shouldAskForAFirstBuildOnceMinWeeksAreClosed() {
    assertThat(next(collected(2))).isEmpty();

    NextRequest request = next(collected(3)).orElseThrow();

    assertThat(request.rebuild()).isTrue();
    assertThat(request.triggers()).containsExactly(Trigger.FIRST_BUILD);
    assertThat(request.requestId()).isEqualTo("acme/DE#1");
    assertThat(request.after().counters().sequence()).isEqualTo(1);
  }

  @Test
  void shouldWaitForQuietWhenSeveralWeeksCloseAtOnce() {
    Plan catchingUp = collected(30);
    assertThat(NextRequest.of(catchingUp, Specs.MODEL, QUIET.minusMillis(1), ENGINE)).isEmpty();
    assertThat(NextRequest.of(catchingUp, Specs.MODEL, QUIET, ENGINE)).isPresent();

    Instant end = NOW.plus(NextRequest.PATIENCE);
    Plan stillComing =
        RefreshPlanner.observed(
            catchingUp, new Observed(week(30), Map.of(), true, 1), end.minusMillis(1), Intake.READ);
    assertThat(NextRequest.of(stillComing, Specs.MODEL, end.minusMillis(1), ENGINE)).isEmpty();
    assertThat(NextRequest.of(stillComing, Specs.MODEL, end, ENGINE)).isPresent();
  }

  @Test
  void shouldNotWaitForQuietWhenOneWeekClosesOrAPersonOrders() {
    assertThat(NextRequest.of(observe(fresh(), 3), Specs.MODEL, NOW, ENGINE)).isPresent();

    Plan ordered = RefreshPlanner.commanded(collected(30), false, "");
    assertThat(NextRequest.of(ordered, Specs.MODEL, NOW, ENGINE)).isPresent();
  }

  @Test
  void shouldWaitForTheSpec() {
    Plan plan = observe(observe(observe(Plan.EMPTY, 0), 1), 2);

    assertThat(plan.weeks().closedThrough()).isEmpty();
    assertThat(next(plan)).isEmpty();
  }

  @Test
  void shouldCloseWeeksThatCameBeforeTheSpecWhenItComes() {
    Plan plan = specified(observe(observe(observe(Plan.EMPTY, 0), 1), 2), SPEC);

    assertThat(plan.weeks().closedThrough()).contains(week(2));
    assertThat(plan.weeks().closed().map(Plan.Closed::at)).contains(NOW);
    assertThat(next(plan)).isPresent();
  }

  @Test
  void shouldWriteNoSecondRequestWhileOneIsInFlight() {
    Plan plan = observe(requested(collected(3)), 3);

    assertThat(plan.due().triggers()).containsExactly(Trigger.WEEK_CLOSED);
    assertThat(next(plan)).isEmpty();
  }

  @Test
  void shouldFitOnceForAllThatHappenedMeanwhile() {
    Plan busy = requested(collected(3));
    for (int n = 3; n < 30; n++) {
      busy = observe(busy, n);
    }
    busy = RefreshPlanner.judged(restate(busy, 1, 0.5), List.of(counts("geo-1")), Set.of());

    NextRequest request = next(publish(busy, "v1")).orElseThrow();

    assertThat(request.triggers())
        .containsExactlyInAnyOrder(Trigger.WEEK_CLOSED, Trigger.RESTATEMENT, Trigger.EXPERIMENT);
    assertThat(request.after().weeks().closedThrough()).contains(week(29));
    assertThat(next(publish(request.after(), "v2"))).isEmpty();
  }

  private static LiftTestUse counts(String test) {
    return LiftTestUse.of(test, LiftTestUse.State.COUNTS, "");
  }

  @Test
  void shouldBeDueWhenALiftTestComesChangesOrNoLongerCounts() {
    Plan with = RefreshPlanner.judged(fresh(), List.of(counts("geo-1")), Set.of("geo-1"));
    Plan settled = publish(requested(with), "v2");
    Plan changed = RefreshPlanner.judged(settled, List.of(counts("geo-1")), Set.of("geo-1"));
    Plan withdrawn = RefreshPlanner.judged(settled, List.of(), Set.of("geo-1"));
    Plan expired =
        RefreshPlanner.judged(
            settled,
            List.of(LiftTestUse.of("geo-1", LiftTestUse.State.EXPIRED, "expired")),
            Set.of());

    assertThat(List.of(with, changed, withdrawn, expired))
        .extracting(plan -> next(plan).orElseThrow().detail())
        .containsExactly(
            "experiment geo-1 counts",
            "experiment geo-1 changed",
            "experiment geo-1 no longer counts",
            "experiment geo-1 no longer counts");
    assertThat(next(with).orElseThrow().triggers()).containsExactly(Trigger.EXPERIMENT);
  }

  @Test
  void shouldNotBeDueForALiftTestThatDoesNotCount() {
    LiftTestUse waits = LiftTestUse.of("geo-1", LiftTestUse.State.WAITING, "waits");

    Plan waiting = RefreshPlanner.judged(fresh(), List.of(waits), Set.of("geo-1"));
    Plan withdrawn = RefreshPlanner.judged(waiting, List.of(), Set.of("geo-1"));
    Plan counting = RefreshPlanner.judged(fresh(), List.of(counts("geo-1")), Set.of());
    Plan settled = publish(requested(counting), "v2");

    assertThat(waiting.liftTests()).containsExactly(waits);
    assertThat(next(waiting)).isEmpty();
    assertThat(next(withdrawn)).isEmpty();
    assertThat(next(RefreshPlanner.judged(settled, List.of(counts("geo-1")), Set.of()))).isEmpty();
  }

  @Test
  void shouldTryAgainWhatFailedWhenALiftTestChanges() {
    Plan failing = fresh();
    for (int n = 0; n < RefreshPlanner.MAX_TRIES; n++) {
      failing = fail(requested(RefreshPlanner.commanded(failing, false, "")));
    }

    Plan changed = RefreshPlanner.judged(failing, List.of(counts("geo-1")), Set.of("geo-1"));

    assertThat(changed.trouble().failures()).isZero();
    assertThat(next(changed)).isPresent();
  }

  @Test
  void shouldWaitForThePublishedModelBeforeTheNextRequest() {
    Plan reported = report(observe(requested(collected(3)), 3), Ending.PUBLISHED, "v1");
    assertThat(next(reported)).isEmpty();

    NextRequest request = next(arrive(reported, "v1", 1)).orElseThrow();

    assertThat(request.rebuild()).isFalse();
    assertThat(request.triggers()).containsExactly(Trigger.WEEK_CLOSED);
  }

  @Test
  void shouldTakeTheModelThatComesBeforeItsReport() {
    Plan arrived = arrive(observe(requested(collected(3)), 3), "v1", 1);
    assertThat(next(arrived)).isEmpty();

    assertThat(next(report(arrived, Ending.PUBLISHED, "v1"))).isPresent();
  }

  @Test
  void shouldIgnoreAReportThatAnswersNothing() {
    Plan plan = requested(collected(3));
    Reported stray =
        new Reported("acme/DE#99", 0, "", Ending.PUBLISHED, Optional.of("v9"), week(2), "stray");

    assertThat(RefreshPlanner.reported(plan, stray, NOW)).isEqualTo(plan);
    assertThat(RefreshPlanner.reported(fresh(), stray, NOW)).isEqualTo(fresh());
  }

  @Test
  void shouldTryAgainAfterTenSecondsThenFortyThenStop() {
    Plan plan = requested(collected(3));
    for (int seconds : new int[] {10, 40, 160}) {
      plan = fail(plan);
      assertThat(next(plan)).isEmpty();
      assertThat(next(RefreshPlanner.ticked(plan, NOW.plusSeconds(seconds - 1), Intake.READ)))
          .isEmpty();
      NextRequest retry =
          next(RefreshPlanner.ticked(plan, NOW.plusSeconds(seconds), Intake.READ)).orElseThrow();
      assertThat(retry.triggers()).contains(Trigger.RETRY);
      plan = retry.after();
    }
    plan = fail(plan);

    assertThat(plan.trouble().failures()).isEqualTo(RefreshPlanner.MAX_TRIES);
    assertThat(next(RefreshPlanner.ticked(plan, NOW.plus(Duration.ofDays(365)), Intake.READ)))
        .isEmpty();
  }

  @Test
  void shouldBeginTryingAnewWhenDataCome() {
    Plan once = fail(requested(collected(3)));
    Plan plan = fail(requested(RefreshPlanner.ticked(once, NOW.plusSeconds(10), Intake.READ)));
    assertThat(plan.trouble().failures()).isEqualTo(2);

    Plan news = observe(plan, 3);

    assertThat(news.trouble().failures()).isZero();
    assertThat(next(news)).isPresent();
  }

  @Test
  void shouldKeepTheOrderToRebuildWhenTheRebuildFails() {
    Plan ordered = RefreshPlanner.commanded(fresh(), true, "new agency");
    NextRequest rebuild = next(ordered).orElseThrow();
    assertThat(rebuild.rebuild()).isTrue();

    Plan failed = fail(rebuild.after());
    NextRequest retry =
        next(RefreshPlanner.ticked(failed, NOW.plusSeconds(10), Intake.READ)).orElseThrow();

    assertThat(retry.rebuild()).isTrue();
    assertThat(next(observe(failed, 3)).orElseThrow().rebuild()).isTrue();
    assertThat(next(observe(publish(retry.after(), "v2"), 3)).orElseThrow().rebuild()).isFalse();
  }

  @Test
  void shouldRefreshUnderAChangedSpecOnly() {
    assertThat(next(specified(fresh(), Specs.tv().build()))).isEmpty();

    NextRequest request = next(specified(fresh(), Specs.tv().tolerance(0.2).build())).orElseThrow();

    assertThat(request.triggers()).containsExactly(Trigger.SPEC_CHANGED);
    assertThat(request.rebuild()).isFalse();
  }

  @Test
  void shouldCloseWeeksNowWhenTheChangedSpecHasLessGrace() {
    Plan waiting =
        RefreshPlanner.observed(
            fresh(),
            new Observed(
                week(3),
                Map.of("tv", SPEC.calendar().end(week(3)), "shop", SPEC.calendar().end(week(3))),
                true,
                1),
            NOW,
            Intake.READ);
    Instant later = NOW.plusSeconds(60);

    Plan plan =
        RefreshPlanner.specified(
            waiting, Specs.tv().grace(Duration.ZERO).build(), later, Intake.READ);

    assertThat(waiting.weeks().closedThrough()).contains(week(2));
    assertThat(plan.weeks().closedThrough()).contains(week(3));
    assertThat(plan.weeks().closed().map(Plan.Closed::at)).contains(later);
  }

  @Test
  void shouldLeaveASpecAsideThatChangesCalendarOrCurrency() {
    assertThat(specified(fresh(), Specs.tv().weekStart(DayOfWeek.SUNDAY).build()))
        .isEqualTo(fresh());
    assertThat(specified(fresh(), Specs.tv().currency("USD").build())).isEqualTo(fresh());
  }

  @Test
  void shouldRefreshWhenAClosedWeekIsRestatedBeyondTheTolerance() {
    assertThat(next(restate(fresh(), 1, 0.01))).isEmpty();

    NextRequest request = next(restate(fresh(), 1, 0.011)).orElseThrow();

    assertThat(request.triggers()).containsExactly(Trigger.RESTATEMENT);
    assertThat(request.detail()).contains("2026-01-12");
  }

  @Test
  void shouldCountEveryChangeOfDataButNoRepetition() {
    Plan plan = fresh();
    long before = plan.counters().dataRevision();

    assertThat(restate(plan, 1, 0.001).counters().dataRevision()).isEqualTo(before + 1);
    assertThat(
            RefreshPlanner.observed(
                plan, new Observed(week(1), Map.of(), false, 0), NOW, Intake.READ))
        .isEqualTo(plan);
  }

  @Test
  void shouldNotRefreshForAnOpenWeek() {
    assertThat(next(restate(fresh(), 3, Double.POSITIVE_INFINITY))).isEmpty();
  }

  @Test
  void shouldRefreshWhenAnEarlierWeekComesAfterAll() {
    Plan plan = restate(fresh(), -1, Double.POSITIVE_INFINITY);

    assertThat(plan.closedWeeks()).isEqualTo(4);
    assertThat(next(plan)).isPresent();
  }

  @Test
  void shouldSendALostRequestOnceMoreUnderANewSequence() {
    Plan plan = requested(RefreshPlanner.commanded(fresh(), true, "new agency"));

    NextRequest again = next(RefreshPlanner.resent(plan)).orElseThrow();

    assertThat(again.requestId()).isEqualTo("acme/DE#3");
    assertThat(again.rebuild()).isTrue();
    assertThat(again.triggers()).contains(Trigger.COMMAND);
    assertThat(RefreshPlanner.resent(fresh())).isEqualTo(fresh());
  }

  @Test
  void shouldBeFreshAfterAPublicationAndStaleOnceAWeekCloses() {
    assertThat(RefreshPlanner.staleReason(fresh())).isEmpty();
    assertThat(fresh().incumbent().staleSince()).isEmpty();

    Plan behind = RefreshPlanner.aged(observe(fresh(), 3), NOW);

    assertThat(RefreshPlanner.staleReason(behind)).contains("week closed, refresh under way");
    assertThat(behind.incumbent().staleSince()).contains(NOW);
    assertThat(publish(requested(behind), "v2").incumbent().staleSince()).isEmpty();
  }

  @Test
  void shouldKeepSinceWhenItIsStaleThroughRetries() {
    Plan failed = fail(requested(restate(fresh(), 1, 0.5)));
    assertThat(failed.incumbent().staleSince()).contains(NOW);
    assertThat(RefreshPlanner.staleReason(failed)).contains("FAILED it was");
    Instant later = NOW.plusSeconds(10);

    Plan retrying =
        RefreshPlanner.aged(requested(RefreshPlanner.ticked(failed, later, Intake.READ)), later);
    assertThat(retrying.incumbent().staleSince()).contains(NOW);

    assertThat(publish(retrying, "v2").incumbent().staleSince()).isEmpty();
  }

  @Test
  void shouldKeepTheIncumbentAndSayWhyWhenARefreshIsRefused() {
    Plan refused =
        RefreshPlanner.aged(report(requested(observe(fresh(), 3)), Ending.REFUSED, null), NOW);

    assertThat(refused.incumbent().reported().map(Plan.Edition::version)).contains("v1");
    assertThat(RefreshPlanner.staleReason(refused)).contains("REFUSED it was");
    assertThat(next(refused)).isEmpty();
  }

  @Test
  void shouldGoOnAboveTheSequenceOfAModelItDoesNotRemember() {
    Plan lost = arrive(Plan.EMPTY, "v57", 57);
    Plan plan = specified(lost, SPEC);
    for (int n = 0; n < 3; n++) {
      plan = observe(plan, n);
    }

    NextRequest request = next(plan).orElseThrow();

    assertThat(request.after().counters().sequence()).isEqualTo(58);
    assertThat(request.rebuild()).isFalse();
  }

  @Test
  void shouldTakeNoOlderModelForTheIncumbent() {
    Plan plan = publish(requested(RefreshPlanner.resent(requested(collected(3)))), "v2");

    assertThat(RefreshPlanner.accepts(plan, "v1", 1, 2)).isFalse();
    assertThat(RefreshPlanner.accepts(plan, "v2", 2, 2)).isTrue();
    assertThat(RefreshPlanner.accepts(plan, "v3", 3, 2)).isTrue();
  }

  @Test
  void shouldRememberOfARetiredModelItsCountersAndWhatIsStillToCome() {
    Plan plan = RefreshPlanner.retired(requested(collected(3)));

    assertThat(plan.counters().sequence()).isEqualTo(1);
    assertThat(plan.weeks()).isEqualTo(Plan.Weeks.NONE);
    assertThat(plan.inFlight()).isPresent();
    assertThat(RefreshPlanner.isRetired(plan)).isTrue();
    assertThat(RefreshPlanner.isOfFormerLife(plan, 1)).isTrue();
  }

  @Test
  void shouldCloseNothingBeforeItHasCaughtUp() {
    Plan plan = RefreshPlanner.specified(Plan.EMPTY, SPEC, NOW, Intake.BEHIND);
    for (int n = 0; n < 3; n++) {
      plan =
          RefreshPlanner.observed(
              plan, new Observed(week(n), closing(2), true, 1), NOW, Intake.BEHIND);
      assertThat(plan.weeks().closed()).isEmpty();
    }

    Plan read = RefreshPlanner.ticked(plan, NOW, Intake.READ);

    assertThat(read.weeks().closedThrough()).contains(week(2));
  }

  /** Week 3 has come, and the shop is silent. */
  private static Plan withoutShop() {
    Map<String, Instant> tv = Map.of("tv", closing(3).get("tv"));
    return RefreshPlanner.observed(fresh(), new Observed(week(3), tv, true, 1), NOW, Intake.READ);
  }

  @Test
  void shouldCloseByTheClockWithoutASilentSourceAndSayWhat() {
    Instant since = NOW.minus(Duration.ofDays(30));
    Instant over = SPEC.calendar().end(week(3)).plus(SPEC.closing().maxWait());
    Instant idle = NOW.plus(SPEC.closing().idle());
    Instant at = over.isAfter(idle) ? over : idle;
    assertThat(
            RefreshPlanner.ticked(withoutShop(), at.minusMillis(1), Intake.steady(since))
                .weeks()
                .closedThrough())
        .contains(week(2));

    Plan closed = RefreshPlanner.ticked(withoutShop(), at, Intake.steady(since));

    assertThat(closed.weeks().closed()).contains(new Plan.Closed(week(3), at, List.of("shop")));
    assertThat(closed.due().detail()).contains("closed without shop");
    assertThat(RefreshPlanner.ticked(withoutShop(), at, Intake.READ).weeks().closedThrough())
        .as("with silence that may be ours")
        .contains(week(2));
    Plan late =
        RefreshPlanner.observed(closed, new Observed(week(3), Map.of(), true, 1), at, Intake.READ);
    assertThat(late.due().triggers()).contains(Trigger.RESTATEMENT);
  }

  @Test
  void shouldReplaceALostRequestOnTheRouteItWasLostOn() {
    Plan refresh = requested(observe(fresh(), 3));
    Plan plan = RefreshPlanner.commanded(RefreshPlanner.resent(refresh), true, "new agency");

    NextRequest again = next(plan).orElseThrow();

    assertThat(again.route()).isEqualTo(Plan.Route.REFRESH);
    assertThat(again.rebuild()).isFalse();
    NextRequest rebuild = next(publish(again.after(), "v3")).orElseThrow();
    assertThat(rebuild.route()).isEqualTo(Plan.Route.BUILD);
    assertThat(rebuild.rebuild()).isTrue();
  }

  @Test
  void shouldWaitForTheModelOfARequestTakenForLost() {
    Plan second = requested(RefreshPlanner.resent(requested(observe(fresh(), 3))));
    Reported first =
        new Reported(
            "acme/DE#2",
            2,
            SPEC.fingerprint(),
            Ending.PUBLISHED,
            Optional.of("v2"),
            week(3),
            "after all");
    Plan published = RefreshPlanner.reported(second, first, NOW);
    assertThat(published.inFlight()).isEqualTo(second.inFlight());

    Plan failed = RefreshPlanner.ticked(fail(published), NOW.plus(Duration.ofDays(1)), Intake.READ);

    assertThat(next(failed)).isEmpty();
    assertThat(next(arrive(failed, "v2", 2))).isPresent();
  }

  @Test
  void shouldAskAgainForWhatWasSuperseded() {
    Plan flying = requested(observe(fresh(), 3));
    Plan plan = specified(flying, Specs.tv().tolerance(0.2).build());
    Reported superseded =
        new Reported(
            "acme/DE#2",
            2,
            SPEC.fingerprint(),
            Ending.SUPERSEDED,
            Optional.empty(),
            week(3),
            "the spec changed");

    NextRequest again = next(RefreshPlanner.reported(plan, superseded, NOW)).orElseThrow();

    assertThat(again.triggers()).contains(Trigger.WEEK_CLOSED, Trigger.SPEC_CHANGED);
    Plan unknown = RefreshPlanner.reported(flying, superseded, NOW);
    assertThat(next(unknown)).as("no newer spec is known yet").isEmpty();
    assertThat(next(RefreshPlanner.ticked(unknown, NOW.plusSeconds(10), Intake.READ))).isPresent();
  }

  @Test
  void shouldSendModelsOfAnOlderEngineTheSlowWayAndAskForItsOwnEngine() {
    NextRequest upgraded =
        NextRequest.of(observe(fresh(), 3), Specs.MODEL, QUIET, "4").orElseThrow();

    assertThat(upgraded.route()).isEqualTo(Plan.Route.BUILD);
    assertThat(upgraded.rebuild()).isFalse();
    assertThat(upgraded.engine()).isEqualTo("4");
  }

  @Test
  void shouldBuildWithItsOwnEngineWhatANewerOnePublished() {
    NextRequest older = NextRequest.of(observe(fresh(), 3), Specs.MODEL, QUIET, "2").orElseThrow();

    assertThat(older.route()).isEqualTo(Plan.Route.BUILD);
    assertThat(older.rebuild()).isTrue();
    assertThat(older.engine()).isEqualTo("2");
    assertThat(older.triggers()).containsExactly(Trigger.WEEK_CLOSED);
    assertThat(older.detail()).contains("week 2026-01-26 closed", "engine 3, newer than 2");
  }

  @Test
  void shouldReplaceWithABuildWhatANewerPlannerAskedForAndAPersonTakesForLost() {
    Plan flying = requested(observe(fresh(), 3));
    Plan lost = RefreshPlanner.resent(RefreshPlanner.commanded(flying, true, "rolled back"));

    NextRequest again = NextRequest.of(lost, Specs.MODEL, QUIET, "2").orElseThrow();

    assertThat(again.route()).as("the one it was lost on").isEqualTo(Plan.Route.REFRESH);
    assertThat(again.rebuild()).isTrue();
    assertThat(again.engine()).isEqualTo("2");
    assertThat(next(publish(again.after(), "v3"))).as("the order is carried out").isEmpty();
  }

  @Test
  void shouldAskAsOftenAsItTakesWhenNoRefresherOfItsEngineIsThere() {
    Plan plan = requested(observe(fresh(), 3));
    for (int n = 0; n < 3 * RefreshPlanner.MAX_TRIES; n++) {
      Plan answered =
          RefreshPlanner.unattended(
              plan,
              new Reported(
                  plan.inFlight().orElseThrow().requestId(),
                  plan.counters().sequence(),
                  SPEC.fingerprint(),
                  Ending.FAILED,
                  Optional.empty(),
                  week(3),
                  "needs engine 3"),
              NOW);
      assertThat(next(answered)).isEmpty();
      assertThat(answered.trouble().failures()).isZero();
      plan =
          next(RefreshPlanner.ticked(answered, NOW.plusSeconds(10), Intake.READ))
              .orElseThrow()
              .after();
    }
    assertThat(RefreshPlanner.aged(plan, NOW).incumbent().staleSince()).contains(NOW);
  }

  @Test
  void shouldWithdrawWhatAFormerLifePublishesAndWaitForItBeforeTheNext() {
    Plan retired = RefreshPlanner.retired(requested(collected(3)));
    Plan again = specified(retired, SPEC);
    for (int n = 0; n < 3; n++) {
      again = observe(again, n);
    }
    assertThat(next(again)).isEmpty();
    Plan reported = report(again, Ending.PUBLISHED, "v1");
    assertThat(next(reported)).as("its rows are still to be withdrawn").isEmpty();
    assertThat(RefreshPlanner.isOfFormerLife(reported, 1)).isTrue();

    NextRequest first = next(arrive(reported, "v1", 1)).orElseThrow();

    assertThat(first.triggers()).contains(Trigger.FIRST_BUILD);
    assertThat(first.after().counters().sequence()).isEqualTo(2);
    assertThat(RefreshPlanner.isOfFormerLife(first.after(), 2)).isFalse();
  }
}
