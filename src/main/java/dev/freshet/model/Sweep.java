package dev.freshet.model;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Moves every particle once by Hamiltonian Monte Carlo, and its grid point by a Gibbs draw.
 *
 * <p>Target at inverse temperature γ: γ full(q, τ, ρ) + (1 − γ) (lq(q) + log p(τ, ρ)), lq and p of
 * {@link Proposal}. Leapfrog in coordinates whitened by L: p += (e/2) L' ∇, q += e L p, p += (e/2)
 * L' ∇. Step e = ε (0.8 + 0.4 U₁); number of steps ⌈2 (0.4 + 0.6 U₂) / e⌉, at least 1, at most 12.
 * After the sweep ε is multiplied by exp(0.8 (mean acceptance − 0.75)) and kept in [0.03, 0.8].
 * With γ = 1, (τ, ρ) is first drawn from its exact conditional on the 25 points. (Neal, MCMC using
 * Hamiltonian dynamics, 2011.)
 *
 * <p>Particles are independent of each other within a sweep and own their random streams, so the
 * result does not depend on the number of threads.
 */
final class Sweep {
  private static final double TRAJECTORY = 2.0;
  private static final int MAX_STEPS = 12;
  private static final double TARGET_ACCEPTANCE = 0.75;

  private final Posterior posterior;
  private final Workers workers;
  private final Scratch[] scratch;
  private double lastAcceptance = Double.NaN;
  private int sweeps;

  Sweep(Posterior posterior, Workers workers) {
    this.posterior = posterior;
    this.workers = workers;
    this.scratch = new Scratch[workers.threads()];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = new Scratch(posterior);
    }
  }

  private static final class Scratch {
    final Posterior.Workspace workspace;
    final double[] q;
    final double[] gradient;
    final double[] momentum;
    final double[] whitened;
    final double[] work;
    final double[] gridWeights = new double[NoiseGrid.SIZE];

    Scratch(Posterior posterior) {
      int n = posterior.dimension();
      workspace = posterior.workspace();
      q = new double[n];
      gradient = new double[n];
      momentum = new double[n];
      whitened = new double[n];
      work = new double[n];
    }
  }

  /** Moves all particles at the target itself. */
  void move(Cloud cloud, double[] metric) {
    move(cloud, metric, 1, null);
  }

  /** Moves all particles at inverse temperature {@code gamma}. */
  void move(Cloud cloud, double[] metric, double gamma, Proposal proposal) {
    double[] acceptance = new double[cloud.size];
    workers.run(
        cloud.size,
        (thread, i) -> acceptance[i] = moveOne(cloud, i, metric, gamma, proposal, scratch[thread]));
    lastAcceptance = Series.mean(acceptance, 0, cloud.size);
    sweeps++;
    double factor = Math.exp(0.8 * (lastAcceptance - TARGET_ACCEPTANCE));
    cloud.stepSize = Math.min(0.8, Math.max(0.03, cloud.stepSize * factor));
  }

  private double moveOne(
      Cloud cloud, int i, double[] metric, double gamma, Proposal proposal, Scratch s) {
    UniformRandomProvider random = cloud.streams[i];
    double[] q = cloud.q[i];
    int n = q.length;
    drawGrid(cloud, i, gamma, proposal, s);
    int grid = cloud.grid[i];
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    double kinetic = 0;
    for (int d = 0; d < n; d++) {
      s.momentum[d] = gaussian.sample();
      kinetic += s.momentum[d] * s.momentum[d];
    }
    double step = cloud.stepSize * (0.8 + 0.4 * random.nextDouble());
    double length = TRAJECTORY * (0.4 + 0.6 * random.nextDouble());
    int steps = (int) Math.min(MAX_STEPS, Math.max(1, Math.ceil(length / step)));
    double threshold = random.nextDouble();
    System.arraycopy(q, 0, s.q, 0, n);
    double before = target(s, grid, gamma, proposal) - kinetic / 2;
    double value = 0;
    for (int k = 0; k < steps; k++) {
      kick(s, metric, step / 2);
      Cholesky.multiplyLower(metric, n, s.momentum, s.whitened);
      for (int d = 0; d < n; d++) {
        s.q[d] += step * s.whitened[d];
      }
      value = target(s, grid, gamma, proposal);
      if (!(value > -1e299)) {
        return 0;
      }
      kick(s, metric, step / 2);
    }
    double after = value;
    for (int d = 0; d < n; d++) {
      after -= s.momentum[d] * s.momentum[d] / 2;
    }
    double probability = Math.min(1, Math.exp(after - before));
    if (!(probability >= 0)) {
      return 0;
    }
    if (threshold < probability) {
      System.arraycopy(s.q, 0, q, 0, n);
    }
    return probability;
  }

  private static void kick(Scratch s, double[] metric, double step) {
    int n = s.q.length;
    Cholesky.multiplyUpper(metric, n, s.gradient, s.whitened);
    for (int d = 0; d < n; d++) {
      s.momentum[d] += step * s.whitened[d];
    }
  }

  private double target(Scratch s, int grid, double gamma, Proposal proposal) {
    double value = posterior.conditional(s.q, grid, s.gradient, s.workspace);
    if (gamma == 1 || !(value > -1e299)) {
      return value;
    }
    for (int d = 0; d < s.gradient.length; d++) {
      s.gradient[d] *= gamma;
    }
    return gamma * value + (1 - gamma) * proposal.addGradient(s.q, 1 - gamma, s.gradient, s.work);
  }

  private void drawGrid(Cloud cloud, int i, double gamma, Proposal proposal, Scratch s) {
    double[] weights = s.gridWeights;
    double u = cloud.streams[i].nextDouble();
    if (!posterior.gridLogWeights(cloud.q[i], weights, s.workspace)) {
      return;
    }
    for (int g = 0; gamma < 1 && g < weights.length; g++) {
      weights[g] = gamma * weights[g] + (1 - gamma) * proposal.logGrid(g);
    }
    cloud.grid[i] = Proposal.choose(weights, u);
  }

  /** Mean acceptance probability of the last sweep; NaN before any. */
  double lastAcceptance() {
    return lastAcceptance;
  }

  int sweeps() {
    return sweeps;
  }

  long gradients() {
    return Arrays.stream(scratch).mapToLong(s -> s.workspace.gradients).sum();
  }

  Posterior.Workspace workspace(int thread) {
    return scratch[thread].workspace;
  }
}
