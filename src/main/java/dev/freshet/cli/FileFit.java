package dev.freshet.cli;

import dev.freshet.model.FitRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.refresh.FileFits;
import dev.freshet.refresh.FitRequests;
import dev.freshet.spec.HistoryCsv;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.SpecParser;
import dev.freshet.spec.WeeklyHistory;
import dev.freshet.web.FittedReport;
import dev.freshet.web.PlanReport;
import dev.freshet.web.ReportData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A model fitted from files.
 *
 * @param spec what the analyst decided
 * @param model the fitted model with its answers
 * @param millis duration of the fit, milliseconds
 */
record FileFit(ModelSpec spec, FittedModel model, double millis) {
  /**
   * Fits a model.
   *
   * @param spec model spec, YAML
   * @param csv weekly or daily history
   * @param prior model.json of an earlier fit to refresh; null to build
   * @param until last day that counts; null for all
   * @throws IOException if a file cannot be read
   */
  static FileFit of(Path spec, Path csv, Path prior, LocalDate until) throws IOException {
    ModelSpec parsed = SpecParser.parse(Inputs.file(spec)).orElseThrow();
    WeeklyHistory history = HistoryCsv.read(parsed, Inputs.file(csv)).weeks(parsed);
    Optional<FittedModel> incumbent =
        prior == null ? Optional.empty() : Optional.of(FitFiles.read(Inputs.file(prior)));
    FitRequest request =
        FitRequests.of(parsed, FileFits.series(parsed, history, until), incumbent);
    long start = System.nanoTime();
    FittedModel model = Fitters.standard().fit(request);
    return new FileFit(parsed, model, (System.nanoTime() - start) / 1e6);
  }

  /** The report's data, with the plan that it recommends where there is something to plan. */
  ReportData report() {
    ReportData data =
        FittedReport.of(
            new FittedReport.Subject(
                spec.model(), spec.currency(), spec.outcome(), spec.outcomeIsMoney()),
            model);
    boolean spending =
        data.channels().stream()
            .anyMatch(c -> c.paid() && c.curve() != null && c.curve().recent().amount() > 0);
    return spending ? data.withAllocation(PlanReport.standard(model)) : data;
  }
}
