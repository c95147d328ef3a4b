package dev.freshet.web;

import dev.freshet.allocate.Forecast;
import dev.freshet.allocate.Forecaster;
import dev.freshet.allocate.SpendPlan;
import dev.freshet.model.FittedModel;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Makes the forecast that a report shows. */
public final class ForecastReport {
  /** Weeks it looks ahead, and weeks whose spend it repeats. */
  public static final int WEEKS = 13;

  private ForecastReport() {}

  /**
   * The next 13 weeks with the spend of the last 13.
   *
   * @param holidays by holiday column of the model, its value by week to come
   * @throws IllegalArgumentException if the model knows fewer weeks
   */
  public static Outlook standard(FittedModel model, Map<String, double[]> holidays) {
    SpendPlan plan = SpendPlan.lastWeeks(model, WEEKS, WEEKS);
    Forecaster forecaster = new Forecaster(model, WEEKS, holidays);
    return of(
        forecaster.forecast(plan).summary(),
        "the spend of the last 13 weeks once more",
        forecaster.held(plan));
  }

  /**
   * A forecast as a report shows it.
   *
   * @param plan whose spend it assumes, in words
   * @param held what the plan leaves open, and how it is held
   */
  public static Outlook of(Forecast forecast, String plan, List<String> held) {
    Forecast.Component outcome = forecast.only(Forecast.Kind.OUTCOME);
    Forecast.Range total = outcome.total();
    List<LocalDate> weeks = IntStream.range(0, forecast.weeks()).mapToObj(forecast::week).toList();
    return new Outlook(
        plan,
        weeks,
        new ReportData.Band(
            numbers(outcome, Forecast.Range::median),
            numbers(outcome, Forecast.Range::lower90),
            numbers(outcome, Forecast.Range::upper90)),
        new Estimate(total.median(), total.lower90(), total.upper90()),
        held);
  }

  private static Numbers numbers(
      Forecast.Component outcome, ToDoubleFunction<Forecast.Range> figure) {
    return Numbers.of(outcome.weeks().stream().mapToDouble(figure).toArray());
  }
}
