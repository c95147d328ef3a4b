package dev.freshet.model;

/**
 * What the analyst believes about a channel's ROI over the anchor's window: a log-normal
 * distribution with 5 % of its mass below {@code low} and 5 % above {@code high}.
 *
 * @param low 5 % quantile, outcome per unit of spend, above 0
 * @param high 95 % quantile, outcome per unit of spend
 */
public record RoiBelief(double low, double high) {
  public RoiBelief {
    if (!(low > 0) || !(high > low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException(
          "roi [" + low + ", " + high + "]: needs 0 < low < high; both in outcome per spend");
    }
  }
}
