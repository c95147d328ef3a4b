package dev.freshet.refresh;

import dev.freshet.model.BayesianFitter;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Fitter;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.Exposure;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** A small simulated advertiser: the same weeks for every window that is asked for. */
final class Histories {
  static final LocalDate FIRST_WEEK = LocalDate.of(2023, 1, 2);
  private static final int WEEKS = 120;

  private Histories() {}

  /** TV on its spend, Facebook on its impressions, a newsletter, a price. */
  static ModelSpec spec() {
    return Specs.tv()
        .media(MediaSpec.of("facebook").withExposure(Exposure.IMPRESSIONS))
        .organic("newsletter")
        .context(ContextSpec.number("price"))
        .weeks(30, 60)
        .build();
  }

  /** {@code leadIn + weeks} weeks from week {@code from} of the advertiser's history. */
  static Series series(int from, int leadIn, int weeks) {
    Map<String, Long[]> window = new TreeMap<>();
    all()
        .forEach(
            (v, micros) -> window.put(v, Arrays.copyOfRange(micros, from, from + leadIn + weeks)));
    return new Series(FIRST_WEEK.plusWeeks(from), leadIn, weeks, window);
  }

  private static Map<String, Long[]> all() {
    Random random = new Random(20231);
    Long[][] values = new Long[6][WEEKS];
    double tv = 0;
    for (int t = 0; t < WEEKS; t++) {
      double tvSpend = t % 9 < 4 ? 1_000 * Math.exp(0.3 * random.nextGaussian()) : 0;
      double fb = 400 * Math.exp(0.5 * random.nextGaussian());
      double price = 9.99 + (t % 17 < 3 ? -2 : 0) + 0.1 * random.nextGaussian();
      tv = 0.5 * tv + tvSpend;
      double revenue =
          20_000
              + 20 * t
              + 1_500 * Math.sin(2 * Math.PI * t / 52)
              + 5_000 * tv / (tv + 1_500)
              + 2_000 * fb / (fb + 500)
              - 300 * price
              + 400 * random.nextGaussian();
      double[] week = {tvSpend, fb, 180 * fb, 50 + random.nextInt(30), price, revenue};
      for (int v = 0; v < week.length; v++) {
        values[v][t] = Math.round(week[v] * 1e6);
      }
    }
    return Map.of(
        "spend.tv", values[0],
        "spend.facebook", values[1],
        "impressions.facebook", values[2],
        "organic.newsletter", values[3],
        "context.price", values[4],
        "outcome.revenue", values[5]);
  }

  static Fitter fitter() {
    return new BayesianFitter(new BayesianFitter.Settings(64, 1));
  }

  /** A model built on lead-in 8 and the 60 weeks after it. */
  static FittedModel build() {
    return fitter().fit(FitRequests.of(spec(), series(0, 8, 60), Optional.empty()));
  }

  /** The same refreshed on the window two weeks later. */
  static FittedModel refresh(FittedModel incumbent) {
    return fitter().fit(FitRequests.of(spec(), series(2, 8, 60), Optional.of(incumbent)));
  }
}
