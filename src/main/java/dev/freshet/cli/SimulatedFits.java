package dev.freshet.cli;

import dev.freshet.demo.Scenario;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.Simulator;
import dev.freshet.model.FitRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.refresh.FileFits;
import dev.freshet.refresh.FitRequests;
import dev.freshet.spec.ModelSpec;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/** Fit requests of simulated advertisers, the same as a file of their history would give. */
final class SimulatedFits {
  private static final LocalDate FIRST_WEEK = LocalDate.of(2019, 1, 7);

  /** Weeks of the window of every simulated advertiser. */
  static final int WINDOW_WEEKS = ModelSpec.DEFAULT_WINDOW_WEEKS;

  private SimulatedFits() {}

  /** A German advertiser of a study; another seed, another advertiser. */
  static SimulatedAdvertiser advertiser(int channels, int weeks, long seed) {
    return advertiser(channels, weeks, seed, Scenario.USUAL);
  }

  /** A German advertiser of a scenario. */
  static SimulatedAdvertiser advertiser(int channels, int weeks, long seed, Scenario scenario) {
    return Simulator.advertiser(
        new Simulator.Setting(
            "study/DE", "EUR", ZoneId.of("Europe/Berlin"), "DE", channels, FIRST_WEEK, weeks, seed),
        scenario);
  }

  /** The fit after the first {@code known} weeks: window and lead-in as the spec has them. */
  static FitRequest request(
      SimulatedAdvertiser advertiser, int known, Optional<FittedModel> incumbent) {
    return FitRequests.of(
        advertiser.spec(),
        FileFits.series(advertiser.spec(), advertiser.truth().history(known), null),
        incumbent);
  }
}
