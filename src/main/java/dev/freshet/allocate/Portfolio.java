package dev.freshet.allocate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The channels that are decided on together. A plan is one array: the weeks of the first channel,
 * then those of the second, and so on.
 *
 * @param channels what each brings
 * @param draws number of equally weighted draws
 */
record Portfolio(List<ChannelResponse> channels, int draws) {
  int weeks() {
    return channels.get(0).weeks();
  }

  int size() {
    return channels.size() * weeks();
  }

  /** A channel's part of a plan. */
  double[] of(int channel, double[] plan) {
    return Arrays.copyOfRange(plan, channel * weeks(), (channel + 1) * weeks());
  }

  /** The plan that spends the same each week. */
  double[] level(double[] byChannel) {
    double[] plan = new double[size()];
    for (int c = 0; c < byChannel.length; c++) {
      Arrays.fill(plan, c * weeks(), (c + 1) * weeks(), byChannel[c]);
    }
    return plan;
  }

  /** Response of one channel to a plan by draw. */
  double[] responses(int channel, double[] plan) {
    double[] spend = of(channel, plan);
    double[] gradient = new double[weeks()];
    double[] responses = new double[draws];
    Arrays.setAll(responses, draw -> channels.get(channel).at(draw, spend, gradient));
    return responses;
  }

  /** Response of all channels to a plan by draw. */
  double[] responses(double[] plan) {
    double[] sum = new double[draws];
    for (int c = 0; c < channels.size(); c++) {
      double[] one = responses(c, plan);
      for (int draw = 0; draw < draws; draw++) {
        sum[draw] += one[draw];
      }
    }
    return sum;
  }

  /** By amount of the plan, the mean over the draws of the response's derivative. */
  double[] meanGradient(double[] plan) {
    double[] gradient = new double[size()];
    new PlanValue(this, Risk.EXPECTED, 0).at(plan, gradient);
    return gradient;
  }

  /**
   * Leaves the response by draw in {@code total} and its derivatives in {@code gradients}. Draws
   * are independent, so that the result is the same however many processors there are.
   */
  void evaluate(double[] plan, double[] total, double[][] gradients) {
    double[][] spend = new double[channels.size()][];
    Arrays.setAll(spend, c -> of(c, plan));
    IntStream.range(0, draws)
        .parallel()
        .forEach(
            draw -> {
              double[] own = new double[weeks()];
              double sum = 0;
              for (int c = 0; c < spend.length; c++) {
                sum += channels.get(c).at(draw, spend[c], own);
                System.arraycopy(own, 0, gradients[draw], c * own.length, own.length);
              }
              total[draw] = sum;
            });
  }
}
