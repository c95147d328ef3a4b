package dev.freshet.model;

/**
 * The grid of trend flexibility τ and noise autocorrelation ρ, with its prior.
 *
 * <p>τ is uniform on five levels; ρ has decreasing weights on five. Index = 5 × ρ index + τ index.
 */
final class NoiseGrid {
  /** Number of grid points. */
  static final int SIZE = 25;

  private static final double[] TAU = {0.25, 0.7, 2, 6, 18};
  private static final double[] RHO = {0, 0.15, 0.3, 0.45, 0.6};
  private static final double[] LOG_PRIOR_RHO = {0, -0.3, -0.7, -1.3, -2.2};

  private NoiseGrid() {}

  static double tau(int index) {
    return TAU[index % 5];
  }

  static double rho(int index) {
    return RHO[index / 5];
  }

  /** Log prior weight of a grid point, not normalised. */
  static double logPrior(int index) {
    return LOG_PRIOR_RHO[index / 5];
  }

  static int index(int rhoIndex, int tauIndex) {
    return 5 * rhoIndex + tauIndex;
  }
}
