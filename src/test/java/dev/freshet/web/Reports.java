package dev.freshet.web;

import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.Simulator;
import dev.freshet.model.BayesianFitter;
import dev.freshet.model.Experiment;
import dev.freshet.model.FitRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.model.ModelData;
import dev.freshet.refresh.FileFits;
import dev.freshet.refresh.FitRequests;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports of a simulated advertiser, for tests and to look at. */
final class Reports {
  static final FittedReport.Subject SUBJECT =
      new FittedReport.Subject("acme/DE", "EUR", "revenue", true);

  private static final int WEEKS = 110;
  private static final BayesianFitter FITTER =
      new BayesianFitter(BayesianFitter.Settings.DEFAULT.withParticles(512).withThreads(2));

  private Reports() {}

  /** A refresh by four weeks, one of them without outcome, with a lift test. */
  static FittedModel refreshed() {
    return Fits.REFRESH;
  }

  /** A first build. */
  static FittedModel built() {
    return Fits.BUILD;
  }

  private static final class Fits {
    static final FittedModel BUILD = FITTER.fit(request(WEEKS - 4, Optional.empty()));
    static final FittedModel REFRESH = FITTER.fit(request(WEEKS, Optional.of(BUILD)));
  }

  private static FitRequest request(int weeks, Optional<FittedModel> incumbent) {
    SimulatedAdvertiser advertiser =
        Simulator.advertiser(
            new Simulator.Setting(
                "acme/DE",
                "EUR",
                ZoneId.of("Europe/Berlin"),
                "DE",
                5,
                LocalDate.of(2024, 10, 7),
                WEEKS,
                7));
    FitRequest request =
        FitRequests.of(
            advertiser.spec(),
            FileFits.series(advertiser.spec(), advertiser.truth().history(weeks), null),
            incumbent);
    double[] outcome = request.data().outcome();
    outcome[40] = Double.NaN;
    ModelData data = request.data().withOutcome(outcome);
    String channel = request.definition().media().get(0).name();
    return new FitRequest(
        request.definition(), data.withExperiments(List.of(holdOut(channel, data))), incumbent);
  }

  /** The first channel's strongest four weeks, in a tenth of the market without it. */
  private static Experiment holdOut(String channel, ModelData data) {
    double[] exposure =
        Arrays.copyOfRange(data.media()[0], data.leadInWeeks(), data.media()[0].length);
    int first = 0;
    for (int t = 1; t < 90; t++) {
      first = sum(exposure, t) > sum(exposure, first) ? t : first;
    }
    double[] change = Arrays.stream(exposure, first, first + 4).map(x -> -0.1 * x).toArray();
    return new Experiment(
        "geo hold-out",
        List.of(channel),
        data.week(first),
        new double[][] {change},
        data.week(first),
        new double[] {1, 1, 1, 1, 1, 1},
        0.1,
        -20_000,
        12_000,
        Experiment.Scope.TOTAL);
  }

  private static double sum(double[] values, int from) {
    return Arrays.stream(values, from, from + 4).sum();
  }

  /** The refresh's report with all that the service and the planners add. */
  static ReportData full() {
    ReportData data = FittedReport.of(SUBJECT, refreshed());
    return new ReportData(
            data.model(),
            data.modelVersion(),
            data.currency(),
            data.outcomeName(),
            data.outcomeIsMoney(),
            data.kind(),
            data.reason(),
            data.fittedFrom(),
            data.fittedTo(),
            data.weeks(),
            data.outcome(),
            data.fitted(),
            data.residual(),
            data.components(),
            data.channels(),
            data.mediaTotal(),
            data.diagnostics(),
            data.sampler(),
            data.gate(),
            data.moves(),
            data.scores(),
            new DataQuality(
                List.of(),
                data.dataQuality().missingOutcome(),
                data.dataQuality().anomalies(),
                List.of(new DataQuality.Pair("tv", "ooh", 0.93)),
                data.dataQuality().inflation(),
                List.of(
                    new DataQuality.OpenWeek(
                        data.fittedTo().plusWeeks(1), List.of("facebook", "outcome")))),
            data.experiments(),
            data.allocation(),
            data.forecast(),
            List.of(
                entry(2, data.fittedTo(), "PUBLISHED", data.reason()),
                entry(1, data.fittedTo().minusWeeks(4), "PUBLISHED", "no incumbent")))
        .withAllocation(PlanReport.standard(refreshed()))
        .withForecast(ForecastReport.standard(refreshed(), Map.of()));
  }

  private static ReportData.HistoryEntry entry(
      long sequence, LocalDate week, String outcome, String reason) {
    return new ReportData.HistoryEntry(
        sequence,
        Instant.parse(week.plusDays(9) + "T06:12:00Z"),
        outcome,
        sequence == 1 ? "BUILD" : "REFRESH",
        reason,
        "0123456789abcdef",
        week,
        0.93,
        812.0);
  }
}
