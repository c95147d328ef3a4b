package dev.freshet.model;

import java.util.Locale;
import java.util.Random;

/**
 * What treating anomalies is worth: error of ROI with and without, on clean, disturbed and shifted
 * outcomes. Prints the table of docs/engine.md.
 */
final class RobustnessStudy {
  private static final int WEEKS = 156;

  private RobustnessStudy() {}

  public static void main(String[] args) {
    int advertisers = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    System.out.println(
        "| outcome | treated | mean abs ROI error | 90 % coverage | anomalies a build |");
    System.out.println("|---|---|---|---|---|");
    for (String scenario : new String[] {"clean", "3 outliers", "level shift", "heavy tails"}) {
      for (boolean robust : new boolean[] {false, true}) {
        run(scenario, robust, advertisers);
      }
    }
  }

  private static void run(String scenario, boolean robust, int advertisers) {
    BayesianFitter fitter =
        new BayesianFitter(new BayesianFitter.Settings(256, 2).withRobust(robust));
    double error = 0;
    int covered = 0;
    int treated = 0;
    for (int seed = 1; seed <= advertisers; seed++) {
      Advertisers advertiser = new Advertisers(seed, WEEKS, disturbance(scenario, seed));
      FittedModel model = fitter.fit(FitRequest.build(Advertisers.definition(), advertiser.data));
      for (int c = 0; c < Advertisers.CHANNELS; c++) {
        String name = "channel" + c;
        Interval total =
            model.roi().stream()
                .filter(r -> r.channel().equals(name) && r.horizon().equals("window"))
                .findFirst()
                .orElseThrow()
                .contribution();
        double truth = advertiser.truth[c];
        error += Math.abs(total.median() / truth - 1);
        covered += truth >= total.lower() && truth <= total.upper() ? 1 : 0;
      }
      treated += model.anchor().adjustments().size();
    }
    double channels = advertisers * Advertisers.CHANNELS;
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %.1f %% | %.0f %% | %.2f |%n",
        scenario,
        robust ? "yes" : "no",
        100 * error / channels,
        100 * covered / channels,
        (double) treated / advertisers);
  }

  /** Outliers of 15–30 % of the outcome; a shift of 8–15 %; noise of 4 % from t with 3 degrees. */
  static double[] disturbance(String scenario, long seed) {
    Random random = new Random(~seed);
    double[] out = new double[WEEKS];
    switch (scenario) {
      case "3 outliers":
        for (int k = 0; k < 3; k++) {
          out[random.nextInt(WEEKS)] = sign(random) * (15_000 + 15_000 * random.nextDouble());
        }
        return out;
      case "level shift":
        double size = sign(random) * (8_000 + 7_000 * random.nextDouble());
        int at = 30 + random.nextInt(WEEKS - 60);
        java.util.Arrays.fill(out, at, WEEKS, size);
        return out;
      case "heavy tails":
        for (int t = 0; t < WEEKS; t++) {
          double chi = 0;
          for (int k = 0; k < 3; k++) {
            double z = random.nextGaussian();
            chi += z * z;
          }
          out[t] = 2_500 * random.nextGaussian() / Math.sqrt(chi / 3);
        }
        return out;
      default:
        return out;
    }
  }

  private static int sign(Random random) {
    return random.nextBoolean() ? 1 : -1;
  }
}
