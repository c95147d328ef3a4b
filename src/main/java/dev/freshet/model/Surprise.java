package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * Tells whether new weeks are too far from the incumbent's predictions for it to be right.
 *
 * <p>Scores z of a right model are independent standard normal, so Σ z² over k new weeks is χ² with
 * k degrees of freedom: surprise when its tail probability is below 0.001. A small but lasting
 * shift shows in |Σ z| / √n over the n latest weeks since the build: surprise above 4, from 4 weeks
 * on.
 *
 * @param probability tail probability of the new weeks; 1 without any
 * @param recent z since the build, newest last
 * @param reason what surprises; empty when nothing does
 */
record Surprise(double probability, List<Double> recent, Optional<String> reason) {
  private static final double LOWEST_PROBABILITY = 0.001;
  private static final double LARGEST_SHIFT = 4;
  private static final int FEWEST_WEEKS = 4;
  private static final int MOST_WEEKS = 13;

  static Surprise of(List<ScoredWeek> weeks, List<Double> before) {
    List<Double> recent = new ArrayList<>(before);
    double squares = 0;
    ScoredWeek worst = null;
    for (ScoredWeek week : weeks) {
      recent.add(week.z());
      squares += week.z() * week.z();
      worst = worst == null || Math.abs(week.z()) > Math.abs(worst.z()) ? week : worst;
    }
    if (recent.size() > MOST_WEEKS) {
      recent = recent.subList(recent.size() - MOST_WEEKS, recent.size());
    }
    if (worst == null) {
      return new Surprise(1, recent, Optional.empty());
    }
    double probability =
        1 - new ChiSquaredDistribution(null, weeks.size()).cumulativeProbability(squares);
    double shift =
        recent.stream().mapToDouble(Double::doubleValue).sum() / Math.sqrt(recent.size());
    Optional<String> reason = Optional.empty();
    if (probability < LOWEST_PROBABILITY) {
      reason =
          Optional.of(
              String.format(
                  Locale.ROOT,
                  "surprise: week %s at %+.1f standard deviations of the incumbent's prediction"
                      + " (probability %.2g over %d new weeks)",
                  worst.week(),
                  worst.z(),
                  probability,
                  weeks.size()));
    } else if (recent.size() >= FEWEST_WEEKS && Math.abs(shift) > LARGEST_SHIFT) {
      reason =
          Optional.of(
              String.format(
                  Locale.ROOT,
                  "surprise: the last %d weeks lie %s the incumbent's predictions (%.1f standard"
                      + " errors)",
                  recent.size(),
                  shift > 0 ? "above" : "below",
                  Math.abs(shift)));
    }
    return new Surprise(probability, recent, reason);
  }
}
