package dev.freshet.robyn;

import dev.freshet.model.MediumStart;
import dev.freshet.robyn.RobynModel.Component;
import dev.freshet.robyn.RobynModel.Medium;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Robyn's hyperparameters as a start of the search for the mode.
 *
 * <p>Robyn's inflexion is γ times the largest adstock of its window, which is Freshet's half
 * saturation; the Hill shape α is the same, and so is θ of the geometric adstock, whose factor 1 −
 * θ cancels. A share is a medium's contribution over the outcome, both of the window. Weibull
 * adstocks are parametrised otherwise: of them only saturation and share are taken.
 */
public final class RobynStart {
  private RobynStart() {}

  /**
   * @param channels by Robyn's column, the paid channel's name in the spec
   * @return one start a paid channel; none without the raw data, which say what the outcome was
   */
  public static List<MediumStart> of(RobynModel robyn, Map<String, String> channels) {
    if (robyn.data().isEmpty()) {
      return List.of();
    }
    RobynData data = robyn.data().get();
    double[] outcome = data.numbers(robyn.outcome());
    double total = 0;
    for (int t = data.indexOf(robyn.windowStart()); t <= data.indexOf(robyn.windowEnd()); t++) {
      total += outcome[t];
    }
    List<MediumStart> starts = new ArrayList<>();
    for (Medium medium : robyn.paid()) {
      Component component = robyn.summary().get(medium.column());
      boolean geometric = robyn.adstock() == RobynModel.Adstock.GEOMETRIC;
      starts.add(
          new MediumStart(
              channels.get(medium.column()),
              geometric ? medium.value("thetas") : 0,
              medium.value("gammas"),
              medium.value("alphas"),
              component == null ? 0 : component.total() / total));
    }
    return starts;
  }
}
