package dev.freshet.model;

import java.util.Objects;

/**
 * The sampler's judgement of itself.
 *
 * @param method what drew the particles in the end: "tempered", "tempered, 4 × particles", "NUTS",
 *     "reweighted" or "reweighted and moved"
 * @param acceptance mean acceptance probability of the last sweep; NaN without any
 * @param effectiveParticles effective number of particles: 1 / Σ weight², and no more than the
 *     chains they come from are worth
 * @param islandMedians largest disagreement of two independently resampled halves in the median of
 *     a medium's window total, in widths of its 90 % interval
 * @param islandEnds the same for the ends of the interval
 * @param monteCarloError standard error of a published median or end from sampling alone, in
 *     widths: root mean square over media, medians and ends
 * @param problem what failed, in words; blank when all checks passed
 */
public record SamplerChecks(
    String method,
    double acceptance,
    double effectiveParticles,
    double islandMedians,
    double islandEnds,
    double monteCarloError,
    String problem) {
  /** Of a model whose checks were not kept. */
  public static final SamplerChecks UNKNOWN =
      new SamplerChecks("", Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, "");

  public SamplerChecks {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(problem, "problem");
  }

  /** Whether the particles may be published. */
  public boolean passed() {
    return problem.isBlank();
  }
}
