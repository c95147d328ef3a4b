package dev.freshet.model;

import org.apache.commons.rng.JumpableUniformRandomProvider;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The particles while they move: points, grid indices, weights and a random stream each.
 *
 * <p>Streams are jumps of one xoshiro256++ generator (2¹²⁸ numbers apart), so what a particle draws
 * depends on the seed and its index alone. The first half of the particles and the second are
 * islands: resampling never carries a particle from one to the other, so that their disagreement
 * tells what sampling anew would change.
 */
final class Cloud {
  /** Independently resampled parts. */
  static final int ISLANDS = 2;

  final int size;
  final int dimension;
  double[][] q;
  int[] grid;
  final double[] weight;
  final UniformRandomProvider common;
  final UniformRandomProvider[] streams;
  double stepSize;

  /** Consecutive particles that one chain left behind: alike by more than chance. */
  int perChain = 1;

  /** Particles of equal weight that never move. */
  Cloud(double[][] q, int[] grid) {
    this.size = q.length;
    this.dimension = q[0].length;
    this.q = q;
    this.grid = grid;
    this.weight = new double[size];
    java.util.Arrays.fill(weight, 1.0 / size);
    this.common = null;
    this.streams = new UniformRandomProvider[0];
  }

  /** Particles of equal weight at 0. */
  Cloud(int size, int dimension, long seed) {
    this.size = size;
    this.dimension = dimension;
    this.q = new double[size][dimension];
    this.grid = new int[size];
    this.weight = new double[size];
    java.util.Arrays.fill(weight, 1.0 / size);
    JumpableUniformRandomProvider source =
        (JumpableUniformRandomProvider) RandomSource.XO_SHI_RO_256_PP.create(seed);
    this.common = source.jump();
    this.streams = new UniformRandomProvider[size];
    for (int i = 0; i < size; i++) {
      streams[i] = source.jump();
    }
  }

  /** Effective number of particles, 1 / Σ w², for weights that sum to 1. */
  double effectiveSize() {
    double sum = 0;
    for (double w : weight) {
      sum += w * w;
    }
    return 1 / sum;
  }

  /** Sets the weights to exp(log weight), normalised. Returns false when none is above 0. */
  boolean setLogWeights(double[] logWeight) {
    double max = Series.max(logWeight, 0, size);
    if (!Double.isFinite(max)) {
      return false;
    }
    double sum = 0;
    for (int i = 0; i < size; i++) {
      weight[i] = Math.exp(logWeight[i] - max);
      sum += weight[i];
    }
    for (int i = 0; i < size; i++) {
      weight[i] /= sum;
    }
    return true;
  }

  /** Systematic resampling within each island; weights become equal. */
  void resample() {
    drawFrom(this);
  }

  /** Systematic draws from another cloud, each island from the same island; equal weights. */
  void drawFrom(Cloud source) {
    double[][] chosen = new double[size][];
    int[] chosenGrid = new int[size];
    for (int island = 0; island < ISLANDS; island++) {
      int to = islandStart(size, island + 1);
      int end = islandStart(source.size, island + 1);
      int from = islandStart(size, island);
      int at = islandStart(source.size, island);
      double total = Series.sum(source.weight, at, end);
      double u = common.nextDouble();
      double cumulative = source.weight[at];
      for (int i = from; i < to; i++) {
        double point = (u + (i - from)) / (to - from) * total;
        while (cumulative < point && at < end - 1) {
          cumulative += source.weight[++at];
        }
        chosen[i] = source.q[at].clone();
        chosenGrid[i] = source.grid[at];
      }
    }
    q = chosen;
    grid = chosenGrid;
    java.util.Arrays.fill(weight, 1.0 / size);
  }

  /** Positions of every so many particles of each island, {@code count} in all. */
  int[] everySoMany(int count) {
    int[] kept = new int[count];
    for (int island = 0; island < ISLANDS; island++) {
      int from = islandStart(count, island);
      int length = islandStart(count, island + 1) - from;
      int start = islandStart(size, island);
      int available = islandStart(size, island + 1) - start;
      for (int i = 0; i < length; i++) {
        kept[from + i] = start + (int) ((long) i * available / length);
      }
    }
    return kept;
  }

  /** Some of the particles, with equal weights. */
  Cloud only(int[] kept) {
    double[][] some = new double[kept.length][];
    int[] someGrid = new int[kept.length];
    for (int i = 0; i < kept.length; i++) {
      some[i] = q[kept[i]];
      someGrid[i] = grid[kept[i]];
    }
    Cloud cloud = new Cloud(some, someGrid);
    cloud.stepSize = stepSize;
    return cloud;
  }

  /** Index of an island's first particle among {@code size}; of the end for one island more. */
  static int islandStart(int size, int island) {
    return island * size / ISLANDS;
  }

  /**
   * Lower Cholesky factor of the weighted covariance: off-diagonal elements shrunk by ESS / (ESS +
   * D/2), the diagonal raised by 10⁻⁶.
   */
  double[] metric() {
    double[] mean = new double[dimension];
    for (int i = 0; i < size; i++) {
      for (int d = 0; d < dimension; d++) {
        mean[d] += weight[i] * q[i][d];
      }
    }
    double[] covariance = new double[dimension * dimension];
    for (int i = 0; i < size; i++) {
      for (int a = 0; a < dimension; a++) {
        double wa = weight[i] * (q[i][a] - mean[a]);
        for (int b = 0; b <= a; b++) {
          covariance[a * dimension + b] += wa * (q[i][b] - mean[b]);
        }
      }
    }
    double effective = effectiveSize();
    double shrink = effective / (effective + dimension / 2.0);
    for (int a = 0; a < dimension; a++) {
      for (int b = 0; b < a; b++) {
        covariance[a * dimension + b] *= shrink;
      }
      covariance[a * dimension + a] += 1e-6;
    }
    if (!Cholesky.factor(covariance, dimension)) {
      throw new IllegalStateException("the covariance of the particles is not finite");
    }
    return covariance;
  }

  /** A copy whose numbers survive 32-bit storage. */
  Particles freeze() {
    double[][] points = new double[size][dimension];
    double[] weights = new double[size];
    for (int i = 0; i < size; i++) {
      for (int d = 0; d < dimension; d++) {
        points[i][d] = (float) q[i][d];
      }
      weights[i] = (float) weight[i];
    }
    return new Particles(points, grid, weights);
  }
}
