package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.refresh.Plan.Route;
import dev.freshet.spec.ModelSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the planner's gauges say of one model on its way. */
class PlannerGaugesTest {
  private static final Duration MAX_WAIT = Duration.ofDays(21);
  private static final Instant END_OF_THIRD_WEEK =
      PlannerHarness.FIRST.plusWeeks(3).atStartOfDay(ZoneOffset.UTC).toInstant();

  private final PlannerHarness planner = new PlannerHarness();

  @AfterEach
  void close() {
    planner.close();
  }

  @Test
  void shouldSayHowLongAClosedWeekHasWaitedForItsModel() {
    RefreshRequest request = firstRequest();
    planner.pass(Duration.ofMinutes(10));

    assertThat(planner.gauge(PlannerGauges.MODELS)).isEqualTo(1);
    assertThat(planner.oldest("build")).isBetween(600.0, 700.0);
    assertThat(planner.oldest("refresh")).as("a first build delays no refresh").isZero();
    assertThat(planner.waiting("build")).isEqualTo(1);
    assertThat(planner.waiting("refresh")).isZero();

    planner.publish(request, "v1");
    planner.pass(Duration.ofSeconds(2));

    assertThat(planner.oldest("build")).isZero();
    assertThat(planner.waiting("build")).isZero();
  }

  @Test
  void shouldSayOfARefreshThatNobodyAnswersHowLongItsWeekHasWaited() {
    planner.publish(firstRequest(), "v1");
    planner.week(2, 5, 9_000_000L);
    planner.pass(Duration.ofHours(2));

    assertThat(planner.oldest("refresh")).isBetween(7_190.0, 7_210.0);
    assertThat(planner.oldest("build")).isZero();
    assertThat(planner.gauge(PlannerGauges.RESTING)).isZero();
  }

  @Test
  void shouldCountAModelWhoseFitWasRefusedAsRestingAndNotAsWaiting() {
    refused();
    planner.pass(Duration.ofDays(5));

    assertThat(planner.gauge(PlannerGauges.RESTING)).isEqualTo(1);
    assertThat(planner.oldest("refresh")).isZero();
    assertThat(planner.oldest("build")).isZero();
  }

  @Test
  void shouldSayOfAModelThatRestedHowLongItsNewRequestHasWaited() {
    refused();
    planner.pass(Duration.ofDays(5));
    planner.week(3, 5, 9_000_000L);
    planner.pass(Duration.ofSeconds(2));
    planner.pass(Duration.ofMinutes(10));

    assertThat(planner.gauge(PlannerGauges.RESTING)).isZero();
    assertThat(planner.oldest("refresh")).isBetween(590.0, 610.0);
  }

  @Test
  void shouldCountAModelAsRestingOnceItsRetriesAreOver() {
    RefreshRequest request = firstRequest();
    for (int tries = 1; tries < RefreshPlanner.MAX_TRIES; tries++) {
      planner.report(request, RefreshOutcome.FAILED, null);
      assertThat(planner.gauge(PlannerGauges.RESTING)).as("it is tried again").isZero();
      planner.pass(Duration.ofMinutes(5));
      planner.pass(Duration.ofMinutes(5));
      assertThat(planner.oldest("build")).as("it waits on").isBetween(600.0 * tries, 630.0 * tries);
      request = planner.values(planner.topics.rebuildRequests()).get(0);
    }

    planner.report(request, RefreshOutcome.FAILED, null);

    assertThat(planner.gauge(PlannerGauges.RESTING)).isEqualTo(1);
    assertThat(planner.oldest("build")).isZero();
  }

  @Test
  void shouldShowAWeekThatWaitsBesideModelsThatRest() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Instant now = END_OF_THIRD_WEEK;
    PlannerGauges gauges = new PlannerGauges(registry, Clock.fixed(now, ZoneOffset.UTC));
    PlannerGauges.Task task = gauges.open();
    task.note("acme/DE", Optional.of(standing(Optional.empty(), true)));
    task.note("acme/FR", Optional.of(standing(waiting(now, Route.REFRESH, 4_000), false)));
    task.note("acme/IT", Optional.of(standing(waiting(now, Route.BUILD, 90_000), false)));

