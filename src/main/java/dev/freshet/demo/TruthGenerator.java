package dev.freshet.demo;

import dev.freshet.calendar.Holidays;
import dev.freshet.spec.ModelSpec;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws the truth of one advertiser: baseline, media, context, noise, and the outcome they add up
 * to.
 *
 * <p>outcome = baseline + Σ channels + newsletter + context + noise. The baseline is
 * multiplicative, base · trend · (1 + season) · (1 + holidays), with a peak before Christmas that
 * no pair of sine waves meets exactly; noise is AR(1). Media begin {@value #LEAD_IN} weeks before
 * the data, as they do in life, so the first weeks hold carry-over of spend that nobody reports.
 */
final class TruthGenerator {
  static final String COMPETITOR = "competitor_sales";
  static final String EVENTS = "events";
  static final String NEWSLETTER = "newsletter";
  static final String SALE = "sale";
  static final String OUTAGE = "outage";

  private static final int LEAD_IN = 13;
  private static final double YEAR = 365.25;
  private static final long UNIT = 1_000_000;
  private static final long CENT = 10_000;

  private final ModelSpec spec;
  private final List<SimulatedChannel> channels;
  private final LocalDate firstWeek;
  private final int weeks;
  private final long seed;
  private final double base;
  private final Scenario scenario;
  private final Scenario.Shape shape;
  private final Map<String, long[]> micros = new LinkedHashMap<>();
  private final Map<String, double[]> components = new LinkedHashMap<>();
  private final Map<String, SimulatedCurve> curves = new LinkedHashMap<>();

  TruthGenerator(
      ModelSpec spec,
      List<SimulatedChannel> channels,
      LocalDate firstWeek,
      int weeks,
      long seed,
      Scenario scenario) {
    this.spec = spec;
    this.channels = channels;
    this.firstWeek = firstWeek;
    this.weeks = weeks;
    this.seed = seed;
    this.base = 1_000_000 * Draws.seeded(seed, "size").logNormal(0.4);
    this.scenario = scenario;
    this.shape = scenario.shape(Draws.seeded(seed, "shape"), LEAD_IN + weeks);
  }

  SimulatedTruth truth() {
    double[] season = season();
    baseline(Arrays.copyOfRange(season, LEAD_IN, season.length));
    media(season);
    newsletter();
    competitor();
    events();
    noise();
    outcome();
    return new SimulatedTruth(
        spec.calendar(),
        firstWeek,
        weeks,
        channels.stream().map(SimulatedChannel::name).toList(),
        micros,
        components,
        curves);
  }

  /** By week from the lead-in on, as a part of the base. */
  private double[] season() {
    Draws draws = Draws.seeded(seed, "season");
    double first = draws.between(0.04, 0.12);
    double second = draws.between(0, 0.05);
    double phase = draws.between(0, 2 * Math.PI);
    double peak = draws.between(0.08, 0.2);
    double[] season = new double[LEAD_IN + weeks];
    for (int i = 0; i < season.length; i++) {
      LocalDate middle = firstWeek.plusWeeks(i - LEAD_IN).plusDays(3);
      double angle = 2 * Math.PI * middle.getDayOfYear() / YEAR;
      long toPeak = ChronoUnit.DAYS.between(LocalDate.of(middle.getYear(), 12, 12), middle);
      season[i] =
          first * StrictMath.cos(angle + phase)
              + second * StrictMath.cos(2 * angle + phase)
              + peak * StrictMath.exp(-0.5 * (toPeak / 14.0) * (toPeak / 14.0));
    }
    return season;
  }

  private void baseline(double[] season) {
    Draws draws = Draws.seeded(seed, "baseline");
    Map<String, Double> effects = new LinkedHashMap<>();
    double[] holidays = new double[weeks];
    spec.baseline()
        .holidays()
        .ifPresent(
            country ->
                Holidays.daysByWeek(country, spec.calendar(), firstWeek, weeks)
                    .forEach(
                        (holiday, days) -> {
                          effects.put(holiday, draws.between(-0.05, 0.03));
                          for (int week = 0; week < weeks; week++) {
                            holidays[week] += effects.get(holiday) * days[week];
                          }
                        }));
    double[] baseline = new double[weeks];
    double trend = 1;
    double weekly = 0;
    for (int week = 0; week < weeks; week++) {
      if (week % 39 == 0) {
        weekly = draws.between(-0.06, 0.12) / 52;
      }
      trend += weekly;
      baseline[week] =
          base
              * trend
              * shape.baseline()[LEAD_IN + week]
              * (1 + season[week])
              * (1 + holidays[week]);
    }
    components.put(SimulatedTruth.BASELINE, baseline);
  }

  private void media(double[] season) {
    MediaBooking booking = new MediaBooking(scenario, shape.spend(), base, seed);
    for (MediaBooking.Booked booked : booking.book(channels, season, LEAD_IN)) {
      SimulatedChannel channel = booked.channel();
      micros.put(channel.spec().spendVariable(), observed(booked.spend(), CENT));
      channel
          .exposure()
          .ifPresent(
              e -> micros.put(channel.spec().mediaVariable(), observed(booked.pressure(), UNIT)));
      curves.put(channel.name(), booked.curve());
      components.put(
          channel.name(), Arrays.copyOfRange(booked.contribution(), LEAD_IN, LEAD_IN + weeks));
    }
  }

  private void newsletter() {
    Draws draws = Draws.seeded(seed, "newsletter");
    double size = draws.between(0.01, 0.025) * base;
    double[] sent = new double[weeks];
    double[] contribution = new double[weeks];
    double recipients = draws.between(40_000, 120_000);
    for (int week = 0; week < weeks; week++) {
      sent[week] = Math.rint(recipients * draws.whole(1, 3) * draws.between(0.9, 1.1));
      contribution[week] = size * sent[week] / (sent[week] + 1.5 * recipients) * 2;
    }
    micros.put("organic." + NEWSLETTER, observed(sent, 0, UNIT));
    components.put("organic." + NEWSLETTER, contribution);
  }

  private void competitor() {
    Draws draws = Draws.seeded(seed, COMPETITOR);
    double elasticity = draws.between(0.08, 0.25);
    double usual = base * draws.between(1.5, 4);
    double[] sales = new double[weeks];
    double[] contribution = new double[weeks];
    double wander = 0;
    for (int week = 0; week < weeks; week++) {
      wander = 0.85 * wander + 0.06 * draws.normal();
      sales[week] = Math.rint(usual * StrictMath.exp(wander));
      contribution[week] = -elasticity * base * (sales[week] / usual - 1);
    }
    micros.put("context." + COMPETITOR, observed(sales, 0, UNIT));
    components.put("context." + COMPETITOR, contribution);
  }

  /** Sales in late January, July and at the end of November; an outage now and then. */
  private void events() {
    Draws draws = Draws.seeded(seed, EVENTS);
    double saleEffect = draws.between(0.05, 0.12) * base;
    double outageEffect = -draws.between(0.05, 0.1) * base;
    // At least one outage lies early, so that no level first appears after the first build.
    int firstOutage = draws.whole(5, 45);
    long[] sale = new long[weeks];
    long[] outage = new long[weeks];
    double[] contribution = new double[weeks];
    for (int week = 0; week < weeks; week++) {
      LocalDate day = firstWeek.plusWeeks(week).plusDays(3);
      boolean january = day.getMonthValue() == 1 && day.getDayOfMonth() > 20;
      boolean july = day.getMonthValue() == 7 && day.getDayOfMonth() <= 14;
      boolean november = day.getMonthValue() == 11 && day.getDayOfMonth() > 22;
      if (january || july || november) {
        sale[week] = UNIT;
        contribution[week] += saleEffect;
      }
      if (week == firstOutage || draws.chance(0.03)) {
        outage[week] = UNIT;
        contribution[week] += outageEffect;
      }
    }
    micros.put("context." + EVENTS + ":" + OUTAGE, outage);
    micros.put("context." + EVENTS + ":" + SALE, sale);
    components.put("context." + EVENTS, contribution);
  }

  private void noise() {
    Draws draws = Draws.seeded(seed, "noise");
    double sigma = base * draws.between(0.02, 0.04);
    double correlation = draws.between(0, 0.4);
    double[] noise = new double[weeks];
    double last = sigma * draws.normal();
    for (int week = 0; week < weeks; week++) {
      last = correlation * last + Math.sqrt(1 - correlation * correlation) * sigma * draws.normal();
      noise[week] = last;
    }
    components.put(SimulatedTruth.NOISE, noise);
  }

  private void outcome() {
    double[] outcome = new double[weeks];
    for (double[] component : new ArrayList<>(components.values())) {
      for (int week = 0; week < weeks; week++) {
        outcome[week] += component[week];
      }
    }
    micros.put(spec.outcomeVariable(), observed(outcome, 0, CENT));
  }

  /** What is reported of a series that begins with the lead-in. */
  private long[] observed(double[] series, long unit) {
    return observed(series, LEAD_IN, unit);
  }

  private long[] observed(double[] series, int from, long unit) {
    long[] observed = new long[weeks];
    for (int week = 0; week < weeks; week++) {
      observed[week] = Math.round(series[from + week] * UNIT / unit) * unit;
    }
    return observed;
  }
}
