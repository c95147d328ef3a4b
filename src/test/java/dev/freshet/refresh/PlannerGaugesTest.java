package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.RefreshRequest;
import dev.freshet.spec.ModelSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the planner's gauges say of one model on its way. */
class PlannerGaugesTest {
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
    planner.pass(Duration.ofSeconds(2));

    // Both sources have passed the beginning of the third week, months ago, and not its end.
    assertThat(planner.gauge(PlannerGauges.OPEN)).isEqualTo(1);
    assertThat(planner.gauge(PlannerGauges.OVERDUE)).isEqualTo(1);
    assertThat(planner.gauge(PlannerGauges.SILENT)).isEqualTo(2);
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
