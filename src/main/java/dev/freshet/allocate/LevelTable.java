package dev.freshet.allocate;

/**
 * One channel's response to spending the same every week, draw by draw, at points between its
 * bounds that lie closer together towards the lower one.
 */
final class LevelTable {
  private static final int STEPS = 128;

  /** Spend a week, ascending. */
  final double[] spend;

  private final double[][] value; // by point, then draw
  private final double[][] slope; // in spend a week

  LevelTable(ChannelResponse response, int draws, double lower, double upper) {
    int points = upper > lower ? STEPS + 1 : 1;
    this.spend = new double[points];
    this.value = new double[points][draws];
    this.slope = new double[points][draws];
    java.util.stream.IntStream.range(0, points)
        .parallel()
        .forEach(k -> fill(response, k, lower, upper));
    for (int draw = 0; draw < draws && points > 1; draw++) {
      // Where nothing has been exposed the curve may be infinitely steep; its chord says so.
      double chord = (value[1][draw] - value[0][draw]) / (spend[1] - spend[0]);
      slope[0][draw] = slope[0][draw] == 0 && chord > slope[1][draw] ? chord : slope[0][draw];
    }
  }

  private void fill(ChannelResponse response, int k, double lower, double upper) {
    double part = (double) k / STEPS;
    spend[k] = k == STEPS ? upper : lower + (upper - lower) * part * part;
    double[] weekly = new double[response.weeks()];
    double[] gradient = new double[weekly.length];
    java.util.Arrays.fill(weekly, spend[k]);
    for (int draw = 0; draw < value[k].length; draw++) {
      value[k][draw] = response.at(draw, weekly, gradient);
      slope[k][draw] = Limits.sum(gradient);
    }
  }

  /**
   * Σ w_d R_d as a curve, less a price.
   *
   * @param weights by draw
   * @param price taken off for each unit of spend a week
   */
  LevelCurve curve(double[] weights, double price) {
    int points = spend.length;
    double[] own = new double[points];
    double[] ownSlope = new double[points];
    double[] most = new double[points];
    double[] mostSlope = new double[points];
    for (int k = 0; k < points; k++) {
      for (int draw = 0; draw < weights.length; draw++) {
        double v = weights[draw] * value[k][draw];
        double s = weights[draw] * slope[k][draw];
        own[k] += v;
        ownSlope[k] += s;
        // A draw of negative weight takes off at least what it has at the lower bound.
        most[k] += weights[draw] > 0 ? v : weights[draw] * value[0][draw];
        mostSlope[k] += weights[draw] > 0 ? s : 0;
      }
      own[k] -= price * spend[k];
      most[k] -= price * spend[k];
      ownSlope[k] -= price;
      mostSlope[k] -= price;
    }
    return LevelCurve.of(spend, own, ownSlope, most, mostSlope);
  }
}
