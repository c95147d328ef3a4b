package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.avro.FitKind;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.WeekScore;
import dev.freshet.refresh.Plan.Route;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefresherMetersTest {
  private static final LocalDate WEEK = LocalDate.of(2026, 11, 16);
  private static final Instant CLOSED = Instant.parse("2026-11-25T00:00:00Z");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RefresherMeters meters =
      new RefresherMeters(
          registry, Clock.fixed(CLOSED.plusSeconds(90), ZoneOffset.UTC), Route.REFRESH);

  @Test
  void shouldMeasureTheLagOfAWeekThatTheIncumbentDidNotHold() {
    meters.answered(
        request(WEEK.minusWeeks(1)), answer(FitKind.REFRESH, RefreshOutcome.PUBLISHED, false));

    assertThat(registry.get(RefresherMeters.LAG).timer().totalTime(TimeUnit.SECONDS))
        .isCloseTo(90, within(1e-6));
  }

  @Test
  void shouldKeepTheLagOfFirstBuildsOutOfThatOfRefreshes() {
    RefreshRequest first = request(WEEK);
    first.setIncumbent(null);
    RefresherMeters builds =
        new RefresherMeters(
            registry, Clock.fixed(CLOSED.plusSeconds(9_000), ZoneOffset.UTC), Route.BUILD);

    builds.answered(first, answer(FitKind.BUILD, RefreshOutcome.PUBLISHED, false));

    assertThat(lag("build").totalTime(TimeUnit.SECONDS)).isCloseTo(9_000, within(1e-6));
    assertThat(lag("refresh").count()).isZero();
    assertThat(fits("build", "published")).isEqualTo(1);
  }

  private Timer lag(String lane) {
    return registry.get(RefresherMeters.LAG).tag("lane", lane).timer();
  }

  @Test
  void shouldMeasureNoLagWhenTheWeekIsPublishedAgain() {
    meters.answered(request(WEEK), answer(FitKind.REFRESH, RefreshOutcome.PUBLISHED, false));

    assertThat(registry.get(RefresherMeters.LAG).timer().count()).isZero();
    assertThat(fits("refresh", "published")).isEqualTo(1);
  }

  @Test
  void shouldCountWhatTheGateRefusesAndWhatBecomesARebuild() {
    meters.answered(
        request(WEEK.minusWeeks(1)), answer(FitKind.REBUILD, RefreshOutcome.REFUSED, true));

    assertThat(registry.get(RefresherMeters.REFUSED).counter().count()).isEqualTo(1);
    assertThat(registry.get(RefresherMeters.REBUILDS).counter().count()).isEqualTo(1);
    assertThat(registry.get(RefresherMeters.REGIME_CHANGES).counter().count()).isEqualTo(1);
    assertThat(registry.get(RefresherMeters.LAG).timer().count()).isZero();
    assertThat(fits("build", "refused")).isEqualTo(1);
  }

  @Test
  void shouldNotCountAFailureAsARebuild() {
    meters.answered(
        request(WEEK.minusWeeks(1)), answer(FitKind.REBUILD, RefreshOutcome.FAILED, false));

    assertThat(registry.get(RefresherMeters.REBUILDS).counter().count()).isZero();
    assertThat(fits("build", "failed")).isEqualTo(1);
  }

  @Test
  void shouldMeasureForecastErrorsByTheirSizeAndRoiByItsWidth() {
    meters.answered(request(WEEK), answer(FitKind.REFRESH, RefreshOutcome.PUBLISHED, false));

    assertThat(registry.get(RefresherMeters.FORECAST_ERROR).summary().max()).isEqualTo(2.5);
    assertThat(registry.get(RefresherMeters.ROI_WIDTH).summary().totalAmount()).isEqualTo(1.25);
  }

  private long fits(String kind, String outcome) {
    return registry.get(RefresherMeters.FIT).tags("kind", kind, "outcome", outcome).timer().count();
  }

  private static RefreshRequest request(LocalDate incumbentsLastWeek) {
    FittedModel incumbent =
        FittedModel.newBuilder()
            .setModel("acme/DE")
            .setModelVersion("v1")
            .setSequence(1)
            .setSpecVersion("")
            .setEngineVersion("1")
            .setFingerprint("v1")
            .setSeed(1)
            .setKind(FitKind.BUILD)
            .setReason("")
            .setFirstWeek(WEEK)
            .setLastWeek(incumbentsLastWeek)
            .setAnchorWeek(WEEK)
            .setComponents(List.of())
            .setChannels(List.of())
            .setHorizons(List.of())
            .setCurves(List.of())
            .setRSquared(1)
            .setNrmse(0)
            .setMape(0)
            .setDecompRssd(0)
            .setDurbinWatson(2)
            .setEffectiveParticles(1)
            .setState(ByteBuffer.allocate(0))
            .build();
    RefreshRequest request =
        Requests.of(
            "acme/DE",
            2,
            Specs.tv().build(),
            new Series(WEEK, 0, 1, Map.of("outcome.revenue", new Long[] {1L})),
            incumbent);
    request.setClosedAt(CLOSED);
    return request;
  }

  private static RequestFitter.Answer answer(
      FitKind kind, RefreshOutcome outcome, boolean regimeChange) {
    RefreshReport report =
        RefreshReport.newBuilder()
            .setRequestId("acme/DE#2")
            .setModel("acme/DE")
            .setSequence(2)
            .setSpecVersion("")
            .setDataRevision(1)
            .setOutcome(outcome)
            .setKind(kind)
            .setReasons(List.of())
            .setDetail("")
            .setClosedWeek(WEEK)
            .setClosedAt(CLOSED)
            .setRequestedAt(CLOSED)
            .setStartedAt(CLOSED)
            .setFinishedAt(CLOSED)
            .setFitMillis(12)
            .setHost("here")
            .setGradients(0)
            .setRows(0)
            .setMoved(List.of())
            .setScores(List.of(new WeekScore(WEEK, 1.0, 1.0, 1.0, 0.01, -2.5)))
            .setRegimeChange(regimeChange)
            .setExperiments(List.of())
            .build();
    return new RequestFitter.Answer(report, List.of(), List.of(0.5, 0.75));
  }
}
