package dev.freshet.allocate;

import dev.freshet.allocate.Forecast.Kind;
import dev.freshet.allocate.ForecastDraws.Series;
import dev.freshet.model.BaselineOutlook;
import dev.freshet.model.BaselineTerm;
import dev.freshet.model.FittedModel;
import dev.freshet.model.MediaOutlook;
import dev.freshet.model.MediaTerm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Forecasts the outcome of the weeks right after a model's data under plans of spend.
 *
 * <pre>
 * outcome = Σ baseline parts ({@link BaselineOutlook}) + Σ media ({@link MediaOutlook}) + noise
 * </pre>
 *
 * Money buys exposure at the price of the last {@value #COST_WEEKS} weeks that have both ({@link
 * CostPerUnit}). A paid channel may be left open by a plan if it is not in the model or had no
 * spend in the last {@value #IDLE_WEEKS} weeks, and then has none. What a plan does not say of
 * organic media and context is held as before, give or take what that has missed before ({@link
 * Held}). Each of the media's draws gets {@value #REPEATS} of baseline, noise and what is held. The
 * same model and plan give the same numbers.
 */
public final class Forecaster {
  /** Weeks after a plan in which its media are still followed. */
  public static final int AFTER = 52;

  private static final int REPEATS = 10;
  private static final int COST_WEEKS = 13;
  private static final int IDLE_WEEKS = 13;
  private static final String HOLIDAY = "holiday";

  private final FittedModel model;
  private final int weeks;
  private final Map<String, double[]> holidays;
  private final MediaOutlook media;
  private final CostPerUnit[] cost; // by medium; null of organic media

  /**
   * @param weeks number of weeks to come, at least 1
   * @param holidays by holiday column of the model, its value by week to come; one that is left out
   *     has no day in these weeks
   */
  public Forecaster(FittedModel model, int weeks, Map<String, double[]> holidays) {
    this.model = model;
    this.weeks = weeks;
    this.holidays = holidays;
    this.media = MediaOutlook.of(model, weeks, AFTER);
    List<MediaTerm> terms = model.definition().media();
    this.cost = new CostPerUnit[terms.size()];
    for (int c = 0; c < cost.length; c++) {
      cost[c] =
          isPaid(terms.get(c)) ? CostPerUnit.of(model, terms.get(c).name(), COST_WEEKS) : null;
    }
  }

  /** Whether holidays must be known to forecast a model. */
  public static boolean needsHolidays(FittedModel model) {
    return model.definition().baseline().stream().anyMatch(t -> t.component().equals(HOLIDAY));
  }

  /** What the plan leaves open, and how it is held, one sentence a variable. */
  public List<String> held(SpendPlan plan) {
    List<String> held = new ArrayList<>();
    for (int c = 0; c < cost.length; c++) {
      MediaTerm term = model.definition().media().get(c);
      if (!plan.has(term.name())) {
        held.add(
            isPaid(term)
                ? term.name() + " at 0 as of late"
                : term.name() + " " + Held.words(model.data().weeks()));
      }
    }
    for (int k = 0; k < model.definition().baseline().size(); k++) {
      BaselineTerm term = model.definition().baseline().get(k);
      if (!term.component().equals(HOLIDAY) && !plan.has(term.name())) {
        held.add(term.name() + " " + Held.words(model.data().weeks()));
      }
    }
    return held;
  }

  /**
   * The weeks to come under a plan.
   *
   * @throws IllegalArgumentException if the plan is of other weeks, names what the model has not,
   *     leaves a paid channel open or has negative media
   */
  public ForecastDraws forecast(SpendPlan plan) {
    require(plan);
    BaselineOutlook baseline = BaselineOutlook.of(model, media, columns(plan), REPEATS);
    List<Series> parts = new ArrayList<>();
    for (int j = 0; j < baseline.components().size(); j++) {
      int component = j;
      String name = baseline.components().get(j);
      parts.add(series(name, Kind.BASELINE, d -> baseline.path(d, component)));
    }
    addHeldContext(plan, baseline, parts);
    for (int c = 0; c < cost.length; c++) {
      parts.add(medium(plan, c));
    }
    parts.add(series("noise", Kind.NOISE, baseline::noise));
    return ForecastDraws.of(plan.firstWeek(), parts);
  }

  private Series series(String name, Kind kind, IntFunction<double[]> paths) {
    int draws = media.draws() * REPEATS;
    Series series = Series.empty(name, kind, weeks, draws);
    for (int d = 0; d < draws; d++) {
      put(paths.apply(d), d, series);
    }
    return series;
  }

  private static void put(double[] path, int draw, Series part) {
    int weeks = part.weeks().length;
    for (int t = 0; t < weeks; t++) {
      part.weeks()[t][draw] = path[t];
    }
    for (int t = weeks; t < path.length; t++) {
      part.toCome()[draw] += path[t];
    }
  }

  // The baseline has been drawn with columns as they are held; what holding misses comes on top.
  private void addHeldContext(SpendPlan plan, BaselineOutlook baseline, List<Series> parts) {
    double[][] known = model.data().baseline();
    for (int k = 0; k < known.length; k++) {
      BaselineTerm term = model.definition().baseline().get(k);
      if (!isHeld(plan, term)) {
        continue;
      }
      double[] usual = held(known[k], 0);
      Series part = parts.get(baseline.components().indexOf(term.component()));
      for (int d = 0; d < baseline.draws(); d++) {
        double[] drawn = held(known[k], age(d));
        double slope = baseline.slope(d, k);
        for (int t = 0; t < weeks; t++) {
          part.weeks()[t][d] += slope * (drawn[t] - usual[t]);
        }
      }
    }
  }

  private boolean isHeld(SpendPlan plan, BaselineTerm term) {
    return !term.component().equals(HOLIDAY) && !plan.has(term.name());
  }

  private int age(int draw) {
    return Held.age(draw, model.data().weeks(), weeks);
  }

  private double[] held(double[] history, int age) {
    return Held.of(history, model.data().weeks(), weeks, age);
  }

  private Series medium(SpendPlan plan, int c) {
    MediaTerm term = model.definition().media().get(c);
    double[] path = new double[weeks + AFTER];
    if (!isPaid(term) && !plan.has(term.name())) {
      double[] known = model.data().media()[c];
      return series(
          term.name(),
          Kind.ORGANIC,
          d -> {
            double[] drawn = Arrays.stream(held(known, age(d))).map(v -> Math.max(0, v)).toArray();
            media.path(d / REPEATS, c, drawn, path);
            return path;
          });
    }
    double[] planned = plan.has(term.name()) ? plan.of(term.name()) : new double[weeks];
    double[] exposures =
        isPaid(term) ? Arrays.stream(planned).map(cost[c]::exposure).toArray() : planned;
    return series(
        term.name(),
        isPaid(term) ? Kind.PAID : Kind.ORGANIC,
        d -> {
          if (d % REPEATS == 0) {
            media.path(d / REPEATS, c, exposures, path);
          }
          return path;
        });
  }

  private double[][] columns(SpendPlan plan) {
    List<BaselineTerm> terms = model.definition().baseline();
    double[][] columns = new double[terms.size()][];
    double[][] known = model.data().baseline();
    for (int k = 0; k < columns.length; k++) {
      BaselineTerm term = terms.get(k);
      if (isHeld(plan, term)) {
        columns[k] = held(known[k], 0);
      } else {
        columns[k] =
            plan.has(term.name())
                ? plan.of(term.name())
                : holidays.getOrDefault(term.name(), new double[weeks]);
      }
    }
    return columns;
  }

  private void require(SpendPlan plan) {
    if (!plan.firstWeek().equals(media.firstWeek()) || plan.weeks() != weeks) {
      throw new IllegalArgumentException(
          "%s: %d weeks from %s, but the forecast is of the %d weeks from %s, right after the model's last"
              .formatted(plan.name(), plan.weeks(), plan.firstWeek(), weeks, media.firstWeek()));
    }
    Set<String> known = names();
    for (String name : plan.values().keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "%s: the model has no %s; it has %s"
                .formatted(plan.name(), name, String.join(", ", known)));
      }
    }
    for (int c = 0; c < cost.length; c++) {
      MediaTerm term = model.definition().media().get(c);
      Optional<double[]> planned =
          plan.has(term.name()) ? Optional.of(plan.of(term.name())) : Optional.empty();
      if (isPaid(term) && planned.isEmpty() && !isIdle(c)) {
        throw new IllegalArgumentException(
            "%s: no spend for %s; write 0 for a channel that pauses"
                .formatted(plan.name(), term.name()));
      }
      if (planned.isPresent() && Arrays.stream(planned.get()).anyMatch(v -> !(v >= 0))) {
        throw new IllegalArgumentException(
            "%s: %s must be 0 or more in every week".formatted(plan.name(), term.name()));
      }
    }
  }

  // Left out of the model, or without spend of late: plans of others need not name it.
  private boolean isIdle(int c) {
    double[] spend = model.data().spend()[c];
    boolean spends = false;
    for (int t = Math.max(0, spend.length - IDLE_WEEKS); t < spend.length; t++) {
      spends |= spend[t] > 0;
    }
    return !spends || !model.anchor().excluded().get(c).isBlank();
  }

  /** What a plan may name: media, then the columns of context. */
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    model.definition().media().forEach(term -> names.add(term.name()));
    model.definition().baseline().stream()
        .filter(term -> !term.component().equals(HOLIDAY))
        .forEach(term -> names.add(term.name()));
    return names;
  }

  private static boolean isPaid(MediaTerm term) {
    return term.kind() == MediaTerm.Kind.PAID;
  }
}
