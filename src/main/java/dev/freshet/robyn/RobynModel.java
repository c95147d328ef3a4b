package dev.freshet.robyn;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model that Robyn exported says, in Robyn's own names.
 *
 * @param version Robyn's version, as it writes it
 * @param solution id of the selected model
 * @param dateColumn column of the dates
 * @param daysARow 7 for weekly rows, 1 for daily ones
 * @param outcome column of the outcome
 * @param outcomeIsMoney whether the outcome is revenue; else it counts conversions
 * @param prophet baseline columns Robyn takes from Prophet: trend, season, holiday, …
 * @param country country of the holidays
 * @param context context variables
 * @param paid paid channels
 * @param organic organic media
 * @param adstock form of carry-over, the same for all media
 * @param windowStart date of the first row of the modelling window
 * @param windowEnd date of its last row
 * @param lambda ridge penalty, in glmnet's units
 * @param summary by model column, coefficient and contribution; {@link #INTERCEPT} among them
 * @param data the raw data, if they were exported
 */
public record RobynModel(
    String version,
    String solution,
    String dateColumn,
    int daysARow,
    String outcome,
    boolean outcomeIsMoney,
    List<String> prophet,
    Optional<String> country,
    List<Context> context,
    List<Medium> paid,
    List<Medium> organic,
    Adstock adstock,
    LocalDate windowStart,
    LocalDate windowEnd,
    double lambda,
    Map<String, Component> summary,
    Optional<RobynData> data) {
  /** The name of the intercept in the summary. */
  public static final String INTERCEPT = "(Intercept)";

  /** Robyn's forms of carry-over. */
  public enum Adstock {
    GEOMETRIC,
    WEIBULL_CDF,
    WEIBULL_PDF
  }

  /** What Robyn was told about the direction of an effect. */
  public enum Sign {
    DEFAULT,
    POSITIVE,
    NEGATIVE
  }

  /**
   * One context variable.
   *
   * @param column its column
   * @param sign limit of its coefficient
   * @param category whether its values are levels
   */
  public record Context(String column, Sign sign, boolean category) {}

  /**
   * One medium with its hyperparameters.
   *
   * @param spend column of the spend; the column itself for organic media
   * @param column column of what is transformed: exposure, or the spend
   * @param sign limit of its coefficient
   * @param hyper by name ({@code thetas}, {@code alphas}, {@code gammas}, {@code shapes}, {@code
   *     scales}), the selected value
   * @param bounds by the same names, the range Robyn searched
   */
  public record Medium(
      String spend,
      String column,
      Sign sign,
      Map<String, Double> hyper,
      Map<String, Range> bounds) {
    public Medium {
      hyper = Collections.unmodifiableMap(new LinkedHashMap<>(hyper));
      bounds = Collections.unmodifiableMap(new LinkedHashMap<>(bounds));
    }

    /** The selected value of a hyperparameter. */
    public double value(String name) {
      Double value = hyper.get(name);
      if (value == null) {
        throw new IllegalArgumentException(
            "ExportedModel.hyper_values.%s_%s: is missing".formatted(column, name));
      }
      return value;
    }

    /** Whether an exposure stands for the spend. */
    public boolean hasExposure() {
      return !spend.equals(column);
    }
  }

  /** A closed range; both ends are equal for a value that Robyn held fixed. */
  public record Range(double low, double high) {}

  /**
   * One column of the fitted model.
   *
   * @param coefficient on the column's own scale
   * @param total contribution over the window
   */
  public record Component(double coefficient, double total) {}

  public RobynModel {
    Objects.requireNonNull(windowStart, "windowStart");
    Objects.requireNonNull(adstock, "adstock");
    Objects.requireNonNull(country, "country");
    Objects.requireNonNull(data, "data");
    prophet = List.copyOf(prophet);
    context = List.copyOf(context);
    paid = List.copyOf(paid);
    organic = List.copyOf(organic);
    summary = Collections.unmodifiableMap(new LinkedHashMap<>(summary));
    if (paid.isEmpty()) {
      throw new IllegalArgumentException("the model has no paid media");
    }
    if (windowEnd.isBefore(windowStart)) {
      throw new IllegalArgumentException(
          "the window ends on %s, before it starts on %s".formatted(windowEnd, windowStart));
    }
  }

  /** Robyn's ROI of a channel over the window: its contribution over the window's spend. */
  public Optional<Double> roi(Medium medium) {
    Component component = summary.get(medium.column());
    if (component == null || data.isEmpty()) {
      return Optional.empty();
    }
    double spend = spend(medium);
    return spend > 0 ? Optional.of(component.total() / spend) : Optional.empty();
  }

  /** What was spent on a channel in the window; needs the data. */
  public double spend(Medium medium) {
    RobynData rows = data.orElseThrow();
    double[] all = rows.numbers(medium.spend());
    double sum = 0;
    for (int t = rows.indexOf(windowStart); t <= rows.indexOf(windowEnd); t++) {
      sum += all[t];
    }
    return sum;
  }
}
