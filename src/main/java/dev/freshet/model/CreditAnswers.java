package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers from {@link CreditDraws}: a medium's carry-over and, for paid channels, its contribution
 * by week of spend.
 *
 * <p>Points are weighted means, rescaled as the medium's published path is, so that immediate and
 * carried parts add up to its contribution week by week, and weeks of spend to its sum. Intervals,
 * what is to come and ROI are quantiles of the draws. A figure to come below 10⁻⁴ of its week's
 * contribution is 0.
 *
 * <p>Two hundred quantiles a channel take most of the time of a refresh, so they come from at most
 * {@value #DRAWS} draws of equal weight, chosen systematically from the particles. Of so many
 * independent draws of a normal quantity an interval's end varies by 0.028 of its width (√(0.05 ·
 * 0.95 / 512) / φ(1.645) / 3.29).
 */
final class CreditAnswers {
  /** Draws the answers are made of. */
  static final int DRAWS = 512;

  private static final double NEGLIGIBLE = 1e-4;

  private final ModelData data;
  private final Particles particles;
  private final Workers workers;

  /**
   * @param particles those the draws were made from
   */
  CreditAnswers(ModelData data, Particles particles, Workers workers) {
    this.data = data;
    this.particles = particles;
    this.workers = workers;
  }

  /** {@link #DRAWS} particles, or as many as there are, that stand for all with equal weights. */
  static int[] chosen(Particles all) {
    double[] weights = all.weightArray();
    double total = Series.sum(weights, 0, weights.length);
    int[] chosen = new int[Math.min(DRAWS, weights.length)];
    int source = 0;
    double cumulative = weights[0];
    for (int k = 0; k < chosen.length; k++) {
      double point = (k + 0.5) / chosen.length * total;
      while (cumulative < point && source < weights.length - 1) {
        cumulative += weights[++source];
      }
      chosen[k] = source;
    }
    return chosen;
  }

  /** The split of a medium's path. */
  CarryOver carryOver(ComponentPath path, CreditDraws credit) {
    double[] contribution = path.contribution();
    double[] mean = mean(credit.path);
    double[] immediate = mean(credit.immediate);
    double[] carried = new double[contribution.length];
    for (int t = 0; t < carried.length; t++) {
      double factor = mean[t] > 0 ? contribution[t] / mean[t] : 0;
      immediate[t] = Math.min(contribution[t], factor * immediate[t]);
      carried[t] = contribution[t] - immediate[t];
    }
    double[][] own = WeeklyIntervals.of(particles, credit.immediate, workers);
    double[][] rest =
        WeeklyIntervals.of(
            particles,
            carried.length,
            (i, from, to, out) -> {
              for (int t = from; t < to; t++) {
                out[t - from] = credit.path[i][t] - credit.immediate[i][t];
              }
            },
            workers);
    return new CarryOver(path.component(), immediate, own[0], own[1], carried, rest[0], rest[1]);
  }

  /**
   * A paid channel's weeks of spend, "before" first.
   *
   * @param spend money by week of lead-in and window
   */
  List<SpendWeek> spendWeeks(ComponentPath path, CreditDraws credit, double[] spend) {
    int weeks = data.weeks();
    double[] soFar = mean(credit.soFar);
    double[] toCome = mean(credit.toCome);
    double total = Series.sum(mean(credit.path), 0, weeks);
    double factor = total > 0 ? Series.sum(path.contribution(), 0, weeks) / total : 0;
    SpendWeek[] rows = new SpendWeek[weeks];
    Quantiles[] quantiles = new Quantiles[workers.threads()];
    double[][] values = new double[workers.threads()][particles.size()];
    java.util.Arrays.setAll(quantiles, thread -> new Quantiles(particles.weightArray()));
    workers.run(
        weeks,
        (thread, t) -> {
          double[] v = values[thread];
          Interval past = quantiles[thread].interval(column(credit.soFar, t, v));
          Interval future = new Interval(0, 0, 0);
          Interval both = past;
          if (toCome[t] > NEGLIGIBLE * soFar[t]) {
            future = quantiles[thread].interval(column(credit.toCome, t, v));
            for (int i = 0; i < v.length; i++) {
              v[i] += credit.soFar[i][t];
            }
            both = quantiles[thread].interval(v);
          }
          rows[t] =
              row(
                  path.component(),
                  t,
                  spend[data.leadInWeeks() + t],
                  factor * soFar[t],
                  past,
                  future,
                  both);
        });
    List<SpendWeek> all = new ArrayList<>();
    all.add(before(path.component(), credit, factor, quantiles[0]));
    all.addAll(List.of(rows));
    return all;
  }

  private SpendWeek row(
      String channel,
      int t,
      double spend,
      double contribution,
      Interval past,
      Interval future,
      Interval both) {
    boolean spent = spend > 0;
    return new SpendWeek(
        channel,
        Optional.of(data.week(t)),
        spend,
        contribution,
        past.lower(),
        past.upper(),
        future,
        spent ? Optional.of(both.over(spend)) : Optional.empty(),
        spent ? "" : "no spend in this week");
  }

  private SpendWeek before(String channel, CreditDraws credit, double factor, Quantiles quantiles) {
    double mean = 0;
    double coming = 0;
    for (int i = 0; i < particles.size(); i++) {
      mean += particles.weightArray()[i] * credit.soFarBefore[i];
      coming += particles.weightArray()[i] * credit.toComeBefore[i];
    }
    Interval past = quantiles.interval(credit.soFarBefore);
    return new SpendWeek(
        channel,
        Optional.empty(),
        0,
        factor * mean,
        past.lower(),
        past.upper(),
        coming > NEGLIGIBLE * mean
            ? quantiles.interval(credit.toComeBefore)
            : new Interval(0, 0, 0),
        Optional.empty(),
        "weeks before the window");
  }

  private static double[] column(double[][] draws, int t, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = draws[i][t];
    }
    return out;
  }

  private double[] mean(double[][] draws) {
    double[] mean = new double[data.weeks()];
    for (int i = 0; i < draws.length; i++) {
      double w = particles.weightArray()[i];
      for (int t = 0; t < mean.length; t++) {
        mean[t] += w * draws[i][t];
      }
    }
    return mean;
  }
}
