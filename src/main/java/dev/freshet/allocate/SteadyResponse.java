package dev.freshet.allocate;

import dev.freshet.model.MediaOutlook;

/** The response of a channel a week once its spend has been the same for good. */
final class SteadyResponse implements ChannelResponse {
  private final MediaOutlook outlook;
  private final int medium;
  private final CostPerUnit cost;

  SteadyResponse(MediaOutlook outlook, int medium, CostPerUnit cost) {
    this.outlook = outlook;
    this.medium = medium;
    this.cost = cost;
  }

  @Override
  public int weeks() {
    return 1;
  }

  @Override
  public double at(int draw, double[] spend, double[] gradient) {
    double level = outlook.settled(draw, medium, cost.exposure(spend[0]), gradient);
    gradient[0] = cost.exposure(gradient[0]);
    return level;
  }

  /** With one number to decide on there is an exact way, which needs none. */
  @Override
  public Bound above(double[] least, double[] most) {
    throw new UnsupportedOperationException("a steady level has one number to decide on");
  }
}
