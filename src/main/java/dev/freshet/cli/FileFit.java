package dev.freshet.cli;

import dev.freshet.model.FitRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.refresh.FileFits;
import dev.freshet.refresh.FitRequests;
import dev.freshet.refresh.LiftTestJudgement;
import dev.freshet.refresh.Series;
import dev.freshet.spec.HistoryCsv;
import dev.freshet.spec.LiftTest;
import dev.freshet.spec.LiftTestParser;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.SpecParser;
import dev.freshet.spec.WeeklyHistory;
import dev.freshet.web.FittedReport;
import dev.freshet.web.ForecastReport;
import dev.freshet.web.ReportAdvice;
import dev.freshet.web.ReportData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A model fitted from files.
 *
 * @param spec what the analyst decided
 * @param model the fitted model with its answers
 * @param tests which lift tests count
 * @param millis duration of the fit, milliseconds
 */
record FileFit(ModelSpec spec, FittedModel model, LiftTestJudgement tests, double millis) {
  /**
   * What to fit.
   *
   * @param spec model spec, YAML
   * @param csv weekly or daily history
   * @param prior model.json of an earlier fit to refresh; null to build
   * @param until last day that counts; null for all
   * @param experiments lift tests, YAML; null for none
   */
  record Files(Path spec, Path csv, Path prior, LocalDate until, Path experiments) {}

  /**
   * Fits a model.
   *
   * @throws IOException if a file cannot be read
   */
  static FileFit of(Files files) throws IOException {
    ModelSpec spec = SpecParser.parse(Inputs.file(files.spec())).orElseThrow();
    WeeklyHistory history = HistoryCsv.read(spec, Inputs.file(files.csv())).weeks(spec);
    Series series = FileFits.series(spec, history, files.until());
    Optional<FittedModel> incumbent =
        files.prior() == null
            ? Optional.empty()
            : Optional.of(FitFiles.read(Inputs.file(files.prior())));
    LiftTestJudgement tests =
        LiftTestJudgement.of(spec, series, liftTests(spec, files.experiments()));
    FitRequest request = FitRequests.of(spec, series, incumbent).withExperiments(tests.counting());
    long start = System.nanoTime();
    FittedModel model = Fitters.standard().fit(request);
    return new FileFit(spec, model, tests, (System.nanoTime() - start) / 1e6);
  }

  private static List<LiftTest> liftTests(ModelSpec spec, Path experiments) throws IOException {
    if (experiments == null) {
      return List.of();
    }
    List<LiftTest> tests = LiftTestParser.parse(Inputs.file(experiments)).orElseThrow();
    if (!tests.isEmpty() && !tests.get(0).model().equals(spec.model())) {
      throw new IllegalArgumentException(
          "%s: the lift tests are of %s, but the spec is of %s; name files of one model"
              .formatted(experiments, tests.get(0).model(), spec.model()));
    }
    return tests;
  }

  /** The report's data, with a recommended plan and a forecast where money is spent of late. */
  ReportData report() {
    ReportData data =
        FittedReport.of(
            new FittedReport.Subject(
                spec.model(), spec.currency(), spec.outcome(), spec.outcomeIsMoney()),
            model);
    return ReportAdvice.of(
            data, model, next -> FitRequests.holidays(spec, next, ForecastReport.WEEKS))
        .addedTo(data);
  }
}
