package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.CommandKind;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.TriggerReason;
import dev.freshet.spec.ModelSpec;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A model that retires and begins anew under its name, while ledger and planner learn of it at
 * different times.
 */
class PlannerLivesTest {
  private static final Duration DEBOUNCE = Duration.ofSeconds(1);
  private static final LocalDate MONDAY = PlannerHarness.FIRST;
  private static final LocalDate SUNDAY = MONDAY.minusDays(1);
  private static final ModelSpec SPEC = Specs.tv().weeks(2, 2).build();
  private static final ModelSpec FROM_SUNDAY =
      Specs.tv().weeks(2, 2).weekStart(DayOfWeek.SUNDAY).build();

  private PlannerHarness planner;

  @BeforeEach
  void start() {
    planner = new PlannerHarness();
  }

  @AfterEach
  void stop() {
    planner.close();
  }

  private static LocalDate week(int n) {
    return MONDAY.plusWeeks(n);
  }

  /** A first life of three weeks from Monday, fitted and published. */
  private void live() {
    planner.spec(SPEC);
    rows(SPEC, MONDAY);
    planner.publish(build(), "v1");
    planner.pass(DEBOUNCE);
    planner.status();
  }

  private void rows(ModelSpec spec, LocalDate first) {
    for (int n = 0; n < 3; n++) {
      planner.closing(spec, first.plusWeeks(n), 10 + n);
    }
  }

  private RefreshRequest build() {
    planner.pass(NextRequest.QUIET.plus(DEBOUNCE));
    List<RefreshRequest> builds = planner.values(planner.topics.rebuildRequests());
    assertThat(builds).hasSize(1);
    return builds.get(0);
  }

  private void assertNothingIsKnown() {
    planner.pass(NextRequest.QUIET.plus(DEBOUNCE));
    assertThat(planner.values(planner.topics.rebuildRequests())).isEmpty();
    assertThat(planner.values(planner.topics.refreshRequests())).isEmpty();
    ModelStatus status = planner.status();
    assertThat(status.getState()).isEqualTo(ModelState.COLLECTING);
    assertThat(status.getClosedWeek()).isNull();
    assertThat(status.getOpenWeeks()).isEmpty();
  }

  private void withdrawAll(int weeks) {
    for (int n = 0; n < weeks; n++) {
      planner.withdraw(week(n));
    }
  }

  private static void assertFirstBuild(RefreshRequest request, LocalDate first, Long... spend) {
    assertThat(request.getReasons()).containsExactly(TriggerReason.FIRST_BUILD);
    assertThat(request.getFirstWeek()).isEqualTo(first);
    assertThat(Observations.fromAvro(request.getSeries()).get("spend.tv")).containsExactly(spend);
  }

  @Test
  void shouldTakeNoRowOfAFormerLifeWithAnotherWeekStartAfterTheNewSpec() {
    live();
    planner.retire();
    planner.spec(FROM_SUNDAY);

    planner.closing(SPEC, week(3), 7);
    assertNothingIsKnown();

    withdrawAll(4);
    rows(FROM_SUNDAY, SUNDAY);
    assertFirstBuild(build(), SUNDAY, 10L, 11L, 12L);
  }

  @Test
  void shouldTakeNoRowOfAFormerLifeWithAnotherWeekStartBeforeTheNewSpec() {
    live();
    planner.retire();
    planner.closing(SPEC, week(3), 7);

    planner.spec(FROM_SUNDAY);
    assertNothingIsKnown();

    withdrawAll(4);
    rows(FROM_SUNDAY, SUNDAY);
    assertFirstBuild(build(), SUNDAY, 10L, 11L, 12L);
  }

  @Test
  void shouldTakeNoWatermarksOfAFormerLifeWithTheSameSpec() {
    live();
    planner.retire();
    planner.spec(SPEC);

    planner.row(SPEC, week(2), 7, Instant.parse("2026-05-30T00:00:00Z"));
    assertNothingIsKnown();

    withdrawAll(3);
    Instant noneIsOver = MONDAY.atStartOfDay(ZoneOffset.UTC).toInstant();
    planner.row(SPEC, week(0), 20, noneIsOver);
    ModelStatus status = planner.status();
    assertThat(status.getClosedWeek()).isNull();
    assertThat(status.getOpenWeeks())
        .extracting(w -> w.getWeek() + " " + w.getWaitingFor())
        .containsExactly("2026-01-05 [shop, tv]");

    rows(SPEC, MONDAY);
    assertFirstBuild(build(), MONDAY, 10L, 11L, 12L);
  }

