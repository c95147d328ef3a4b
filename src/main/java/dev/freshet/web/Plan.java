package dev.freshet.web;

import java.time.LocalDate;
import java.util.List;

/**
 * A recommended spend plan beside running on as before.
 *
 * @param objective what it optimises, in words
 * @param weeks first days of the planned weeks
 * @param budget money over all weeks and channels
 * @param channels by channel
 * @param present contribution of spending as at present, outcome's units
 * @param planned contribution of the plan, outcome's units
 * @param gain planned − present, from joint draws
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
   * @param mroi marginal ROI at the plan; null when not known
   * @param binding {@code LOWER} or {@code UPPER} when that bound stops it; blank for none
   */
  public record Channel(
      String name,
      double present,
      double planned,
      Double lower,
      Double upper,
      Estimate contribution,
      Estimate mroi,
      String binding) {}
}
