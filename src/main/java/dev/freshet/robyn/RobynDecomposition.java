package dev.freshet.robyn;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.model.Adstocks;
import dev.freshet.robyn.RobynModel.Component;
import dev.freshet.robyn.RobynModel.Medium;
import dev.freshet.robyn.RobynModel.Sign;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Robyn's decomposition of the outcome, computed again from a model's hyperparameters, its penalty
 * and the raw data, with the ridge regression solved exactly.
 *
 * <p>Media are adstocked over all rows, cut to the modelling window and saturated there; Prophet's
 * columns may have coefficients from 0 to 1 (−1 to 0 for a falling trend's), the others as their
 * sign says. A model whose intercept comes out negative is fitted again without one. A component's
 * contribution is its coefficient times its column.
 *
 * @param components by model column, {@link RobynModel#INTERCEPT} first
 * @param nrmse root mean squared error over the outcome's range
 * @param decompRssd distance between the effect and spend shares of the paid channels
 */
public record RobynDecomposition(
    Map<String, Component> components, double nrmse, double decompRssd) {
  public RobynDecomposition {
    components = Collections.unmodifiableMap(new LinkedHashMap<>(components));
  }

  /** Why a model's decomposition cannot be computed again; empty if it can. */
  public static Optional<String> obstacle(RobynModel model) {
    if (model.data().isEmpty()) {
      return Optional.of("the file holds no raw data (Extras.raw_data)");
    }
    if (model.daysARow() != 7) {
      return Optional.of("only models of weekly rows are computed again");
    }
    return model.prophet().stream()
        .filter(
            name ->
                !name.equals(ProphetBaseline.TREND)
                    && !name.equals(ProphetBaseline.SEASON)
                    && !name.equals(ProphetBaseline.HOLIDAY))
        .findFirst()
        .map(name -> "the baseline column " + name + " is not computed again");
  }

  /**
   * Computes it.
   *
   * @throws IllegalArgumentException if there is an {@link #obstacle}
   */
  public static RobynDecomposition of(RobynModel model) {
    obstacle(model)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    RobynData data = model.data().orElseThrow();
    int from = data.indexOf(model.windowStart());
    int to = data.indexOf(model.windowEnd()) + 1;
    Columns columns = new Columns();
    WeekCalendar calendar = new WeekCalendar(data.date(0).getDayOfWeek(), ZoneOffset.UTC);
    Map<String, double[]> prophet = ProphetBaseline.of(model, data, calendar);
    for (String name : model.prophet()) {
      double[] column =
          Arrays.copyOfRange(prophet.getOrDefault(name, new double[data.size()]), from, to);
      boolean falling = name.equals(ProphetBaseline.TREND) && Arrays.stream(column).sum() < 0;
      columns.add(name, column, falling ? -1 : 0, falling ? 0 : 1);
    }
    for (RobynModel.Context context : model.context()) {
      double[] column =
          context.category() ? prophet.get(context.column()) : data.numbers(context.column());
      columns.add(context.column(), Arrays.copyOfRange(column, from, to), context.sign());
    }
    for (Medium medium : model.paid()) {
      columns.add(medium.column(), saturated(model, medium, from, to), medium.sign());
    }
    for (Medium medium : model.organic()) {
      columns.add(medium.column(), saturated(model, medium, from, to), medium.sign());
    }
    double[] y = Arrays.copyOfRange(data.numbers(model.outcome()), from, to);
    return columns.fit(model, y);
  }

  private static double[] saturated(RobynModel model, Medium medium, int from, int to) {
    double[] x = model.data().orElseThrow().numbers(medium.column());
    double[] window = Arrays.copyOfRange(adstock(model, medium, x), from, to);
    double inflexion = medium.value("gammas") * Arrays.stream(window).max().orElseThrow();
    return inflexion > 0
        ? Adstocks.hill(window, medium.value("alphas"), inflexion)
        : new double[window.length];
  }

  private static double[] adstock(RobynModel model, Medium medium, double[] x) {
    return switch (model.adstock()) {
      case GEOMETRIC -> Adstocks.geometric(x, medium.value("thetas"));
      case WEIBULL_CDF ->
          Adstocks.convolve(
              x,
              Adstocks.weibullCdfWeights(medium.value("shapes"), medium.value("scales"), x.length));
      case WEIBULL_PDF ->
          Adstocks.convolve(
              x,
              Adstocks.weibullPdfWeights(medium.value("shapes"), medium.value("scales"), x.length));
    };
  }

  /** The model's columns over the window, with the limits of their coefficients. */
  private static final class Columns {
    private final Map<String, double[]> columns = new LinkedHashMap<>();
    private final Map<String, double[]> limits = new LinkedHashMap<>();

    void add(String name, double[] column, Sign sign) {
      add(
          name,
          column,
          sign == Sign.POSITIVE ? 0 : Double.NEGATIVE_INFINITY,
          sign == Sign.NEGATIVE ? 0 : Double.POSITIVE_INFINITY);
    }

    void add(String name, double[] column, double lower, double upper) {
      columns.put(name, column);
      limits.put(name, new double[] {lower, upper});
    }

    RobynDecomposition fit(RobynModel model, double[] y) {
      Ridge.Fit fit = ridge(model, y, true);
      if (fit.intercept() < 0) {
        fit = ridge(model, y, false);
      }
      Map<String, Component> components = new LinkedHashMap<>();
      components.put(
          RobynModel.INTERCEPT, new Component(fit.intercept(), fit.intercept() * y.length));
      double[] fitted = new double[y.length];
      Arrays.fill(fitted, fit.intercept());
      int j = 0;
      for (Map.Entry<String, double[]> column : columns.entrySet()) {
        double coefficient = fit.coefficients()[j++];
        double total = 0;
        for (int t = 0; t < y.length; t++) {
          fitted[t] += coefficient * column.getValue()[t];
          total += coefficient * column.getValue()[t];
        }
        components.put(column.getKey(), new Component(coefficient, total));
      }
      return new RobynDecomposition(
          components, nrmse(y, fitted), RobynDecomposition.rssd(model, components));
    }

    private Ridge.Fit ridge(RobynModel model, double[] y, boolean intercept) {
      return Ridge.fit(
          columns.values().toArray(double[][]::new),
          y,
          model.lambda(),
          limits.values().stream().mapToDouble(l -> l[0]).toArray(),
          limits.values().stream().mapToDouble(l -> l[1]).toArray(),
          intercept);
    }
  }

  private static double nrmse(double[] y, double[] fitted) {
    double squares = 0;
    for (int t = 0; t < y.length; t++) {
      squares += (y[t] - fitted[t]) * (y[t] - fitted[t]);
    }
    double range = Arrays.stream(y).max().orElseThrow() - Arrays.stream(y).min().orElseThrow();
    return Math.sqrt(squares / y.length) / range;
  }

  private static double rssd(RobynModel model, Map<String, Component> components) {
    double effects = 0;
    double spends = 0;
    for (Medium medium : model.paid()) {
      effects += components.get(medium.column()).total();
      spends += model.spend(medium);
    }
    double squares = 0;
    int none = 0;
    for (Medium medium : model.paid()) {
      double effect = components.get(medium.column()).total() / effects;
      double gap = effect - model.spend(medium) / spends;
      squares += gap * gap;
      none += Math.round(effect * 1e4) == 0 ? 1 : 0;
    }
    return Math.sqrt(squares) * (1 + (double) none / model.paid().size());
  }
}
