package dev.freshet.model;

import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Decides from the data alone whether the incumbent's anchor can still carry a refresh.
 *
 * <p>First guesses, to be set by study: over half of the window new since the anchor, mean outcome
 * outside 0.67–1.5 of the anchor's, a medium or baseline column that has come to life since the
 * anchor.
 */
final class RefreshRules {
  private static final double LOWEST_OUTCOME = 0.67;
  private static final double HIGHEST_OUTCOME = 1.5;

  private RefreshRules() {}

  /** Why a build is needed instead of a refresh, in words; empty when a refresh will do. */
  static Optional<String> reasonToRebuild(
      ModelDefinition definition, ModelData data, FittedModel incumbent, String engineVersion) {
    if (!incumbent.engineVersion().equals(engineVersion)) {
      return Optional.of(
          "engine version changed from %s to %s"
              .formatted(incumbent.engineVersion(), engineVersion));
    }
    if (!incumbent.definition().equals(definition)) {
      return Optional.of("the definition of the model changed");
    }
    return window(data, incumbent)
        .or(() -> outcome(data, incumbent.anchor()))
        .or(() -> newcomers(definition, data, incumbent.anchor()));
  }

  private static Optional<String> window(ModelData data, FittedModel incumbent) {
    Anchor anchor = incumbent.anchor();
    long days = ChronoUnit.DAYS.between(anchor.firstWeek(), data.week(0));
    if (days % 7 != 0) {
      return Optional.of("weeks start on another day than the anchor's");
    }
    long shift = days / 7;
    if (shift < 0) {
      return Optional.of(
          "the window reaches back before the anchor's first week " + anchor.firstWeek());
    }
    ModelData old = incumbent.data();
    if (data.week(0).isAfter(old.week(old.weeks() - 1)) || shift >= anchor.weeks()) {
      return Optional.of("the window does not overlap the incumbent's");
    }
    long fresh = shift + data.weeks() - anchor.weeks();
    if (2 * fresh > data.weeks()) {
      return Optional.of(
          "%d of %d weeks are new since the anchor, over half".formatted(fresh, data.weeks()));
    }
    return Optional.empty();
  }

  private static Optional<String> outcome(ModelData data, Anchor anchor) {
    double ratio = Series.observedMean(data.outcomeArray()) / anchor.outcomeMean();
    if (ratio >= LOWEST_OUTCOME && ratio <= HIGHEST_OUTCOME) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            java.util.Locale.ROOT,
            "the mean outcome is %.2f times the anchor's, outside %s to %s",
            ratio,
            LOWEST_OUTCOME,
            HIGHEST_OUTCOME));
  }

  private static Optional<String> newcomers(
      ModelDefinition definition, ModelData data, Anchor anchor) {
    for (int c = 0; c < definition.media().size(); c++) {
      if (!anchor.isExcluded(c)) {
        continue;
      }
      if (Newcomers.reasonToLeaveOut(data.mediaArray(c), data.leadInWeeks()).isEmpty()) {
        return Optional.of(
            "%s has started since the anchor and now has enough weeks"
                .formatted(definition.media().get(c).name()));
      }
    }
    double[] sds = anchor.baselineSd();
    for (int k = 0; k < sds.length; k++) {
      double[] column = data.baselineArray(k);
      if (sds[k] < 1e-12 && Series.populationSd(column, 0, column.length) >= 1e-12) {
        return Optional.of(
            "%s was the same in all weeks of the anchor and now varies"
                .formatted(definition.baseline().get(k).name()));
      }
    }
    return Optional.empty();
  }
}
