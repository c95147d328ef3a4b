package dev.freshet.model;

import java.util.Arrays;

/**
 * Weighted draws from the posterior of the hyperparameters. Coordinates and weights are exactly
 * representable as {@code float}, so that storing them in 32 bits loses nothing. Arrays are copied
 * in and out.
 *
 * @param q by particle, the numbers of each included medium, each mapped to the real line:
 *     carry-over, half-saturation, slope and share, and for Weibull adstock the scale of the
 *     carry-over
 * @param grid by particle, index of trend flexibility and noise autocorrelation (5 × ρ index + τ
 *     index)
 * @param weight by particle, non-negative; they sum to 1 within rounding
 */
public record Particles(double[][] q, int[] grid, double[] weight) {
  public Particles {
    if (q.length == 0 || grid.length != q.length || weight.length != q.length) {
      throw new IllegalArgumentException(
          "particles: %d points, %d grid indices, %d weights; need equal numbers above 0"
              .formatted(q.length, grid.length, weight.length));
    }
    q = ModelData.copy(q);
    grid = grid.clone();
    weight = weight.clone();
  }

  public int size() {
    return q.length;
  }

  /** Parameters per particle. */
  public int dimension() {
    return q[0].length;
  }

  @Override
  public double[][] q() {
    return ModelData.copy(q);
  }

  @Override
  public int[] grid() {
    return grid.clone();
  }

  @Override
  public double[] weight() {
    return weight.clone();
  }

  // Without copies, for the loops of this package: callers must not write.
  double[] point(int i) {
    return q[i];
  }

  /** Some of them, some perhaps more than once, with equal weights. */
  Particles only(int[] chosen) {
    double[][] points = new double[chosen.length][];
    int[] grids = new int[chosen.length];
    double[] equal = new double[chosen.length];
    Arrays.fill(equal, 1.0 / chosen.length);
    for (int k = 0; k < chosen.length; k++) {
      points[k] = q[chosen[k]];
      grids[k] = grid[chosen[k]];
    }
    return new Particles(points, grids, equal);
  }

  int gridIndex(int i) {
    return grid[i];
  }

  double[] weightArray() {
    return weight;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Particles that
        && Arrays.deepEquals(q, that.q)
        && Arrays.equals(grid, that.grid)
        && Arrays.equals(weight, that.weight);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(grid);
  }

  @Override
  public String toString() {
    return "Particles[" + q.length + " × " + dimension() + "]";
  }
}
