package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Finds the mode a build starts from.
 *
 * <p>The default start, the same disturbed, and any that the request adds. From each: L-BFGS at (τ,
 * ρ) = (2, 0), 40 iterations; the best grid point at that q; L-BFGS there, 60 iterations. The best
 * by the full log posterior is kept. A disturbed start outside the support is drawn again.
 */
final class ModeSearch {
  private static final int FIRST_GRID = NoiseGrid.index(0, 2);
  private static final int REDRAWS = 20;

  /** A mode at its grid point. */
  record Mode(double[] q, int grid, double logPosterior, String reason) {}

  private ModeSearch() {}

  /**
   * @param starts the default start first
   */
  static Mode find(
      Posterior posterior,
      List<double[]> starts,
      UniformRandomProvider random,
      Posterior.Workspace ws) {
    List<double[]> all = new ArrayList<>(starts);
    all.add(disturbed(posterior, starts.get(0), random, ws));
    Mode best = climb(posterior, all.get(0), ws);
    for (double[] start : all.subList(1, all.size())) {
      Mode other = climb(posterior, start, ws);
      best = other.logPosterior() > best.logPosterior() ? other : best;
    }
    return best;
  }

  private static double[] disturbed(
      Posterior posterior, double[] start, UniformRandomProvider random, Posterior.Workspace ws) {
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    double[] disturbance = posterior.disturbances();
    for (int attempt = 0; attempt < REDRAWS; attempt++) {
      double[] q = start.clone();
      for (int i = 0; i < q.length; i++) {
        q[i] += disturbance[i] * gaussian.sample();
      }
      if (posterior.conditional(q, FIRST_GRID, ws) > -1e299) {
        return q;
      }
    }
    return start;
  }

  /** The mode reached from one start. */
  static Mode climb(Posterior posterior, double[] start, Posterior.Workspace ws) {
    Lbfgs.Result rough =
        Lbfgs.maximise((q, g) -> posterior.conditional(q, FIRST_GRID, g, ws), start, 40);
    double[] weights = new double[NoiseGrid.SIZE];
    int grid = FIRST_GRID;
    if (posterior.gridLogWeights(rough.x(), weights, ws)) {
      for (int g = 0; g < weights.length; g++) {
        grid = weights[g] > weights[grid] ? g : grid;
      }
    }
    int chosen = grid;
    Lbfgs.Result fine =
        Lbfgs.maximise((q, g) -> posterior.conditional(q, chosen, g, ws), rough.x(), 60);
    return new Mode(
        fine.x(),
        chosen,
        posterior.full(fine.x(), chosen, ws),
        fine.reason() + " after " + (rough.iterations() + fine.iterations()) + " iterations");
  }
}
