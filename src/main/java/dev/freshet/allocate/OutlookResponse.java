package dev.freshet.allocate;

import dev.freshet.model.MediaOutlook;

/** The response of a channel of a fitted model over the weeks after its data. */
final class OutlookResponse implements ChannelResponse {
  private final MediaOutlook outlook;
  private final int medium;
  private final CostPerUnit cost;
  private final double[] without; // by draw, what earlier spend still brings

  OutlookResponse(MediaOutlook outlook, int medium, CostPerUnit cost) {
    this.outlook = outlook;
    this.medium = medium;
    this.cost = cost;
    this.without = new double[outlook.draws()];
    double[] nothing = new double[outlook.weeks()];
    java.util.Arrays.setAll(without, draw -> outlook.total(draw, medium, nothing, null));
  }

  @Override
  public int weeks() {
    return outlook.weeks();
  }

  @Override
  public double at(int draw, double[] spend, double[] gradient) {
    double total = outlook.total(draw, medium, exposures(spend), gradient);
    perMoney(gradient);
    return total - without[draw];
  }

  @Override
  public Bound above(double[] least, double[] most) {
    MediaOutlook.Majorant majorant = outlook.majorant(medium, exposures(least), exposures(most));
    return (draw, spend, gradient) -> {
      double total = majorant.total(draw, exposures(spend), gradient);
      perMoney(gradient);
      return total - without[draw];
    };
  }

  private double[] exposures(double[] spend) {
    double[] exposures = new double[spend.length];
    java.util.Arrays.setAll(exposures, t -> cost.exposure(spend[t]));
    return exposures;
  }

  private void perMoney(double[] gradient) {
    for (int t = 0; t < gradient.length; t++) {
      gradient[t] = cost.exposure(gradient[t]);
    }
  }
}
