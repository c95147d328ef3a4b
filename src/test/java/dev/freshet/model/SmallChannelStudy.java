package dev.freshet.model;

import java.util.Locale;

/**
 * Whether "at most" is deserved: coverage and error of window contributions, marked rows and others
 * apart. Prints the table of docs/engine.md.
 */
final class SmallChannelStudy {
  private SmallChannelStudy() {}

  public static void main(String[] args) {
    int advertisers = args.length > 0 ? Integer.parseInt(args[0]) : 40;
    BayesianFitter fitter = new BayesianFitter(new BayesianFitter.Settings(256, 2));
    int[][] counts = new int[3][4]; // rows, covered, truth at most upper end, truth at least lower
    double[] error = new double[3];
    for (int seed = 1; seed <= advertisers; seed++) {
      Advertisers advertiser = new Advertisers(1_000 + seed, 156, 0.0005, null);
      FittedModel model = fitter.fit(FitRequest.build(Advertisers.definition(), advertiser.data));
      double outcome = Series.sum(advertiser.data.outcome(), 0, 156);
      for (ChannelRoi row : model.roi()) {
        if (!row.horizon().equals("window") || row.channel().equals(ChannelRoi.MEDIA_TOTAL)) {
          continue;
        }
        double truth = advertiser.truth[row.channel().charAt(row.channel().length() - 1) - '0'];
        Interval found = row.contribution();
        int group = row.atMost() ? 0 : found.median() < 0.01 * outcome ? 1 : 2;
        counts[group][0]++;
        counts[group][1] += truth >= found.lower() && truth <= found.upper() ? 1 : 0;
        counts[group][2] += truth <= found.upper() ? 1 : 0;
        counts[group][3] += truth >= found.lower() ? 1 : 0;
        error[group] += Math.abs(found.median() / truth - 1);
      }
    }
    String[] names = {"marked at most", "below 1 %, not marked", "others"};
    System.out.println(
        "| rows | number | in the 90 % interval | at most its upper end | at least its lower end | mean abs error of the median |");
    System.out.println("|---|---|---|---|---|---|");
    for (int g = 0; g < names.length; g++) {
      double n = counts[g][0];
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.0f %% | %.0f %% | %.0f %% | %.0f %% |%n",
          names[g],
          counts[g][0],
          100 * counts[g][1] / n,
          100 * counts[g][2] / n,
          100 * counts[g][3] / n,
          100 * error[g] / n);
    }
  }
}