    assertThat(registry.get(PlannerGauges.RESTING).gauge().value()).isEqualTo(1);
    assertThat(registry.get(PlannerGauges.OLDEST).tag("lane", "refresh").gauge().value())
        .isEqualTo(4_000);
    assertThat(registry.get(PlannerGauges.OLDEST).tag("lane", "build").gauge().value())
        .isEqualTo(90_000);
  }

  private static Optional<Standing.Unrefreshed> waiting(Instant now, Route route, int seconds) {
    return Optional.of(new Standing.Unrefreshed(now.minusSeconds(seconds), route));
  }

  private static Standing standing(Optional<Standing.Unrefreshed> unrefreshed, boolean resting) {
    return new Standing(
        List.of(), Optional.empty(), List.of(), unrefreshed, resting, Optional.empty());
  }

  /** The third week has closed and the gate has refused its refresh. */
  private void refused() {
    planner.publish(firstRequest(), "v1");
    planner.week(2, 5, 9_000_000L);
    planner.pass(Duration.ofSeconds(20));
    RefreshRequest request = planner.values(planner.topics.refreshRequests()).get(0);
    planner.report(request, RefreshOutcome.REFUSED, null);
  }

  @Test
  void shouldCountNothingUnrefreshedWhileThereAreTooFewWeeksForAModel() {
    planner.spec(spec(10));
    planner.week(0, 5, 9_000_000L);
    planner.week(1, 5, 9_000_000L);
    planner.pass(Duration.ofHours(1));

    assertThat(planner.oldest("build")).isZero();
    assertThat(planner.oldest("refresh")).isZero();
  }

  @Test
  void shouldCountTheWeekThatNobodyHasClosed() {
    planner.publish(firstRequest(), "v1");
    planner.now = END_OF_THIRD_WEEK.plus(MAX_WAIT).minus(Duration.ofHours(1));
    // Data have reached the third week and one source has passed it, and nobody has told how far
    // ledger and planner have read: no silence can be trusted, so the clock closes nothing.
    planner.weekOf(2, List.of("tv"));

    assertThat(planner.gauge(PlannerGauges.OPEN)).isEqualTo(2);
    assertThat(planner.gauge(PlannerGauges.OVERDUE)).isZero();

    planner.pass(Duration.ofHours(2));

    assertThat(planner.gauge(PlannerGauges.OVERDUE)).isEqualTo(1);
    assertThat(planner.gauge(PlannerGauges.SILENT)).isEqualTo(1);
    assertThat(planner.gauge(PlannerGauges.QUIET)).isZero();
  }

  @Test
  void shouldCountAModelWhoseHistoryHasEndedAsQuietAndNothingOfItAsOverdue() {
    planner.publish(firstRequest(), "v1");
    planner.now = END_OF_THIRD_WEEK.plus(MAX_WAIT).minusSeconds(1);
    // Both sources have passed the beginning of the third week, which no data ever reached.
    assertThat(planner.gauge(PlannerGauges.OPEN)).isEqualTo(1);
    assertThat(planner.gauge(PlannerGauges.QUIET)).isZero();

    planner.now = END_OF_THIRD_WEEK.plus(MAX_WAIT);

    assertThat(planner.gauge(PlannerGauges.QUIET)).isEqualTo(1);
    assertThat(planner.gauge(PlannerGauges.OVERDUE)).isZero();
    assertThat(planner.gauge(PlannerGauges.SILENT)).isZero();

    planner.weekOf(2, List.of("tv"));

    assertThat(planner.gauge(PlannerGauges.QUIET)).as("it goes on").isZero();
  }

  @Test
  void shouldForgetAModelThatRetires() {
    firstRequest();

    planner.sendBytes(planner.topics.specs(), Specs.MODEL.getBytes(StandardCharsets.UTF_8), null);
    planner.pass(Duration.ofSeconds(2));

    assertThat(planner.gauge(PlannerGauges.MODELS)).isZero();
    assertThat(planner.gauge(PlannerGauges.OPEN)).isZero();
  }

  private RefreshRequest firstRequest() {
    planner.spec(spec(2));
    planner.week(0, 5, 9_000_000L);
    planner.week(1, 5, 9_000_000L);
    planner.pass(Duration.ofSeconds(20));
    return planner.values(planner.topics.rebuildRequests()).get(0);
  }

  private static ModelSpec spec(int minWeeks) {
    return Specs.tv().weeks(minWeeks, 10).build();
  }
}
