package dev.freshet.failures;

import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.Simulator;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Two simulated advertisers, the same in every scenario, and their true weekly sums. */
final class Advertisers {
  /** Weeks sent before anything is built: the least a build takes. */
  static final int HISTORY = 52;

  static final int WEEKS = 58;

  static final List<SimulatedAdvertiser> ALL =
      List.of(
          advertiser("hooli/US", "USD", "America/New_York", "US"),
          advertiser("soylent/DE", "EUR", "Europe/Berlin", "DE"));

  static final List<String> MODELS = ALL.stream().map(a -> a.spec().model()).toList();

  private Advertisers() {}

  private static SimulatedAdvertiser advertiser(
      String model, String currency, String zone, String country) {
    return Simulator.advertiser(
        new Simulator.Setting(
            model, currency, ZoneId.of(zone), country, 5, LocalDate.of(2025, 3, 3), WEEKS, 17));
  }

  /** By key of the weekly topic, the non-zero amounts by variable. */
  static Map<String, Map<String, Long>> weeklyTruth() {
    Map<String, Map<String, Long>> amounts = new TreeMap<>();
    for (SimulatedAdvertiser advertiser : ALL) {
      for (int w = 0; w < advertiser.weeks(); w++) {
        Map<String, Long> week = new TreeMap<>();
        for (String variable : advertiser.truth().variables()) {
          long micros = advertiser.truth().micros(variable)[w];
          if (micros != 0) {
            week.put(variable, micros);
          }
        }
        amounts.put(advertiser.spec().model() + "|" + advertiser.week(w), week);
      }
    }
    return amounts;
  }
}
