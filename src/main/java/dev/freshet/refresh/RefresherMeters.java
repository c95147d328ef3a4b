package dev.freshet.refresh;

import dev.freshet.avro.FitKind;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.ledger.Reason;
import dev.freshet.refresh.Plan.Route;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Measures what one lane of the refresher has published, once its transaction is committed, and how
 * often the lane failed. All series exist from the start, so that a rate from zero can be seen.
 */
final class RefresherMeters {
  static final String LAG = "freshet.refresh.lag";
  static final String FIT = "freshet.fit";
  static final String REFUSED = "freshet.gate.refused";
  static final String REBUILDS = "freshet.gate.rebuilds";
  static final String REGIME_CHANGES = "freshet.regime.changes";
  static final String ROI_WIDTH = "freshet.roi.interval.width";
  static final String FORECAST_ERROR = "freshet.forecast.error";
  static final String REJECTED = "freshet.refresher.rejected";
  static final String FAILURES = "freshet.lane.failures";

  private static final int[] LAG_SECONDS = {
    1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400
  };
  private static final int[] FIT_MILLIS = {
    10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000,
    3_600_000
  };
  private static final double[] WIDTHS = {0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10};
  private static final double[] DEVIATIONS = {0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 10};

  private final MeterRegistry registry;
  private final Clock clock;
  private final Timer lag;
  private final Counter refused;
  private final Counter rebuilds;
  private final Counter regimeChanges;
  private final DistributionSummary roiWidth;
  private final DistributionSummary forecastError;
  private final Counter rejected;
  private final Counter failures;

  /**
   * @param lane the lane that is measured; what has no label for it is common to both
   */
  RefresherMeters(MeterRegistry registry, Clock clock, Route lane) {
    this.registry = registry;
    this.clock = clock;
    lag =
        Timer.builder(LAG)
            .description("From a week's closing until the set that holds it was readable")
            .tag("lane", lane.lane())
            .serviceLevelObjectives(durations(LAG_SECONDS, 1_000))
            .register(registry);
    refused = counter(REFUSED, "Fits that the gate refused: their incumbents stand");
    rebuilds = counter(REBUILDS, "Refreshes that became rebuilds of themselves");
    regimeChanges = counter(REGIME_CHANGES, "Fits whose new weeks surprised the incumbent");
    roiWidth =
        DistributionSummary.builder(ROI_WIDTH)
            .description(
                "Width of the 90 % interval of a paid channel's ROI over the window, in medians")
            .serviceLevelObjectives(WIDTHS)
            .register(registry);
    forecastError =
        DistributionSummary.builder(FORECAST_ERROR)
            .description(
                "Distance of a new week's outcome from the incumbent's prediction, in standard deviations")
            .serviceLevelObjectives(DEVIATIONS)
            .register(registry);
    rejected =
        Counter.builder(REJECTED)
            .description("Records that the refresher put with the dead letters, by reason")
            .tag("reason", Reason.MALFORMED.name())
            .register(registry);
    failures =
        Counter.builder(FAILURES)
            .description("Runs of a lane that ended with an error and were begun again")
            .tag("lane", lane.lane())
            .register(registry);
    for (RefreshOutcome outcome : RefreshOutcome.values()) {
      fit(FitKind.BUILD, outcome);
      fit(FitKind.REFRESH, outcome);
    }
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Timer fit(FitKind kind, RefreshOutcome outcome) {
    return Timer.builder(FIT)
        .description("Duration of a fit, publication not included")
        .tag("kind", kind == FitKind.REFRESH ? "refresh" : "build")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .serviceLevelObjectives(durations(FIT_MILLIS, 1))
        .register(registry);
  }

  private static Duration[] durations(int[] numbers, int millis) {
    return IntStream.of(numbers)
        .mapToObj(n -> Duration.ofMillis((long) n * millis))
        .toArray(Duration[]::new);
  }

  /** An answer is readable from now on. */
  void answered(RefreshRequest request, RequestFitter.Answer answer) {
    RefreshReport report = answer.report();
    fit(report.getKind(), report.getOutcome())
        .record(Duration.ofNanos((long) (report.getFitMillis() * 1e6)));
    if (report.getOutcome() == RefreshOutcome.PUBLISHED && holdsANewWeek(request)) {
      lag.record(Duration.between(report.getClosedAt(), clock.instant()));
    }
    if (report.getOutcome() == RefreshOutcome.REFUSED) {
      refused.increment();
    }
    if (hasResult(report) && report.getKind() == FitKind.REBUILD && !request.getBuild()) {
      rebuilds.increment();
    }
    if (report.getRegimeChange()) {
      regimeChanges.increment();
    }
    answer.roiWidths().forEach(roiWidth::record);
    report.getScores().forEach(score -> forecastError.record(Math.abs(score.getZ())));
  }

  /** What could not be read as a request is with the dead letters from now on. */
  void rejected() {
    rejected.increment();
  }

  /** The lane has ended with an error and begins again. */
  void failed() {
    failures.increment();
  }

  private static boolean hasResult(RefreshReport report) {
    return report.getOutcome() == RefreshOutcome.PUBLISHED
        || report.getOutcome() == RefreshOutcome.REFUSED;
  }

  private static boolean holdsANewWeek(RefreshRequest request) {
    return request.getIncumbent() == null
        || request.getIncumbent().getLastWeek().isBefore(request.getClosedWeek());
  }
}