  @Test
  void shouldTakeNoRowOfAFormerLifeThatHadShownNoneBefore() {
    planner.spec(SPEC);
    planner.retire();
    ModelSpec changed = Specs.tv().weeks(2, 2).currency("USD").build();
    planner.spec(changed);

    rows(SPEC, MONDAY);
    assertNothingIsKnown();

    withdrawAll(3);
    rows(changed, MONDAY);
    assertFirstBuild(build(), MONDAY, 10L, 11L, 12L);
  }

  @Test
  void shouldForgetWhatItTookForTheNewLifeWhenTheLedgerTakesItBack() {
    planner.spec(SPEC);
    planner.retire();
    planner.spec(SPEC);
    rows(SPEC, MONDAY);
    assertThat(planner.status().getClosedWeek()).isEqualTo(week(2));

    withdrawAll(3);
    assertNothingIsKnown();

    rows(SPEC, week(1));
    assertFirstBuild(build(), week(1), 10L, 11L, 12L);
  }

  @Test
  void shouldKeepTheRowsOfTheNextLifeWhenTheLedgerIsAheadWithAnotherSpec() {
    live();
    withdrawAll(3);
    rows(FROM_SUNDAY, SUNDAY);

    planner.retire();
    planner.spec(FROM_SUNDAY);

    assertFirstBuild(build(), SUNDAY, 10L, 11L, 12L);
  }

  @Test
  void shouldKeepTheRowsOfTheNextLifeWhenTheLedgerIsAheadWithTheSameSpec() {
    live();
    withdrawAll(3);
    rows(SPEC, week(1));

    planner.retire();
    planner.spec(SPEC);

    assertFirstBuild(build(), week(1), 10L, 11L, 12L);
  }

  @Test
  void shouldKeepTheRowsOfTheNextLifeWhenTheOneBeforeHadNone() {
    planner.spec(SPEC);
    rows(FROM_SUNDAY, SUNDAY);
    assertNothingIsKnown();

    planner.retire();
    planner.spec(FROM_SUNDAY);

    assertFirstBuild(build(), SUNDAY, 10L, 11L, 12L);
  }

  @Test
  void shouldKeepTheRowsThatCameBeforeAnySpecOfTheirsWasRead() {
    rows(SPEC, MONDAY);
    planner.retire();
    planner.spec(SPEC);

    assertFirstBuild(build(), MONDAY, 10L, 11L, 12L);
  }

  @Test
  void shouldDropRowsThatTheSpecThatComesHasNoWeeksFor() {
    rows(SPEC, MONDAY);

    planner.spec(FROM_SUNDAY);
    assertNothingIsKnown();

    rows(FROM_SUNDAY, SUNDAY);
    assertFirstBuild(build(), SUNDAY, 10L, 11L, 12L);
  }

  @Test
  void shouldTakeRowsOfEverySpecOfTheLifeInForce() {
    live();
    planner.spec(Specs.tv().weeks(2, 2).tolerance(0.2).build());
    planner.pass(DEBOUNCE);
    planner.values(planner.topics.refreshRequests());

    planner.closing(SPEC, week(3), 13);

    assertThat(planner.status().getClosedWeek()).isEqualTo(week(3));
  }

  /** The request of the former life was not lost after all: its result comes before the next's. */
  private RefreshRequest afterAFormerLifeThatPublishesLate() {
    planner.spec(SPEC);
    rows(SPEC, MONDAY);
    RefreshRequest former = build();
    planner.retire();
    planner.spec(FROM_SUNDAY);
    withdrawAll(3);
    rows(FROM_SUNDAY, SUNDAY);
    planner.command(CommandKind.RESEND, "");
    RefreshRequest next = build();
    planner.publish(former, "v1");
    assertThat(planner.tombstones(planner.topics.models())).isEmpty();
    assertThat(planner.tombstones(planner.topics.curves())).isEmpty();
    return next;
  }

  @Test
  void shouldWithdrawNothingThatTheNextLifeHasPublishedOverAFormerOne() {
    RefreshRequest next = afterAFormerLifeThatPublishesLate();

    planner.publish(next, "v2");

    assertThat(planner.tombstones(planner.topics.models())).isEmpty();
    assertThat(planner.tombstones(planner.topics.curves())).isEmpty();
    assertThat(planner.status().getModelVersion()).isEqualTo("v2");
  }

  @Test
  void shouldWithdrawAFormerLifesResultWhenTheNextHasNone() {
    RefreshRequest next = afterAFormerLifeThatPublishesLate();

    planner.report(next, RefreshOutcome.FAILED, null);

    assertThat(planner.tombstones(planner.topics.models())).containsExactly(Specs.MODEL);
    assertThat(planner.tombstones(planner.topics.curves())).containsExactly("acme/DE|tv");
    planner.pass(Duration.ofSeconds(10));
    assertThat(planner.values(planner.topics.rebuildRequests()))
        .extracting(RefreshRequest::getIncumbent)
        .containsOnlyNulls()
        .hasSize(1);
  }
}
