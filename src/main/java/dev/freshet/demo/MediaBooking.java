package dev.freshet.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Books one advertiser's media: what is spent on each channel, what pressure that buys, and what it
 * brings.
 *
 * <p>Series run from the lead-in on. A channel's contributions follow its response curve and sum,
 * over the weeks of the data, to its ROI times its spend; or, where the scenario says so, to its
 * part of what all media bring.
 */
final class MediaBooking {
  private final Scenario scenario;
  private final double[] growth;
  private final double base;
  private final long seed;

  /**
   * @param growth what multiplies budgets, by week
   * @param base the size of the business, by week
   */
  MediaBooking(Scenario scenario, double[] growth, double base, long seed) {
    this.scenario = scenario;
    this.growth = growth;
    this.base = base;
    this.seed = seed;
  }

  /** One channel's weeks, and how people respond after them. */
  record Booked(
      SimulatedChannel channel,
      double[] spend,
      double[] pressure,
      double[] contribution,
      SimulatedCurve curve) {}

  /**
   * What was bought, and how it works.
   *
   * @param effect what multiplies the response, by week
   * @param part the channel's part of all media's contribution, if the scenario has one
   */
  private record Bought(
      SimulatedChannel channel,
      double[] spend,
      double[] pressure,
      double[] effect,
      Optional<Double> part) {}

  List<Booked> book(List<SimulatedChannel> channels, double[] season, int leadIn) {
    Draws draws = Draws.seeded(seed, "media");
    Draws special = Draws.seeded(seed, "scenario");
    double budget = base * draws.between(0.1, 0.2);
    double weights = channels.stream().mapToDouble(SimulatedChannel::weight).sum();
    List<Bought> bought = new ArrayList<>();
    double[] partner = null;
    for (int c = 0; c < channels.size(); c++) {
      SimulatedChannel channel = channels.get(c);
      double[] levels =
          scenario
              .flighting(c, channel.flighting())
              .levels(season.length, season, partner, draws.random());
      partner = partner == null ? levels : partner;
      int start = scenario.start(special, c == channels.size() - 1, levels.length);
      Arrays.fill(levels, 0, start, 0);
      for (int i = 0; i < levels.length; i++) {
        levels[i] *= growth[i];
      }
      double mean = Arrays.stream(levels, start, levels.length).average().orElseThrow();
      double[] spend = new double[levels.length];
      for (int i = 0; i < spend.length; i++) {
        double weekly = budget * channel.weight() / weights * levels[i] / mean;
        spend[i] = Math.rint(weekly * 100) / 100;
      }
      bought.add(
          new Bought(
              channel,
              spend,
              pressure(channel, spend, season, draws),
              scenario.effect(special, c, levels.length),
              scenario.contribution(special)));
    }
    double parts = bought.stream().mapToDouble(b -> b.part().orElse(0.0)).sum();
    int weeks = season.length - leadIn;
    double onePart = SimulatedChannel.TYPICAL_ROI * budget * weeks / parts;
    return bought.stream().map(b -> booked(b, onePart, leadIn)).toList();
  }

  private static double[] pressure(
      SimulatedChannel channel, double[] spend, double[] season, Draws draws) {
    double[] pressure = new double[spend.length];
    for (int i = 0; i < spend.length; i++) {
      // Exposure costs more before Christmas, and never quite the same.
      double cost = channel.unitCost() * (1 + season[i]) * draws.logNormal(0.08);
      pressure[i] = channel.exposure().isPresent() ? Math.rint(spend[i] / cost) : spend[i];
    }
    return pressure;
  }

  private static Booked booked(Bought bought, double onePart, int leadIn) {
    double[] response = bought.channel().response(bought.pressure());
    double spent = 0;
    double responded = 0;
    for (int i = 0; i < response.length; i++) {
      response[i] *= bought.effect()[i];
      if (i >= leadIn) {
        spent += bought.spend()[i];
        responded += response[i];
      }
    }
    double byRoi = bought.channel().roi() * spent;
    double total = bought.part().map(part -> part * onePart).orElse(byRoi);
    double scale = responded > 0 ? total / responded : 0;
    return new Booked(
        bought.channel(),
        bought.spend(),
        bought.pressure(),
        Arrays.stream(response).map(r -> scale * r).toArray(),
        bought.channel().curve(bought.pressure(), scale * bought.effect()[response.length - 1]));
  }
}
