package dev.freshet.api;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelSpec;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshReport;
import dev.freshet.web.DataQuality;
import dev.freshet.web.FittedReport;
import dev.freshet.web.ReportData;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * What is published of a model, as of one moment.
 *
 * @param data what a report says of the set
 * @param model the set as the model it came from
 * @param spec the newest spec; empty before it has come
 */
record PublishedReport(
    ReportData data, dev.freshet.model.FittedModel model, Optional<ModelSpec> spec) {
  private static final Logger LOG = LogManager.getLogger(PublishedReport.class);

  /** Newest refreshes that a report tells of. */
  private static final int REFRESHES = 20;

  /** What ISO 4217 has for none. */
  private static final String NO_CURRENCY = "XXX";

  /**
   * The report of the newest whole set; empty without one.
   *
   * @throws ProblemException if this version cannot read the set
   */
  static Optional<PublishedReport> of(Queries queries, String model) {
    return queries.published(model).map(set -> of(queries, set));
  }

  private static PublishedReport of(Queries queries, FittedModel set) {
    String model = set.getModel();
    try {
      dev.freshet.model.FittedModel fitted = PublishedModel.of(queries, set);
      return new PublishedReport(
          FittedReport.of(subject(queries, model), fitted)
              .inService(
                  queries.reports(model, REFRESHES).stream().map(PublishedReport::entry).toList(),
                  openWeeks(queries.status(model))),
          fitted,
          queries.spec(model));
    } catch (IllegalArgumentException e) {
      LOG.warn("No report of {} {}: {}", model, set.getModelVersion(), e.getMessage());
      throw new ProblemException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "version %s of %s was published by an engine (%s) that this one cannot read: its next build brings the report back"
              .formatted(set.getModelVersion(), model, set.getEngineVersion()));
    }
  }

  /** From the spec; the rows know the currency, too, should it not have come yet. */
  private static FittedReport.Subject subject(Queries queries, String model) {
    Optional<ModelSpec> spec = queries.spec(model);
    return new FittedReport.Subject(
        model,
        spec.map(ModelSpec::getCurrency).orElseGet(() -> currency(queries, model)),
        spec.map(ModelSpec::getOutcome).orElse("outcome"),
        spec.map(ModelSpec::getOutcomeIsMoney).orElse(false));
  }

  private static String currency(Queries queries, String model) {
    return queries.rows(SetKind.ROI, model, "", "").stream()
        .map(row -> ((ChannelRoi) row).getCurrency())
        .findFirst()
        .orElse(NO_CURRENCY);
  }

  private static List<DataQuality.OpenWeek> openWeeks(Optional<ModelStatus> status) {
    return status.map(ModelStatus::getOpenWeeks).orElse(List.of()).stream()
        .map(open -> new DataQuality.OpenWeek(open.getWeek(), open.getWaitingFor()))
        .toList();
  }

  private static ReportData.HistoryEntry entry(RefreshReport report) {
    return new ReportData.HistoryEntry(
        report.getSequence(),
        report.getFinishedAt(),
        report.getOutcome().name(),
        report.getKind().name(),
        report.getDetail(),
        report.getModelVersion(),
        report.getClosedWeek(),
        report.getRSquared(),
        report.getFitMillis());
  }
}
