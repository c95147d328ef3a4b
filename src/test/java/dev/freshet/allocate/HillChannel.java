package dev.freshet.allocate;

import java.util.List;
import java.util.Random;

/**
 * A channel of which everything is known: geometric adstock, then Hill, by draw, written anew for
 * tests.
 *
 * @param weeks weeks of the plan
 * @param after weeks credited after it
 * @param scale by draw
 * @param half by draw, adstock of half the scale
 * @param alpha by draw
 * @param theta by draw
 * @param carried adstock of the week before the plan
 */
record HillChannel(
    int weeks,
    int after,
    double[] scale,
    double[] half,
    double[] alpha,
    double[] theta,
    double carried)
    implements ChannelResponse {

  /** The same in every draw. */
  static HillChannel certain(
      int weeks, int after, double scale, double half, double alpha, double theta, double carried) {
    return new HillChannel(
        weeks,
        after,
        new double[] {scale},
        new double[] {half},
        new double[] {alpha},
        new double[] {theta},
        carried);
  }

  /** Some channels of random curves, S-shaped for the most part, half-saturated around 1. */
  static Portfolio random(long seed, int channels, int draws, int weeks, int after) {
    Random random = new Random(seed);
    ChannelResponse[] all = new ChannelResponse[channels];
    for (int c = 0; c < channels; c++) {
      double scale = 0.3 + random.nextDouble();
      double half = 0.3 + random.nextDouble();
      double alpha = 0.6 + 3 * random.nextDouble();
      double theta = 0.8 * random.nextDouble();
      double[][] by = new double[4][draws];
      for (int d = 0; d < draws; d++) {
        by[0][d] = scale * Math.exp(0.3 * random.nextGaussian());
        by[1][d] = half * Math.exp(0.2 * random.nextGaussian());
        by[2][d] = alpha * Math.exp(0.1 * random.nextGaussian());
        by[3][d] = theta * (0.8 + 0.4 * random.nextDouble());
      }
      all[c] = new HillChannel(weeks, after, by[0], by[1], by[2], by[3], 0.5 * random.nextDouble());
    }
    return new Portfolio(List.of(all), draws);
  }

  @Override
  public double at(int draw, double[] spend, double[] gradient) {
    return total(draw, spend, gradient) - total(draw, new double[weeks], new double[weeks]);
  }

  private double total(int draw, double[] spend, double[] gradient) {
    double t = theta[draw];
    double a = carried;
    double sum = 0;
    java.util.Arrays.fill(gradient, 0);
    for (int week = 0; week < weeks + after; week++) {
      a = t * a + (week < weeks ? (1 - t) * spend[week] : 0);
      double power = Math.pow(a / half[draw], alpha[draw]);
      double h = power / (1 + power);
      sum += scale[draw] * h;
      double slope = a > 0 ? scale[draw] * alpha[draw] * h * (1 - h) / a : 0;
      for (int k = 0; k <= Math.min(week, weeks - 1); k++) {
        gradient[k] += slope * (1 - t) * Math.pow(t, week - k);
      }
    }
    return sum;
  }

  /** By the tangent from the origin, the envelope of the curve on all of [0, ∞). */
  @Override
  public Bound above(double[] least, double[] most) {
    return (draw, spend, gradient) -> {
      double al = alpha[draw];
      double touch = al > 1 ? half[draw] * Math.pow(al - 1, 1 / al) : 0;
      double t = theta[draw];
      double a = carried;
      double sum = -total(draw, new double[weeks], new double[weeks]);
      java.util.Arrays.fill(gradient, 0);
      for (int week = 0; week < weeks + after; week++) {
        a = t * a + (week < weeks ? (1 - t) * spend[week] : 0);
        double at = Math.max(a, touch);
        double power = Math.pow(at / half[draw], al);
        double h = power / (1 + power);
        double slope = a < touch ? h / at : a > 0 ? al * h * (1 - h) / a : 0;
        sum += scale[draw] * (a < touch ? slope * a : h);
        for (int k = 0; k <= Math.min(week, weeks - 1); k++) {
          gradient[k] += scale[draw] * slope * (1 - t) * Math.pow(t, week - k);
        }
      }
      return sum;
    };
  }
}
