package dev.freshet.allocate;

import dev.freshet.model.BayesianFitter;
import dev.freshet.model.FitRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.model.MediaTerm;
import dev.freshet.model.ModelData;
import dev.freshet.model.ModelDefinition;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A fitted model of two channels of money, one of clicks, one that never ran and one organic. */
final class Fits {
  static final int WEEKS = 90;

  /** Money per click, rising over the weeks. */
  static final double[] CLICK_COST = new double[WEEKS];

  static final FittedModel MODEL = fit();

  private Fits() {}

  private static FittedModel fit() {
    Random random = new Random(4);
    double[][] media = new double[5][WEEKS];
    double[][] spend = new double[5][WEEKS];
    double[] outcome = new double[WEEKS];
    double[] adstock = new double[5];
    double[] theta = {0.6, 0.2, 0.1, 0, 0.3};
    double[] effect = {30_000, 20_000, 25_000, 0, 8_000};
    double[] half = {3_000, 900, 2_500, 1, 60};
    for (int t = 0; t < WEEKS; t++) {
      CLICK_COST[t] = t < 60 ? 0.4 : 0.5;
      media[0][t] = Math.rint(2_500 * Math.exp(0.6 * random.nextGaussian()));
      media[1][t] = random.nextDouble() < 0.7 ? Math.rint(1_500 * random.nextDouble()) : 0;
      media[2][t] = Math.rint(3_000 * Math.exp(0.5 * random.nextGaussian()));
      media[4][t] = Math.rint(100 * random.nextDouble());
      spend[0] = media[0];
      spend[1] = media[1];
      spend[2][t] = media[2][t] * CLICK_COST[t];
      outcome[t] = 120_000 + 2_500 * random.nextGaussian();
      for (int c = 0; c < 5; c++) {
        adstock[c] = (1 - theta[c]) * media[c][t] + theta[c] * adstock[c];
        double power = Math.pow(adstock[c] / half[c], 1.4);
        outcome[t] += effect[c] * power / (1 + power);
      }
    }
    spend[3] = media[3];
    spend[4] = new double[0];
    ModelDefinition definition =
        new ModelDefinition(
            List.of(
                MediaTerm.paid("tv"),
                MediaTerm.paid("radio"),
                MediaTerm.paid("search"),
                MediaTerm.paid("cinema"),
                MediaTerm.organic("blog")),
            List.of(),
            true,
            false);
    ModelData data =
        new ModelData(LocalDate.of(2024, 1, 1), 0, outcome, media, spend, new double[0][]);
    return new BayesianFitter(new BayesianFitter.Settings(128, 2))
        .fit(FitRequest.build(definition, data));
  }

  /** Mean over the last weeks of the data. */
  static double lately(int channel) {
    double[] spend = MODEL.data().spend()[channel];
    return Arrays.stream(spend, WEEKS - 13, WEEKS).average().orElseThrow();
  }
}
