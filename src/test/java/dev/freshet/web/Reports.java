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
        request.definition(),
        data.withExperiments(List.of(holdOut(channel, data))),
        incumbent);
  }

  /** Four weeks of a tenth of the market without the first channel. */
  private static Experiment holdOut(String channel, ModelData data) {
    double[] change =
        Arrays.stream(data.media()[0], data.leadInWeeks() + 60, data.leadInWeeks() + 64)
            .map(x -> -0.1 * x)
            .toArray();
    return new Experiment(
        "geo hold-out",
        List.of(channel),
        data.week(60),
        new double[][] {change},
        data.week(60),
        new double[] {1, 1, 1, 1, 1, 1},
        0.1,
        -20_000,
        12_000,
        Experiment.Scope.TOTAL);
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
        .withForecast(forecast(data));
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

  private static Outlook forecast(ReportData data) {
    double level = Arrays.stream(data.fitted().value().toArray()).average().orElseThrow();
    double[] mean = new double[13];
    Arrays.fill(mean, level);
    return new Outlook(
        "spend as in the last 13 weeks",
        weeksAfter(data, 13),
        new ReportData.Band(
            Numbers.of(mean),
            Numbers.of(Arrays.stream(mean).map(x -> 0.9 * x).toArray()),
            Numbers.of(Arrays.stream(mean).map(x -> 1.1 * x).toArray())),
        new Estimate(13 * level, 12.5 * level, 13.5 * level));
  }

  private static List<LocalDate> weeksAfter(ReportData data, int weeks) {
    return java.util.stream.IntStream.rangeClosed(1, weeks)
        .mapToObj(data.fittedTo()::plusWeeks)
        .toList();
  }
}
