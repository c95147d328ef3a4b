package dev.freshet.web;

import java.time.LocalDate;
import java.util.List;

/**
 * A recommended spend plan beside running on as before. The first number of its estimates is the
 * mean of the draws, which is what a plan optimises.
 *
 * @param objective what it optimises, in words
 * @param weeks first days of the planned weeks
 * @param budget money over all weeks and channels
 * @param channels by channel
 * @param present contribution of spending as at present, outcome's units
 * @param planned contribution of the plan, outcome's units
 * @param gain planned − present, draw by draw
 * @param better share of the draws in which the plan brings more, in [0, 1]
 * @param notes bounds that bind, what to mind
 */
public record Plan(
    String objective,
    List<LocalDate> weeks,
    double budget,
    List<Channel> channels,
    Estimate present,
    Estimate planned,
    Estimate gain,
    double better,
    List<String> notes) {
  public Plan {
    weeks = List.copyOf(weeks);
    channels = List.copyOf(channels);
    notes = List.copyOf(notes);
  }

  /**
   * @param present money over the weeks as at present
   * @param planned money over the weeks by the plan
   * @param lower least that may be spent over the weeks; null for no bound
   * @param upper most that may be spent over the weeks; null for no bound
   * @param contribution of the planned spend, outcome's units; null when not known
   * @param mroi mean marginal ROI at the plan; null when not known
   * @param presentMroi the same at present; null when not known
   * @param bound {@code LOWER} or {@code UPPER} when that bound stops it, {@code SOME_WEEKS} when
   *     one does in some weeks, {@code FIXED} when there was nothing to decide; blank for none
   */
  public record Channel(
      String name,
      double present,
      double planned,
      Double lower,
      Double upper,
      Estimate contribution,
      Double mroi,
      Double presentMroi,
      String bound) {}
}
