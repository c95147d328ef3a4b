package dev.freshet.model;

import java.util.Arrays;

/**
 * A few of many draws, weighted so that they say the same of what is published.
 *
 * <p>Every so many draws are kept. Their weights are the ones nearest to equal, in relative
 * entropy, that give each of a set of statistics its mean over all draws (entropy balancing,
 * Hainmueller 2012, by Newton's method on the dual):
 *
 * <pre>
 * w_i ∝ exp(λ' (f_i − f̄)),  λ minimises log Σ exp(λ' (f_i − f̄))
 * </pre>
 *
 * With f the indicators of lying below a published median or end of an interval, the few have the
 * quantiles of all. Where no such weights are found they stay equal.
 */
final class Thinning {
  private static final int MOST_STEPS = 30;
  private static final double ACCURACY = 1e-9;
  private static final double RIDGE = 1e-9;
  private static final double ROUNDING = 1e-13;

  private Thinning() {}

  /**
   * @param all draws of equal weight
   * @param statistics by statistic, then draw
   */
  static Cloud of(Cloud all, int count, double[][] statistics) {
    if (count >= all.size) {
      return all;
    }
    int[] kept = all.everySoMany(count);
    Cloud few = all.only(kept);
    double[][] centred = new double[statistics.length][count];
    for (int s = 0; s < statistics.length; s++) {
      double mean = Series.mean(statistics[s], 0, all.size);
      for (int k = 0; k < count; k++) {
        centred[s][k] = statistics[s][kept[k]] - mean;
      }
    }
    double[] weight = balanced(centred, count);
    if (weight != null) {
      System.arraycopy(weight, 0, few.weight, 0, count);
    }
    return few;
  }

  // Weights under which every statistic has mean 0; null when there are none.
  static double[] balanced(double[][] f, int count) {
    int d = f.length;
    double[] lambda = new double[d];
    double[] weight = new double[count];
    double value = weigh(f, lambda, weight);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] gradient = new double[d];
      double[] hessian = new double[d * d];
      moments(f, weight, gradient, hessian);
      double largest = 0;
      for (double g : gradient) {
        largest = Math.max(largest, Math.abs(g));
      }
      if (largest < ACCURACY) {
        return weight;
      }
      double[] move = gradient.clone();
      if (!Cholesky.factor(hessian, d)) {
        return null;
      }
      Cholesky.solveLower(hessian, d, move);
      Cholesky.solveUpper(hessian, d, move);
      double length = 1;
      double[] next = new double[d];
      while (true) {
        for (int a = 0; a < d; a++) {
          next[a] = lambda[a] - length * move[a];
        }
        double there = weigh(f, next, weight);
        if (there <= value + ROUNDING) {
          value = there;
          break;
        }
        length /= 2;
        if (length < ACCURACY) {
          return null;
        }
      }
      lambda = next;
    }
    return null;
  }

  // Sets the weights and returns log mean exp.
  private static double weigh(double[][] f, double[] lambda, double[] weight) {
    Arrays.fill(weight, 0);
    for (int a = 0; a < f.length; a++) {
      for (int k = 0; k < weight.length; k++) {
        weight[k] += lambda[a] * f[a][k];
      }
    }
    double max = Series.max(weight, 0, weight.length);
    double sum = 0;
    for (int k = 0; k < weight.length; k++) {
      weight[k] = Math.exp(weight[k] - max);
      sum += weight[k];
    }
    for (int k = 0; k < weight.length; k++) {
      weight[k] /= sum;
    }
    return max + Math.log(sum / weight.length);
  }

  private static void moments(double[][] f, double[] weight, double[] mean, double[] covariance) {
    int d = f.length;
    for (int a = 0; a < d; a++) {
      for (int k = 0; k < weight.length; k++) {
        mean[a] += weight[k] * f[a][k];
      }
    }
    double[] scaled = new double[weight.length];
    for (int a = 0; a < d; a++) {
      for (int k = 0; k < weight.length; k++) {
        scaled[k] = weight[k] * f[a][k];
      }
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int k = 0; k < weight.length; k++) {
          sum += scaled[k] * f[b][k];
        }
        covariance[a * d + b] = sum - mean[a] * mean[b];
      }
      covariance[a * d + a] += RIDGE;
    }
  }
}
