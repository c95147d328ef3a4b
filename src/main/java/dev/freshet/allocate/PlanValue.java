package dev.freshet.allocate;

/** What a plan is worth: its response under a {@link Risk} less a price on each unit of spend. */
final class PlanValue implements Objective {
  private final Portfolio portfolio;
  private final Risk risk;
  private final double price;
  private final double[] responses;
  private final double[] weights;
  private final double[][] gradients;

  PlanValue(Portfolio portfolio, Risk risk, double price) {
    this.portfolio = portfolio;
    this.risk = risk;
    this.price = price;
    this.responses = new double[portfolio.draws()];
    this.weights = new double[portfolio.draws()];
    this.gradients = new double[portfolio.draws()][portfolio.size()];
  }

  @Override
  public double at(double[] plan, double[] gradient) {
    portfolio.evaluate(plan, responses, gradients);
    double value = risk.weigh(responses, weights) - price * Limits.sum(plan);
    java.util.Arrays.fill(gradient, -price);
    for (int draw = 0; draw < weights.length; draw++) {
      if (weights[draw] != 0) {
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] += weights[draw] * gradients[draw][i];
        }
      }
    }
    return value;
  }

  /** The weights of the draws at the plan evaluated last. */
  double[] weights() {
    return weights.clone();
  }
}
