package dev.freshet.allocate;

import dev.freshet.model.FittedModel;
import dev.freshet.model.MediaTerm;
import java.util.List;

/**
 * What a unit of a paid channel's exposure costs, so that plans in money reach curves in
 * impressions or clicks.
 *
 * <p>It is spend over exposure, summed over the channel's last weeks that have both; exactly 1
 * where spend is the exposure. It is taken to hold in the weeks of a plan.
 *
 * @param channel name of the channel
 * @param cost money per unit of exposure, above 0; 0 where no week tells it, and then the channel
 *     cannot be planned
 */
public record CostPerUnit(String channel, double cost) {
  public CostPerUnit {
    if (!(cost >= 0)) {
      throw new IllegalArgumentException(channel + ": cost per unit must not be below 0: " + cost);
    }
  }

  /**
   * The cost of a channel of a model.
   *
   * @param weeks number of last weeks with spend and exposure that count, at least 1
   * @throws IllegalArgumentException if the model has no such paid channel
   */
  public static CostPerUnit of(FittedModel model, String channel, int weeks) {
    if (weeks < 1) {
      throw new IllegalArgumentException("weeks must be at least 1: " + weeks);
    }
    List<MediaTerm> media = model.definition().media();
    for (int c = 0; c < media.size(); c++) {
      if (media.get(c).name().equals(channel) && media.get(c).kind() == MediaTerm.Kind.PAID) {
        return of(channel, model.data().spend()[c], model.data().media()[c], weeks);
      }
    }
    throw new IllegalArgumentException("the model has no paid channel " + channel);
  }

  static CostPerUnit of(String channel, double[] spend, double[] exposure, int weeks) {
    if (java.util.Arrays.equals(spend, exposure)) {
      return new CostPerUnit(channel, 1);
    }
    double money = 0;
    double units = 0;
    int counted = 0;
    for (int t = spend.length - 1; t >= 0 && counted < weeks; t--) {
      if (spend[t] > 0 && exposure[t] > 0) {
        money += spend[t];
        units += exposure[t];
        counted++;
      }
    }
    return new CostPerUnit(channel, counted == 0 ? 0 : money / units);
  }

  /** Whether spend can be turned into exposure. */
  public boolean isKnown() {
    return cost > 0;
  }

  /** Exposure that an amount of money buys. */
  public double exposure(double spend) {
    return isKnown() ? spend / cost : 0;
  }

  /** Money that an exposure costs. */
  public double spend(double exposure) {
    return exposure * cost;
  }
}
