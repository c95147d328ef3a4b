package dev.freshet.model;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * The distribution around the mode that a build's particles start from: multivariate t for q, and
 * for (τ, ρ) its exact conditional at the mode.
 *
 * <pre>
 * q = μ + 1.15 √(6 / χ²₆) L z,    lq(q) = −((6 + D)/2) log(1 + |ζ|²/6),  ζ = L⁻¹ (q − μ) / 1.15
 * </pre>
 *
 * L L' is the inverse of minus the Hessian at the mode (central differences of the gradient, step
 * 10⁻³), whose eigenvalues, in coordinates scaled by the prior, are raised to at least 0.7.
 */
final class Proposal {
  private static final double DEGREES = 6;
  private static final double WIDTH = 1.15;
  private static final double STEP = 1e-3;
  private static final double SMALLEST = 0.7;

  private final double[] mode;
  private final double[] factor;
  private final double[] logGrid;
  private final int n;

  Proposal(double[] mode, double[] factor, double[] logGrid) {
    this.mode = mode.clone();
    this.factor = factor;
    this.logGrid = logGrid;
    this.n = mode.length;
  }

  /** The Laplace approximation at a mode. */
  static Proposal at(Posterior posterior, double[] mode, int grid, Posterior.Workspace ws) {
    int n = mode.length;
    double[][] hessian = new double[n][n];
    double[] plus = new double[n];
    double[] minus = new double[n];
    for (int i = 0; i < n; i++) {
      double[] x = mode.clone();
      x[i] = mode[i] + STEP;
      posterior.conditional(x, grid, plus, ws);
      x[i] = mode[i] - STEP;
      posterior.conditional(x, grid, minus, ws);
      for (int j = 0; j < n; j++) {
        hessian[i][j] = -(plus[j] - minus[j]) / (2 * STEP);
      }
    }
    double[] scale = posterior.typicalScales();
    double[][] scaled = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        scaled[i][j] = scale[i] * scale[j] * (hessian[i][j] + hessian[j][i]) / 2;
      }
    }
    return new Proposal(mode, inverseFactor(scaled, scale), logGrid(posterior, mode, ws));
  }

  private static double[] logGrid(Posterior posterior, double[] mode, Posterior.Workspace ws) {
    double[] weights = new double[NoiseGrid.SIZE];
    if (!posterior.gridLogWeights(mode, weights, ws)) {
      throw new FitFailedException("the search for the mode ended outside the model's range");
    }
    double max = Series.max(weights, 0, weights.length);
    double sum = 0;
    for (double w : weights) {
      sum += Math.exp(w - max);
    }
    for (int g = 0; g < weights.length; g++) {
      weights[g] -= max + Math.log(sum);
    }
    return weights;
  }

  /** L; callers must not write. */
  double[] factor() {
    return factor;
  }

  /** Log probability of a grid point. */
  double logGrid(int grid) {
    return logGrid[grid];
  }

  /** Draws a grid point. */
  int sampleGrid(UniformRandomProvider random) {
    return choose(logGrid.clone(), random.nextDouble());
  }

  /** The index that {@code u} in [0, 1) falls on, given log weights, which are overwritten. */
  static int choose(double[] logWeights, double u) {
    double max = Series.max(logWeights, 0, logWeights.length);
    double sum = 0;
    for (int g = 0; g < logWeights.length; g++) {
      logWeights[g] = Math.exp(logWeights[g] - max);
      sum += logWeights[g];
    }
    double rest = u * sum;
    int g = 0;
    while (g < logWeights.length - 1 && rest >= logWeights[g]) {
      rest -= logWeights[g++];
    }
    return g;
  }

  private static double[] inverseFactor(double[][] scaled, double[] scale) {
    int n = scale.length;
    EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(scaled, false));
    double[] covariance = new double[n * n];
    for (int k = 0; k < n; k++) {
      double inverse = 1 / Math.max(Math.abs(eigen.getRealEigenvalue(k)), SMALLEST);
      double[] v = eigen.getEigenvector(k).toArray();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          covariance[i * n + j] += inverse * scale[i] * v[i] * scale[j] * v[j];
        }
      }
    }
    if (!Cholesky.factor(covariance, n)) {
      throw new IllegalStateException("the curvature at the mode is not finite");
    }
    return covariance;
  }

  void sample(UniformRandomProvider random, double[] q) {
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    double[] z = new double[n];
    for (int i = 0; i < n; i++) {
      z[i] = gaussian.sample();
    }
    double chiSquared =
        -2
            * (Math.log(1 - random.nextDouble())
                + Math.log(1 - random.nextDouble())
                + Math.log(1 - random.nextDouble()));
    double stretch = WIDTH * Math.sqrt(DEGREES / chiSquared);
    Cholesky.multiplyLower(factor, n, z, q);
    for (int i = 0; i < n; i++) {
      q[i] = mode[i] + stretch * q[i];
    }
  }

  double logDensity(double[] q, double[] scratch) {
    return -(DEGREES + n) / 2 * Math.log1p(distance(q, scratch) / DEGREES);
  }

  /** Adds {@code factor} times the gradient of the log density; returns the log density. */
  double addGradient(double[] q, double weight, double[] gradient, double[] scratch) {
    double ratio = 1 + distance(q, scratch) / DEGREES;
    Cholesky.solveUpper(factor, n, scratch);
    double scale = -weight * (DEGREES + n) / DEGREES / ratio / WIDTH;
    for (int i = 0; i < n; i++) {
      gradient[i] += scale * scratch[i];
    }
    return -(DEGREES + n) / 2 * Math.log(ratio);
  }

  private double distance(double[] q, double[] scratch) {
    for (int i = 0; i < n; i++) {
      scratch[i] = (q[i] - mode[i]) / WIDTH;
    }
    Cholesky.solveLower(factor, n, scratch);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += scratch[i] * scratch[i];
    }
    return sum;
  }
}
