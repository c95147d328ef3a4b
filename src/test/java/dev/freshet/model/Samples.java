package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small simulated advertisers for tests: flighted media, trend, season, two baseline columns. */
final class Samples {
  private Samples() {}

  static ModelDefinition definition(MediaTerm... media) {
    return new ModelDefinition(
        List.of(media),
        List.of(
            new BaselineTerm("competitor", "context.competitor"),
            new BaselineTerm("easter", "holiday")),
        true,
        true);
  }

  static ModelDefinition definition(int channels) {
    List<MediaTerm> media = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      media.add(MediaTerm.paid("channel" + c));
    }
    return definition(media.toArray(MediaTerm[]::new));
  }

  /** The same, the sign of the competitor's effect known. */
  static ModelDefinition signed(ModelDefinition definition, BaselineTerm.Sign sign) {
    List<BaselineTerm> baseline = new ArrayList<>(definition.baseline());
    baseline.set(0, baseline.get(0).withSign(sign));
    return new ModelDefinition(
        definition.media(), baseline, definition.trend(), definition.season());
  }

  /** Weeks {@code from} − lead-in … {@code from} + weeks − 1 of one endless simulated history. */
  static ModelData data(int channels, int from, int leadIn, int weeks, long seed) {
    int end = from + weeks;
    Random random = new Random(seed);
    double[][] all = new double[channels][end];
    double[] outcome = new double[end];
    double[][] base = new double[2][end];
    double[] adstock = new double[channels];
    double[] level = new double[channels];
    for (int t = 0; t < end; t++) {
      base[0][t] = 5 + random.nextGaussian();
      base[1][t] = t % 52 == 15 ? 1 : 0;
      outcome[t] =
          100_000
              + 100 * t
              + 10_000 * Math.sin(2 * Math.PI * t / 52)
              - 2_000 * base[0][t]
              + 8_000 * base[1][t]
              + 3_000 * random.nextGaussian();
      for (int c = 0; c < channels; c++) {
        if (t % 13 == 0) {
          boolean on = random.nextDouble() < 0.7 || c == 0;
          level[c] = on ? 1_000 * Math.exp(0.5 * random.nextGaussian()) : 0;
        }
        all[c][t] = Math.rint(level[c] * Math.exp(0.4 * random.nextGaussian()));
        adstock[c] = 0.6 * all[c][t] + 0.4 * adstock[c];
        outcome[t] += (6_000 + 4_000 * c) * adstock[c] / (adstock[c] + 1_000);
      }
    }
    double[][] media = new double[channels][];
    for (int c = 0; c < channels; c++) {
      media[c] = java.util.Arrays.copyOfRange(all[c], from - leadIn, end);
    }
    return new ModelData(
        Oracle.FIRST_WEEK.plusWeeks(from - leadIn),
        leadIn,
        java.util.Arrays.copyOfRange(outcome, from, end),
        media,
        media,
        new double[][] {
          java.util.Arrays.copyOfRange(base[0], from, end),
          java.util.Arrays.copyOfRange(base[1], from, end)
        });
  }

  static ModelData withOutcome(ModelData data, double[] outcome) {
    return new ModelData(
        data.firstWeek(), data.leadInWeeks(), outcome, data.media(), data.spend(), data.baseline());
  }

  static ModelData withMedia(ModelData data, double[][] media, double[][] spend) {
    return new ModelData(
        data.firstWeek(), data.leadInWeeks(), data.outcome(), media, spend, data.baseline());
  }

  static MediaAnswers answers(
      ModelDefinition definition,
      ModelData data,
      Anchor anchor,
      Posterior posterior,
      Particles particles,
      Workers workers) {
    MediaCurves curves = MediaCurves.of(posterior, particles, workers);
    return new MediaAnswers(definition, data, anchor, particles, curves, workers);
  }
}
