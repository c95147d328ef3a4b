package dev.freshet.demo;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.spec.WeeklyHistory;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What really happened to a simulated advertiser: every variable by week, and what every component
 * brought.
 *
 * <p>Components are the channels, {@code organic.…} and {@code context.…} variables, {@code
 * baseline} (intercept, trend, season, holidays) and {@code noise}; in every week they add up to
 * the outcome, but for its rounding to cents.
 */
public final class SimulatedTruth {
  public static final String BASELINE = "baseline";
  public static final String NOISE = "noise";

  private final WeekCalendar calendar;
  private final LocalDate firstWeek;
  private final int weeks;
  private final List<String> channels;
  private final Map<String, long[]> micros;
  private final Map<String, double[]> components;
  private final Map<String, SimulatedCurve> curves;

  SimulatedTruth(
      WeekCalendar calendar,
      LocalDate firstWeek,
      int weeks,
      List<String> channels,
      Map<String, long[]> micros,
      Map<String, double[]> components,
      Map<String, SimulatedCurve> curves) {
    this.calendar = calendar;
    this.firstWeek = firstWeek;
    this.weeks = weeks;
    this.channels = List.copyOf(channels);
    this.micros = new LinkedHashMap<>(micros);
    this.components = new LinkedHashMap<>(components);
    this.curves = Map.copyOf(curves);
  }

  public LocalDate firstWeek() {
    return firstWeek;
  }

  public int weeks() {
    return weeks;
  }

  /** First day of the week at an index, from 0. */
  public LocalDate week(int index) {
    return calendar.plus(firstWeek, index);
  }

  public List<String> channels() {
    return channels;
  }

  /** Names of all variables; categories as one indicator a level. */
  public Set<String> variables() {
    return Collections.unmodifiableSet(micros.keySet());
  }

  /** Names of all components. */
  public Set<String> components() {
    return Collections.unmodifiableSet(components.keySet());
  }

  /** A copy of a variable's weekly values, in micros: what the ledger must come to. */
  public long[] micros(String variable) {
    return known(micros, variable).clone();
  }

  /** The first weeks as a fit without a stream would read them. */
  public WeeklyHistory history(int weeks) {
    if (!(weeks > 0 && weeks <= this.weeks)) {
      throw new IllegalArgumentException("%d weeks: %d are simulated".formatted(weeks, this.weeks));
    }
    Map<String, long[]> first = new LinkedHashMap<>();
    micros.forEach((variable, values) -> first.put(variable, Arrays.copyOf(values, weeks)));
    return new WeeklyHistory(firstWeek, weeks, first);
  }

  /** A copy of what a component brought in each week, in units of the outcome. */
  public double[] contributions(String component) {
    return known(components, component).clone();
  }

  /** How people go on to respond to a channel. */
  public SimulatedCurve curve(String channel) {
    return known(curves, channel);
  }

  /** What a channel brought in a week, in units of the outcome. */
  public double contribution(String channel, LocalDate week) {
    return known(components, channel)[index(week)];
  }

  /** What a channel brought in the weeks from {@code from} to {@code to}, both included. */
  public double contribution(String channel, LocalDate from, LocalDate to) {
    double[] values = known(components, channel);
    double sum = 0;
    for (int week = index(from); week <= index(to); week++) {
      sum += values[week];
    }
    return sum;
  }

  /** What was spent on a channel in the weeks from {@code from} to {@code to}, both included. */
  public double spend(String channel, LocalDate from, LocalDate to) {
    long[] values = known(micros, "spend." + channel);
    long sum = 0;
    for (int week = index(from); week <= index(to); week++) {
      sum = Math.addExact(sum, values[week]);
    }
    return sum / 1e6;
  }

  /**
   * ROI as published: contribution over spend, both of the weeks from {@code from} to {@code to},
   * both included; NaN if nothing was spent.
   */
  public double roi(String channel, LocalDate from, LocalDate to) {
    double spend = spend(channel, from, to);
    return spend > 0 ? contribution(channel, from, to) / spend : Double.NaN;
  }

  private int index(LocalDate week) {
    long index = calendar.weeksBetween(firstWeek, week);
    if (!(index >= 0 && index < weeks)) {
      throw new IllegalArgumentException(
          "week %s is not simulated: weeks run from %s to %s"
              .formatted(week, firstWeek, week(weeks - 1)));
    }
    return Math.toIntExact(index);
  }

  private static <T> T known(Map<String, T> series, String name) {
    T found = series.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no %s: there are %s".formatted(name, series.keySet()));
    }
    return found;
  }
}
