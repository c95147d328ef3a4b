package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Marks ROI rows that are an upper bound rather than an estimate.
 *
 * <p>A row is "at most" when the median contribution is below 1 % of the outcome of its weeks and
 * the interval does not tell its lower end from zero: lower &lt; upper / 10. All shares are above 0
 * by the model, so a lower end that says "zero" can only be small beside the upper one; the
 * interval of an effect that data have found spans a factor well below 10.
 */
final class SmallChannels {
  private static final double SMALL = 0.01;
  private static final double NOT_TOLD_FROM_ZERO = 0.1;

  private SmallChannels() {}

  static boolean isAtMost(Interval contribution, double outcome) {
    return contribution.median() < SMALL * outcome
        && contribution.lower() < NOT_TOLD_FROM_ZERO * contribution.upper();
  }

  /** The rows, those that are upper bounds marked. */
  static List<ChannelRoi> marked(List<ChannelRoi> rows, ModelData data) {
    double mean = Series.observedMean(data.outcomeArray());
    List<ChannelRoi> marked = new ArrayList<>();
    for (ChannelRoi row : rows) {
      boolean atMost = row.roi().isPresent() && isAtMost(row.contribution(), mean * row.weeks());
      marked.add(row.withAtMost(atMost));
    }
    return marked;
  }
}
