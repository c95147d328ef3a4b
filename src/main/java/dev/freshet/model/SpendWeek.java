package dev.freshet.model;

import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * What one week's spend on a paid channel has brought so far and will still bring: every week's
 * contribution is credited to the weeks that caused it, in proportion to their part in its adstock.
 *
 * @param channel the channel's name
 * @param week first day of the week of spend; empty for all weeks before the window together, what
 *     of theirs falls into it
 * @param spend money spent in the week; 0 for the weeks before the window
 * @param contribution credited within the window, in the outcome's units; over all weeks of spend
 *     and "before" it sums to the channel's contribution over the window
 * @param lower 5 % quantile of it
 * @param upper 95 % quantile of it
 * @param toCome credited after the window if the channel runs on at the mean of its last 13 weeks
 * @param roi contribution and what is to come over spend; empty when it cannot be told
 * @param reason why {@code roi} is empty; blank when it is not
 */
public record SpendWeek(
    String channel,
    Optional<LocalDate> week,
    double spend,
    double contribution,
    double lower,
    double upper,
    Interval toCome,
    Optional<Interval> roi,
    String reason) {
  public SpendWeek {
    Objects.requireNonNull(channel, "channel");
    Objects.requireNonNull(week, "week");
    Objects.requireNonNull(toCome, "toCome");
    Objects.requireNonNull(roi, "roi");
    Objects.requireNonNull(reason, "reason");
  }
}
