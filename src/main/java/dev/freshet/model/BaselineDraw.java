package dev.freshet.model;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Draws from the conditional posterior of what {@link BaselineFactor} integrates out.
 *
 * <pre>
 * σ² | r ~ InvGamma(a0 + m/2, b0 + Q/2),   b | σ, r ~ N(A⁻¹ F' R r, σ² A⁻¹) times the scales d
 * </pre>
 */
final class BaselineDraw {
  private BaselineDraw() {}

  /**
   * One draw, given what media and columns with a sign leave over.
   *
   * @param residual at the observed weeks, in units of the anchor's mean outcome
   * @param coefficients its first elements, one a conjugate column, are overwritten with the draw
   * @return σ, in the same units
   */
  static double of(
      Posterior posterior,
      int grid,
      double[] residual,
      double[] coefficients,
      UniformRandomProvider random) {
    BaselineFactor factor = posterior.factor(grid);
    double quadratic = factor.quadraticForm(residual, coefficients);
    double precision =
        AhrensDieterMarsagliaTsangGammaSampler.of(random, posterior.noiseShape(), 1).sample();
    double sigma = Math.sqrt(posterior.noiseRate(quadratic) / precision);
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    double[] noise = new double[factor.columns()];
    for (int k = 0; k < noise.length; k++) {
      noise[k] = gaussian.sample();
    }
    factor.coefficients(coefficients, sigma, noise);
    return sigma;
  }
}
