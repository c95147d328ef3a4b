package dev.freshet.web;

import dev.freshet.model.FittedModel;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Function;

/**
 * What a report says of the weeks to come: a recommended plan and a forecast.
 *
 * @param plan null where no money is spent of late
 * @param outlook null where there is no plan, or the holidays to come are not known
 */
public record ReportAdvice(Plan plan, Outlook outlook) {
  private static final ReportAdvice NONE = new ReportAdvice(null, null);

  /**
   * The advice on a model.
   *
   * @param data what is reported of the model
   * @param holidays by the first week to come: days of each holiday column in {@link
   *     ForecastReport#WEEKS} weeks from it on
   */
  public static ReportAdvice of(
      ReportData data, FittedModel model, Function<LocalDate, Map<String, double[]>> holidays) {
    boolean spending =
        data.channels().stream()
            .anyMatch(c -> c.paid() && c.curve() != null && c.curve().recent().amount() > 0);
    if (!spending) {
      return NONE;
    }
    LocalDate next = model.data().week(model.data().weeks());
    return new ReportAdvice(PlanReport.standard(model), forecast(model, holidays.apply(next)));
  }

  // The spec may have got other holidays since the model was fitted.
  private static Outlook forecast(FittedModel model, Map<String, double[]> holidays) {
    try {
      return ForecastReport.standard(model, holidays);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The report with this advice. */
  public ReportData addedTo(ReportData data) {
    return data.withAllocation(plan).withForecast(outlook);
  }
}
