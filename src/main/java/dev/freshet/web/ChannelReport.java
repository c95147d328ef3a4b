package dev.freshet.web;

import java.util.Map;
import java.util.Objects;

/**
 * What a report says about one medium.
 *
 * @param name the medium's name
 * @param paid whether money is spent on it; else it is organic
 * @param spendShare its share of the paid media's spend over the window, in [0, 1]; null for
 *     organic media and without spend
 * @param effectShare its share of the paid media's contribution over the window, in [0, 1]; null
 *     for organic media
 * @param roi by horizon ({@code 1w}, {@code 4w}, {@code 13w}, {@code 52w}, {@code window}), the
 *     shortest first; rows of organic media have contributions only
 * @param spend by week of the report, money; empty for organic media and where not known
 * @param curve steady response to weekly amounts; null when not known
 * @param adstock how its effect spreads over the weeks after; null when not known
 */
public record ChannelReport(
    String name,
    boolean paid,
    Double spendShare,
    Double effectShare,
    Map<String, Return> roi,
    Numbers spend,
    Curve curve,
    Adstock adstock) {
  public ChannelReport {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(spend, "spend");
    roi = Ordered.copyOf(roi);
  }

  /**
   * What spend brought over a horizon.
   *
   * @param weeks number of last weeks
   * @param spend money spent in them
   * @param contribution in these weeks, outcome's units
   * @param roi contribution per spend; null when it cannot be told
   * @param mroi further contribution per further unit of spend; null when it cannot be told
   * @param cpa spend per unit of outcome; null when it cannot be told
   * @param atMost whether the channel is too small to be told from zero: upper ends are bounds then
   * @param note why a figure is missing, or what to mind; blank for nothing
   */
  public record Return(
      int weeks,
      double spend,
      Estimate contribution,
      Estimate roi,
      Estimate mroi,
      Estimate cpa,
      boolean atMost,
      String note) {}

  /**
   * The weekly contribution at which a constant weekly amount settles.
   *
   * @param unit {@code SPEND} in money or {@code EXPOSURE} of organic media
   * @param amount weekly amounts, ascending from 0
   * @param response by amount, outcome's units, with its 90 % interval
   * @param mean the window's mean week
   * @param recent the mean of the last 13 weeks; null when not known
   */
  public record Curve(
      String unit, Numbers amount, ReportData.Band response, Point mean, Point recent) {
    /** A point on the curve. */
    public record Point(double amount, Estimate response) {}

    /**
     * A curve with more points where the recent weeks lie, and the one they have, by monotone
     * interpolation between the amounts given.
     *
     * @param recentAmount mean weekly amount of the last 13 weeks
     */
    public static Curve of(
        String unit, Numbers amount, ReportData.Band response, Point mean, double recentAmount) {
      MonotoneCurve value = new MonotoneCurve(amount.toArray(), response.value().toArray());
      MonotoneCurve lower = new MonotoneCurve(amount.toArray(), response.lower().toArray());
      MonotoneCurve upper = new MonotoneCurve(amount.toArray(), response.upper().toArray());
      double[] finer = value.finer(recentAmount);
      return new Curve(
          unit,
          Numbers.of(finer),
          new ReportData.Band(
              Numbers.of(value.at(finer)),
              Numbers.of(lower.at(finer)),
              Numbers.of(upper.at(finer))),
          mean,
          new Point(
              recentAmount,
              new Estimate(
                  value.at(recentAmount), lower.at(recentAmount), upper.at(recentAmount))));
    }
  }

  /**
   * How the effect of a week's exposure spreads over that week and those after.
   *
   * @param form {@code GEOMETRIC}, {@code WEIBULL_CDF} or {@code WEIBULL_PDF}
   * @param weights by lag in weeks from 0, shares of the whole, with their 90 % intervals
   * @param meanLag mean lag in weeks
   * @param weeksToNinety weeks, that of the exposure counted, in which 90 % has come
   */
  public record Adstock(
      String form, ReportData.Band weights, Estimate meanLag, Estimate weeksToNinety) {}
}
