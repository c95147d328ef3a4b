package dev.freshet.model;

import java.util.Objects;
import java.util.Optional;

/**
 * What one medium's spend brought over a horizon, each figure with its own posterior interval.
 *
 * @param channel the medium's name, or {@code media.total} for all paid media together
 * @param horizon {@code 1w}, {@code 4w}, {@code 13w}, {@code 52w} or {@code window}: the last weeks
 *     of the window, or all of it
 * @param weeks number of weeks of the horizon
 * @param spend money spent in these weeks
 * @param contribution contribution in these weeks, in the outcome's units
 * @param roi contribution per spend; empty when it cannot be told
 * @param mroi further contribution within the horizon per further unit of spend, all its weeks'
 *     spend scaled alike; empty when it cannot be told
 * @param cpa spend per unit of outcome; empty when ROI is empty or not above 0
 * @param reason why {@code roi} is empty; blank when it is not
 * @param atMost whether the channel is too small to be told from zero, so that the upper ends are
 *     bounds and the medians no estimates
 */
public record ChannelRoi(
    String channel,
    String horizon,
    int weeks,
    double spend,
    Interval contribution,
    Optional<Interval> roi,
    Optional<Interval> mroi,
    Optional<Interval> cpa,
    String reason,
    boolean atMost) {
  /** The name of the row of all paid media together. */
  public static final String MEDIA_TOTAL = "media.total";

  /** An estimate. */
  public ChannelRoi(
      String channel,
      String horizon,
      int weeks,
      double spend,
      Interval contribution,
      Optional<Interval> roi,
      Optional<Interval> mroi,
      Optional<Interval> cpa,
      String reason) {
    this(channel, horizon, weeks, spend, contribution, roi, mroi, cpa, reason, false);
  }

  ChannelRoi withAtMost(boolean bound) {
    return new ChannelRoi(
        channel, horizon, weeks, spend, contribution, roi, mroi, cpa, reason, bound);
  }

  public ChannelRoi {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(horizon, "horizon");
    Objects.requireNonNull(contribution, "contribution");
    Objects.requireNonNull(roi, "roi");
    Objects.requireNonNull(mroi, "mroi");
    Objects.requireNonNull(cpa, "cpa");
    Objects.requireNonNull(reason, "reason");
  }
}
