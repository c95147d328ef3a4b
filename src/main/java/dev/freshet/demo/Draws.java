package dev.freshet.demo;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.commons.rng.simple.RandomSource;

/** Random numbers of the shapes the simulator needs, from one seeded generator. */
final class Draws {
  private final UniformRandomProvider random;
  private final ZigguratSampler.NormalizedGaussian gaussian;

  Draws(UniformRandomProvider random) {
    this.random = random;
    this.gaussian = ZigguratSampler.NormalizedGaussian.of(random);
  }

  /** A stream of its own for each purpose, so that one purpose's draws never shift another's. */
  static Draws seeded(long seed, String purpose) {
    return new Draws(
        RandomSource.XO_RO_SHI_RO_128_PP.create(new long[] {seed, purpose.hashCode()}));
  }

  UniformRandomProvider random() {
    return random;
  }

  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** From {@code low} to {@code high}, both included. */
  int whole(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  double normal() {
    return gaussian.sample();
  }

  /** Log-normal about 1. */
  double logNormal(double sigma) {
    return StrictMath.exp(sigma * normal());
  }
}
