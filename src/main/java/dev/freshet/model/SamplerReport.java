package dev.freshet.model;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How the particles came about, and how far they can be trusted.
 *
 * @param particles number of particles
 * @param effectiveParticles effective number of particles: 1 / Σ weight², less where several come
 *     from one chain
 * @param acceptance mean acceptance probability of the last sweep; NaN without any sweep
 * @param temperingStages stages of tempering; 0 for a refresh
 * @param sweeps Hamiltonian sweeps over all particles
 * @param gradients gradients evaluated in all
 * @param modeConvergence why the search for the mode ended; blank for a refresh
 * @param effectiveAfterReweighting effective number of particles after reweighting the incumbent's;
 *     empty for a build
 */
public record SamplerReport(
    int particles,
    double effectiveParticles,
    double acceptance,
    int temperingStages,
    int sweeps,
    long gradients,
    String modeConvergence,
    OptionalDouble effectiveAfterReweighting) {
  public SamplerReport {
    Objects.requireNonNull(modeConvergence, "modeConvergence");
    Objects.requireNonNull(effectiveAfterReweighting, "effectiveAfterReweighting");
  }

  SamplerReport withEffective(double effective) {
    return new SamplerReport(
        particles,
        effective,
        acceptance,
        temperingStages,
        sweeps,
        gradients,
        modeConvergence,
        effectiveAfterReweighting);
  }

  SamplerReport withMoreGradients(long more) {
    return new SamplerReport(
        particles,
        effectiveParticles,
        acceptance,
        temperingStages,
        sweeps,
        gradients + more,
        modeConvergence,
        effectiveAfterReweighting);
  }
}
