package dev.freshet.refresh;

import dev.freshet.model.Experiment;
import dev.freshet.spec.LiftTest;
import dev.freshet.spec.LiftTest.Days;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.Micros;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.OrganicSpec;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Makes of a lift test, given by days and money, the engine's experiment, given by weeks and
 * exposure.
 *
 * <pre>
 * more:      Δ_c,w = x_c,w (k_w + g (1 − k_w)) f
 * less:      Δ_c,w = −|change| (d_w / Σ d) q_c X_c / S_c
 * hold-out:  Δ_c,w = −x_c,w p k_w / (1 − p k_w)
 * </pre>
 *
 * x_c,w is the exposure of channel c in week w, k_w = d_w / 7 the part of the week that was tested,
 * d_w its tested days, p the tested share of the market. More spend went the way of the spend that
 * the data show: f is the change over what was spent in the tested days, at most 1; only when the
 * change is larger, g is the part of the rest of these weeks that it takes as well, so that a test
 * of some days may have been all of its weeks. What was cut is not in the data: it is spread evenly
 * over the days, over the channels by q_c, their part in the spend of the {@value #REFERENCE_WEEKS}
 * weeks before the test, and becomes exposure by what a unit of money bought in the tested weeks,
 * or, where nothing was spent in them, in those before (X_c / S_c). What a hold-out would have seen
 * is what the rest of the market saw.
 *
 * <p>The outcome of a week that was tested counts by the part of its tested days that was measured:
 * an effect of three tested days falls on these, not evenly on the week. Other weeks count by the
 * part of their seven days.
 */
final class TestedExposure {
  /** Weeks before a test that say how its channels divide a budget and what money buys. */
  static final int REFERENCE_WEEKS = 52;

  /**
   * Figures of a test and of the data differ: so far above what was spent is all that was spent.
   */
  private static final double TOLERANCE = 1.1;

  /** Smallest standard error, in outcomes of the measured weeks. */
  private static final double FINEST = 1e-4;

  private static final int DAYS = 7;

  private final LiftTest test;
  private final Series series;
  private final ModelSpec spec;
  private final int first; // index of the first tested week in the series
  private final double[] covered; // by tested week, the tested part of its days
  private final List<double[]> exposure = new ArrayList<>(); // by channel, all weeks of the series
  private final List<double[]> spend = new ArrayList<>();

  private TestedExposure(ModelSpec spec, Series series, LiftTest test) {
    this.spec = spec;
    this.series = series;
    this.test = test;
    LocalDate week = spec.calendar().weekOf(test.tested().from());
    this.first = index(week);
    this.covered = new double[index(spec.calendar().weekOf(test.tested().to())) - first + 1];
    Arrays.setAll(covered, i -> test.tested().within(week.plusWeeks(i)) / (double) DAYS);
    test.channels().forEach(this::read);
  }

  /**
   * The experiment.
   *
   * @param series holds all weeks of the test, which is of channels that the spec has
   * @throws UnusableLiftTestException if the data cannot carry it
   */
  static Experiment experiment(ModelSpec spec, Series series, LiftTest test) {
    return new TestedExposure(spec, series, test).experiment();
  }

  private int index(LocalDate week) {
    return Math.toIntExact(spec.calendar().weeksBetween(series.firstWeek(), week));
  }

  private void read(String channel) {
    for (MediaSpec media : spec.media()) {
      if (media.channel().equals(channel)) {
        exposure.add(units(media.mediaVariable()));
        spend.add(units(media.spendVariable()));
        return;
      }
    }
    OrganicSpec organic =
        spec.organic().stream().filter(o -> o.name().equals(channel)).findFirst().orElseThrow();
    if (!test.isHoldOut()) {
      throw new UnusableLiftTestException(
          "%s is organic and has no spend to change; only a hold-out can test it"
              .formatted(channel));
    }
    exposure.add(units(organic.variable()));
    spend.add(new double[series.leadInWeeks() + series.weeks()]);
  }

  private double[] units(String variable) {
    return Arrays.stream(series.of(variable))
        .mapToDouble(v -> v == null ? 0 : Math.max(0, Micros.toUnits(v)))
        .toArray();
  }

  private Experiment experiment() {
    double[][] change = change();
    double[] measured = measuredParts();
    requirePlausible(measured.length);
    return new Experiment(
        test.name(),
        test.channels(),
        series.firstWeek().plusWeeks(first),
        change,
        spec.calendar().weekOf(test.measured().from()),
        measured,
        test.marketShare(),
        Micros.toUnits(test.liftMicros()),
        Micros.toUnits(test.standardErrorMicros()),
        Experiment.Scope.valueOf(test.scope().name()));
  }

  private double[][] change() {
    if (test.isHoldOut()) {
      return heldOut();
    }
    double change = Micros.toUnits(test.spendChangeMicros().getAsLong());
    return change > 0 ? added(change) : cut(-change);
  }

  private double[][] heldOut() {
    double share = test.marketShare();
    if (!(total(exposure, false) > 0)) {
      throw new UnusableLiftTestException(
          "no media ran in the tested weeks, so there is nothing that was held out: check the dates");
    }
    return byWeek((c, i) -> -at(exposure, c, i) * share * covered[i] / (1 - share * covered[i]));
  }

  private double[][] added(double change) {
    double inDays = total(spend, true);
    double inWeeks = total(spend, false);
    if (change > TOLERANCE * inWeeks || !(inWeeks > 0)) {
      throw new UnusableLiftTestException(
          "it added %s to the spend of weeks in which %s was spent on %s: check units, channels and dates"
              .formatted(amount(change), amount(inWeeks), String.join(", ", test.channels())));
    }
    double ofDays = inDays > 0 ? Math.min(1, change / inDays) : 0;
    double ofRest =
        inWeeks > inDays ? Math.max(0, Math.min(1, (change - inDays) / (inWeeks - inDays))) : 0;
    return byWeek((c, i) -> at(exposure, c, i) * (covered[i] * ofDays + (1 - covered[i]) * ofRest));
  }

  private double[][] cut(double change) {
    double share = test.marketShare();
    double usual = share * (total(spend, true) + change);
    if (share < 1 && change > TOLERANCE * usual) {
      throw new UnusableLiftTestException(
          "it took away %s, but this share of the market would have spent %s: check units, channels and dates"
              .formatted(amount(change), amount(usual)));
    }
    double[] parts = budgetParts();
    double[] bought = new double[parts.length];
    Arrays.setAll(bought, c -> parts[c] > 0 ? exposurePerSpend(c) : 0);
    double days = test.tested().count();
    return byWeek((c, i) -> -change * covered[i] * DAYS / days * parts[c] * bought[c]);
  }

  /** What each channel would have had of the money: its part in the spend before the test. */
  private double[] budgetParts() {
    double[] parts = new double[spend.size()];
    Arrays.setAll(parts, c -> sum(spend.get(c), reference()));
    double all = DoubleStream.of(parts).sum();
    if (!(all > 0)) {
      throw new UnusableLiftTestException(
          "nothing was spent on %s in the %d weeks before the test, so it cannot be told what was cut: check channels and dates"
              .formatted(String.join(", ", test.channels()), REFERENCE_WEEKS));
    }
    return DoubleStream.of(parts).map(part -> part / all).toArray();
  }

  private double exposurePerSpend(int c) {
    double spent = sum(spend.get(c), tested());
    int[] weeks = spent > 0 ? tested() : reference();
    return sum(exposure.get(c), weeks) / sum(spend.get(c), weeks);
  }

  private int[] tested() {
    return IntStream.range(first, first + covered.length).toArray();
  }

  private int[] reference() {
    return IntStream.range(Math.max(0, first - REFERENCE_WEEKS), first).toArray();
  }

  private static double sum(double[] values, int[] weeks) {
    return IntStream.of(weeks).mapToDouble(t -> values[t]).sum();
  }

  /** Over all channels and tested weeks; of their tested days alone or of the whole weeks. */
  private double total(List<double[]> values, boolean testedDays) {
    double total = 0;
    for (int c = 0; c < values.size(); c++) {
      for (int i = 0; i < covered.length; i++) {
        total += at(values, c, i) * (testedDays ? covered[i] : 1);
      }
    }
    return total;
  }

  private double at(List<double[]> values, int c, int i) {
    return values.get(c)[first + i];
  }

  /** A figure by channel and tested week. */
  @FunctionalInterface
  private interface Figure {
    double of(int channel, int week);
  }

  private double[][] byWeek(Figure figure) {
    double[][] out = new double[exposure.size()][covered.length];
    for (int c = 0; c < out.length; c++) {
      for (int i = 0; i < covered.length; i++) {
        out[c][i] = figure.of(c, i);
      }
    }
    return out;
  }

  private double[] measuredParts() {
    Days days = test.measured();
    LocalDate from = spec.calendar().weekOf(days.from());
    int weeks =
        Math.toIntExact(spec.calendar().weeksBetween(from, spec.calendar().weekOf(days.to())) + 1);
    double[] parts = new double[weeks];
    for (int i = 0; i < weeks; i++) {
      LocalDate week = from.plusWeeks(i);
      int testedDays = test.tested().within(week);
      parts[i] =
          testedDays > 0
              ? measuredAndTested(week) / (double) testedDays
              : days.within(week) / (double) DAYS;
    }
    return parts;
  }

  private int measuredAndTested(LocalDate week) {
    LocalDate from = Collections.max(List.of(test.tested().from(), test.measured().from()));
    LocalDate to = Collections.min(List.of(test.tested().to(), test.measured().to()));
    return to.isBefore(from) ? 0 : new Days(from, to).within(week);
  }

  /** What contradicts the outcome's own size is a mistake of units, and would break a fit. */
  private void requirePlausible(int weeks) {
    int from = index(spec.calendar().weekOf(test.measured().from()));
    double outcome =
        test.marketShare()
            * sum(units(spec.outcomeVariable()), IntStream.range(from, from + weeks).toArray());
    double lift = Math.abs(Micros.toUnits(test.liftMicros()));
    if (outcome > 0 && lift > outcome) {
      throw new UnusableLiftTestException(
          "its lift of %s is more than the %s that the tested share of the market brought in the measured weeks: check the units"
              .formatted(amount(lift), amount(outcome)));
    }
    double error = Micros.toUnits(test.standardErrorMicros());
    if (error < FINEST * outcome) {
      throw new UnusableLiftTestException(
          "its standard error of %s is less than a ten-thousandth of the %s that the tested share of the market brought in the measured weeks: check the units"
              .formatted(amount(error), amount(outcome)));
    }
  }

  private static String amount(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
