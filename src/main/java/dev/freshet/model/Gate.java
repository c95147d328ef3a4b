package dev.freshet.model;

import java.util.List;
import java.util.Objects;

/**
 * Whether a fitted model may replace its incumbent, and what speaks for and against it.
 *
 * <p>Broken sampler checks refuse. Surprise never does: it leads to a rebuild, flagged as a change
 * of regime.
 *
 * @param outcome whether to publish
 * @param reason why it is refused, in words; blank when published
 * @param regimeChange whether the new weeks surprised the incumbent
 * @param weeks every new week against the incumbent's prediction, in order; empty for a first build
 * @param surprise probability of predictions as wrong as these when the incumbent is right; 1
 *     without new weeks
 * @param checks the sampler's judgement of itself
 * @param refreshes refreshes since the last build
 * @param recentScores z of the weeks scored since the last build, newest last, at most 13
 */
public record Gate(
    Outcome outcome,
    String reason,
    boolean regimeChange,
    List<ScoredWeek> weeks,
    double surprise,
    SamplerChecks checks,
    int refreshes,
    List<Double> recentScores) {
  /** What becomes of the model. */
  public enum Outcome {
    /** It replaces the incumbent. */
    PUBLISH,
    /** The incumbent stands. */
    REFUSE
  }

  /** Open, with nothing known. */
  public static final Gate OPEN = stored(0, List.of());

  public Gate {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(checks, "checks");
    weeks = List.copyOf(weeks);
    recentScores = List.copyOf(recentScores);
    if (refreshes < 0) {
      throw new IllegalArgumentException("refreshes must not be negative: " + refreshes);
    }
  }

  /** The gate of a model read back: what the next refresh needs of it. */
  public static Gate stored(int refreshes, List<Double> recentScores) {
    return new Gate(
        Outcome.PUBLISH, "", false, List.of(), 1, SamplerChecks.UNKNOWN, refreshes, recentScores);
  }
}
