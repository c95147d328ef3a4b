package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.RefreshRequest;
import dev.freshet.spec.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
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
    assertThat(planner.gauge(PlannerGauges.OLDEST)).isBetween(600.0, 700.0);
    assertThat(planner.waiting("build")).isEqualTo(1);
    assertThat(planner.waiting("refresh")).isZero();

    planner.publish(request, "v1");
    planner.pass(Duration.ofSeconds(2));

    assertThat(planner.gauge(PlannerGauges.OLDEST)).isZero();
    assertThat(planner.waiting("build")).isZero();
  }

  @Test
  void shouldCountNothingUnrefreshedWhileThereAreTooFewWeeksForAModel() {
    planner.spec(spec(10));
    planner.week(0, 5, 9_000_000L);
    planner.week(1, 5, 9_000_000L);
    planner.pass(Duration.ofHours(1));

    assertThat(planner.gauge(PlannerGauges.OLDEST)).isZero();
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
