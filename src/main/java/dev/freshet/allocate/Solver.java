package dev.freshet.allocate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the plan that is worth most.
 *
 * <p>First among plans that spend the same each week, which are few numbers and one curve a
 * channel: {@link LevelSearch} is exact there. A risk option ties the channels together; but it is
 * the least of many weighted means of the draws, so each weighting gives a bound, and the weights
 * of the plans found are averaged until they change no more (Frank and Wolfe). Then, if weeks may
 * differ, from that plan, the current one and the one where {@link WeeklyBound} is told, by {@link
 * Ascent}, with each channel's spend gathered into pulses where that is worth more.
 */
final class Solver {
  private static final int ROUNDS = 12;
  private static final int PULSE_ROUNDS = 4;
  private static final int LONGEST_PERIOD = 4;
  private static final double WORTH_MOVING = 1e-9;

  private final Portfolio portfolio;
  private final Risk risk;
  private final boolean weeksDiffer;
  private final double[] lower; // spend a week by channel
  private final double[] upper;
  private final Optional<double[]> current; // spend a week by channel
  private final List<LevelTable> tables = new ArrayList<>();

  /**
   * @param current what is spent a week by channel, to start from too
   */
  Solver(
      Portfolio portfolio,
      Risk risk,
      boolean weeksDiffer,
      double[] lower,
      double[] upper,
      Optional<double[]> current) {
    this.portfolio = portfolio;
    this.risk = risk;
    this.weeksDiffer = weeksDiffer && portfolio.weeks() > 1;
    this.lower = lower.clone();
    this.upper = upper.clone();
    this.current = current.map(double[]::clone);
    for (int c = 0; c < lower.length; c++) {
      tables.add(
          new LevelTable(portfolio.channels().get(c), portfolio.draws(), lower[c], upper[c]));
    }
  }

  /** The least that can be spent over all weeks. */
  double least() {
    return portfolio.weeks() * Limits.sum(lower);
  }

  /** The most that can be spent over all weeks. */
  double most() {
    return portfolio.weeks() * Limits.sum(upper);
  }

  /**
   * The best plan.
   *
   * @param budget most to spend over all weeks; infinite for no limit
   * @param price what a unit of spend must bring
   */
  Solution best(double budget, double price) {
    Solution level = level(budget, price);
    return weeksDiffer ? byWeek(level, budget, price) : level;
  }

  /** The best plan that spends the same each week. */
  Solution level(double budget, double price) {
    int weeks = portfolio.weeks();
    Limits limits = new Limits(lower, upper, budget / weeks);
    double[] weights = new double[portfolio.draws()];
    Arrays.fill(weights, 1.0 / weights.length);
    PlanValue value = new PlanValue(portfolio, risk, price);
    double[] best = null;
    double bestValue = Double.NEGATIVE_INFINITY;
    double bound = Double.POSITIVE_INFINITY;
    double[] unused = new double[portfolio.size()];
    boolean expected = risk.kind() == Risk.Kind.EXPECTED;
    for (int round = 0; round < (expected ? 1 : ROUNDS); round++) {
      List<LevelCurve> curves = new ArrayList<>();
      for (LevelTable table : tables) {
        curves.add(table.curve(weights, price * weeks));
      }
      LevelSearch.Split split = LevelSearch.of(curves, budget / weeks);
      bound = Math.min(bound, split.bound());
      double worth = value.at(portfolio.level(split.level()), unused);
      if (worth > bestValue) {
        bestValue = worth;
        best = split.level();
      }
      double[] found = value.weights();
      double step = 2.0 / (round + 2);
      for (int draw = 0; draw < weights.length; draw++) {
        weights[draw] += step * (found[draw] - weights[draw]);
      }
    }
    if (current.isPresent() && limits.contains(current.get())) {
      double[] now = limits.project(current.get());
      double worth = value.at(portfolio.level(now), unused);
      if (worth > bestValue) {
        bestValue = worth;
        best = now;
      }
    }
    if (!expected) {
      Ascent.Summit summit = Ascent.from(best, levels(value), limits);
      best = summit.plan();
      bestValue = summit.value();
    }
    return new Solution(portfolio.level(best), bestValue, Math.max(bound, bestValue), bestValue);
  }

  /** The worth as a function of spend a week by channel. */
  private Objective levels(PlanValue value) {
    double[] weekly = new double[portfolio.size()];
    return (level, gradient) -> {
      double worth = value.at(portfolio.level(level), weekly);
      Arrays.setAll(gradient, c -> Limits.sum(portfolio.of(c, weekly)));
      return worth;
    };
  }

  private Solution byWeek(Solution level, double budget, double price) {
    Limits limits = new Limits(portfolio.level(lower), portfolio.level(upper), budget);
    PlanValue value = new PlanValue(portfolio, risk, price);
    Ascent.Summit best = Ascent.from(level.plan(), value, limits);
    double[] unused = new double[portfolio.size()];
    value.at(best.plan(), unused);
    WeeklyBound bound = new WeeklyBound(portfolio, limits, value.weights(), price);
    WeeklyBound.Ceiling ceiling = bound.from(best.plan());
    List<double[]> starts = new ArrayList<>(List.of(ceiling.plan()));
    current.ifPresent(c -> starts.add(portfolio.level(c)));
    for (double[] start : starts) {
      Ascent.Summit other = Ascent.from(start, value, limits);
      best = other.value() > best.value() ? other : best;
    }
    for (int round = 0; round < PULSE_ROUNDS; round++) {
      double[] pulsed = pulsed(best, value, limits);
      if (pulsed == best.plan()) {
        break;
      }
      best = Ascent.from(pulsed, value, limits);
    }
    return new Solution(
        best.plan(), best.value(), Math.max(ceiling.bound(), best.value()), level.value());
  }

  /** From a plan nearby, without other starts and without a bound. */
  Ascent.Summit refine(double[] plan, double budget, double price) {
    Limits limits = new Limits(portfolio.level(lower), portfolio.level(upper), budget);
    return Ascent.from(plan, new PlanValue(portfolio, risk, price), limits);
  }

  // Each channel's spend moved into every second, third or fourth week where that is worth more;
  // the same array if it nowhere is.
  private double[] pulsed(Ascent.Summit from, PlanValue value, Limits limits) {
    int weeks = portfolio.weeks();
    double[] best = from.plan();
    double bestValue = from.value() * (1 + WORTH_MOVING);
    double[] unused = new double[best.length];
    for (int c = 0; c < lower.length; c++) {
      if (!(upper[c] > lower[c])) {
        continue;
      }
      double mean = Limits.sum(portfolio.of(c, best)) / weeks;
      for (int period = 1; period <= Math.min(LONGEST_PERIOD, weeks); period++) {
        for (int phase = 0; phase < period; phase++) {
          double[] tried = best.clone();
          for (int t = 0; t < weeks; t++) {
            tried[c * weeks + t] = t % period == phase ? mean * period : 0;
          }
          tried = limits.project(tried);
          double worth = value.at(tried, unused);
          if (worth > bestValue) {
            best = tried;
            bestValue = worth;
          }
        }
      }
    }
    return best;
  }
}
