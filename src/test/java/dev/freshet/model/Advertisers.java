package dev.freshet.model;

import java.util.Random;

/**
 * Simulated advertisers with known contributions, for studies: four flighted channels with
 * carry-over 0.1–0.6, Hill shape 0.8–2, half-saturation 0.3–1 of the largest adstock and 1–10 % of
 * the outcome each; linear trend, season, autocorrelated noise of 3 %.
 */
final class Advertisers {
  static final int CHANNELS = 4;

  final ModelData data;

  /** True contribution over the window, by channel. */
  final double[] truth = new double[CHANNELS];

  private final Response[] responses = new Response[CHANNELS];

  /** How a channel works: carry-over, shape, half-saturation, outcome of full saturation. */
  private record Response(double theta, double alpha, double half, double scale) {
    double sum(double[] spend, int from, int to) {
      double[] adstock = new double[spend.length];
      double carried = 0;
      for (int t = 0; t < spend.length; t++) {
        carried = (1 - theta) * spend[t] + theta * carried;
        adstock[t] = carried;
      }
      return scale * Series.sum(Adstocks.hill(adstock, alpha, half), from, to);
    }
  }

  Advertisers(long seed, int weeks, double[] disturbance) {
    this(seed, weeks, 0.01, disturbance);
  }

  /**
   * @param smallest smallest share of the outcome; the largest is 10 %
   * @param disturbance what is added to the outcome by week, or null
   */
  Advertisers(long seed, int weeks, double smallest, double[] disturbance) {
    Random random = new Random(seed);
    double[][] spend = new double[CHANNELS][weeks];
    double[] outcome = new double[weeks];
    double trend = 20_000 * random.nextGaussian();
    double season = 8_000 * random.nextDouble();
    double phase = 52 * random.nextDouble();
    double noise = 0;
    for (int t = 0; t < weeks; t++) {
      noise = 0.3 * noise + 3_000 * random.nextGaussian();
      outcome[t] =
          100_000
              + trend * t / weeks
              + season * Math.sin(2 * Math.PI * (t + phase) / 52.18)
              + noise
              + (disturbance == null ? 0 : disturbance[t]);
    }
    for (int c = 0; c < CHANNELS; c++) {
      channel(random, c, smallest, spend[c], outcome);
    }
    this.data = new ModelData(Oracle.FIRST_WEEK, 0, outcome, spend, spend, new double[0][]);
  }

  private void channel(Random random, int c, double smallest, double[] spend, double[] outcome) {
    double theta = 0.1 + 0.5 * random.nextDouble();
    double alpha = 0.8 + 1.2 * random.nextDouble();
    double kappa = 0.3 + 0.7 * random.nextDouble();
    double share = smallest * Math.pow(0.1 / smallest, random.nextDouble());
    double[] adstock = new double[spend.length];
    double level = 0;
    double carried = 0;
    double max = 0;
    for (int t = 0; t < spend.length; t++) {
      if (t % 8 == c % 8) {
        level = random.nextDouble() < 0.65 ? 1_000 * Math.exp(0.5 * random.nextGaussian()) : 0;
      }
      spend[t] = Math.rint(level * Math.exp(0.3 * random.nextGaussian()));
      carried = (1 - theta) * spend[t] + theta * carried;
      adstock[t] = carried;
      max = Math.max(max, carried);
    }
    double[] hill = Adstocks.hill(adstock, alpha, kappa * max);
    double scale = share * 100_000 / Series.mean(hill, 0, hill.length);
    responses[c] = new Response(theta, alpha, kappa * max, scale);
    for (int t = 0; t < spend.length; t++) {
      outcome[t] += scale * hill[t];
      truth[c] += scale * hill[t];
    }
  }

  /** What channel {@code c}'s spend of weeks from … to − 1 brought in weeks from … until − 1. */
  double lift(int c, int from, int to, int until) {
    double[] spend = data.spend()[c];
    double with = responses[c].sum(spend, from, until);
    java.util.Arrays.fill(spend, from, to, 0);
    return with - responses[c].sum(spend, from, until);
  }

  /**
   * A test that took that spend away in a market apart, measured so: the lift is what it brought.
   */
  Experiment test(int c, int from, int to, int until, double lift, double standardError) {
    double[] measured = new double[until - from];
    java.util.Arrays.fill(measured, 1);
    return new Experiment(
        "lift-" + c + "-" + from,
        java.util.List.of("channel" + c),
        data.week(from),
        new double[][] {java.util.Arrays.copyOfRange(data.spend()[c], from, to)},
        data.week(from),
        measured,
        1,
        lift,
        standardError,
        Experiment.Scope.TOTAL);
  }

  static ModelDefinition definition() {
    MediaTerm[] media = new MediaTerm[CHANNELS];
    java.util.Arrays.setAll(media, c -> MediaTerm.paid("channel" + c));
    return new ModelDefinition(java.util.List.of(media), java.util.List.of(), true, true);
  }
}
