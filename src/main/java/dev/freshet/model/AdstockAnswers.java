package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The carry-over of a fitted model's media over the posterior.
 *
 * <p>Geometric weights are (1 − θ) θ^lag, whose mean lag is θ / (1 − θ); Weibull weights are those
 * of {@link AdstockKernel}. Medians and intervals are quantiles over the stored particles: of each
 * lag on its own, so the medians of all lags need not sum to 1.
 */
public final class AdstockAnswers {
  /** Lags that are answered, from 0. */
  public static final int LAGS = AdstockKernel.MAX_LAG + 1;

  private static final double MOST = 0.9;

  private AdstockAnswers() {}

  /** One shape a medium of the model, in its order; none of media that it leaves out. */
  public static List<AdstockShape> of(FittedModel model) {
    List<AdstockShape> shapes = new ArrayList<>();
    Anchor anchor = model.anchor();
    int at = 0;
    for (int c = 0; c < model.definition().media().size(); c++) {
      if (anchor.isExcluded(c)) {
        continue;
      }
      MediaTerm term = model.definition().media().get(c);
      MediumPrior prior = new MediumPrior(term, anchor.spendMean()[c], anchor.outcomeMean());
      shapes.add(shape(term, prior, model.particles(), at));
      at += prior.size();
    }
    return shapes;
  }

  private static AdstockShape shape(
      MediaTerm term, MediumPrior prior, Particles particles, int at) {
    int n = particles.size();
    double[][] weights = new double[LAGS][n];
    double[] meanLag = new double[n];
    double[] toNinety = new double[n];
    AdstockKernel kernel = prior.isGeometric() ? null : new AdstockKernel(term.adstock());
    for (int i = 0; i < n; i++) {
      double[] q = particles.point(i);
      if (kernel == null) {
        double theta = prior.theta(q[at]);
        for (int lag = 0; lag < LAGS; lag++) {
          weights[lag][i] = (1 - theta) * Math.pow(theta, lag);
        }
        meanLag[i] = theta / (1 - theta);
        toNinety[i] = Math.max(1, Math.ceil(Math.log(1 - MOST) / Math.log(theta)));
      } else {
        kernel.set(q[at], q[at + MediumPrior.SCALE], false);
        double sum = 0;
        for (int lag = 0; lag < LAGS; lag++) {
          weights[lag][i] = kernel.weight(lag);
          meanLag[i] += lag * kernel.weight(lag);
          toNinety[i] += sum < MOST ? 1 : 0;
          sum += kernel.weight(lag);
        }
      }
    }
    return summary(term, weights, meanLag, toNinety, new Quantiles(particles.weightArray()));
  }

  private static AdstockShape summary(
      MediaTerm term,
      double[][] weights,
      double[] meanLag,
      double[] toNinety,
      Quantiles quantiles) {
    double[] median = new double[LAGS];
    double[] lower = new double[LAGS];
    double[] upper = new double[LAGS];
    for (int lag = 0; lag < LAGS; lag++) {
      Interval interval = quantiles.interval(weights[lag]);
      median[lag] = interval.median();
      lower[lag] = interval.lower();
      upper[lag] = interval.upper();
    }
    return new AdstockShape(
        term.name(),
        term.adstock(),
        median,
        lower,
        upper,
        quantiles.interval(meanLag),
        quantiles.interval(toNinety));
  }
}
