package dev.freshet.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What no plan by week can be worth more than.
 *
 * <p>Each channel's response, draw by draw, is replaced by a concave function nowhere below it, the
 * risk option by one of the weightings it is the least of. The sum is climbed to near its top,
 * where its tangent, which it nowhere exceeds, is largest in a corner that can be told at once. The
 * bound is as close as the envelopes are: exact for concave curves, wide where the bounds of an
 * S-shaped channel leave it the choice between little and much.
 */
final class WeeklyBound {
  private final Portfolio bounds;
  private final Limits limits;
  private final double[] weights;
  private final double price;
  private final double taken; // by draws of negative weight, at the lower bounds
  private final double[][] gradients;

  /** A bound, and the plan at which it was told. */
  record Ceiling(double[] plan, double bound) {}

  WeeklyBound(Portfolio portfolio, Limits limits, double[] weights, double price) {
    List<ChannelResponse> above = new ArrayList<>();
    Limits tight = tight(limits);
    for (int c = 0; c < portfolio.channels().size(); c++) {
      ChannelResponse.Bound bound =
          portfolio
              .channels()
              .get(c)
              .above(portfolio.of(c, tight.lower()), portfolio.of(c, tight.upper()));
      above.add(new Concave(bound, portfolio.weeks()));
    }
    this.bounds = new Portfolio(above, portfolio.draws());
    this.limits = tight;
    this.weights = weights;
    this.price = price;
    this.gradients = new double[portfolio.draws()][portfolio.size()];
    double[] least = portfolio.responses(limits.lower());
    double sum = 0;
    for (int draw = 0; draw < weights.length; draw++) {
      sum += Math.min(0, weights[draw]) * least[draw];
    }
    this.taken = sum;
  }

  // No amount can exceed what the budget leaves when all others are at their lower bounds.
  private static Limits tight(Limits limits) {
    double left = limits.budget() - Limits.sum(limits.lower());
    double[] upper = limits.upper().clone();
    for (int i = 0; i < upper.length; i++) {
      upper[i] = Math.min(upper[i], limits.lower()[i] + left);
    }
    return new Limits(limits.lower(), upper, limits.budget());
  }

  private record Concave(ChannelResponse.Bound bound, int weeks) implements ChannelResponse {
    @Override
    public double at(int draw, double[] spend, double[] gradient) {
      return bound.at(draw, spend, gradient);
    }

    @Override
    public Bound above(double[] least, double[] most) {
      return bound;
    }
  }

  private double at(double[] plan, double[] gradient) {
    double[] responses = new double[weights.length];
    bounds.evaluate(plan, responses, gradients);
    java.util.Arrays.fill(gradient, -price);
    double sum = taken - price * Limits.sum(plan);
    for (int draw = 0; draw < weights.length; draw++) {
      if (weights[draw] > 0) {
        sum += weights[draw] * responses[draw];
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] += weights[draw] * gradients[draw][i];
        }
      }
    }
    return sum;
  }

  Ceiling from(double[] start) {
    double[] plan = Ascent.from(start, this::at, limits).plan();
    double[] gradient = new double[plan.length];
    double bound = at(plan, gradient);
    double[] corner = limits.best(gradient);
    bound +=
        IntStream.range(0, plan.length).mapToDouble(i -> gradient[i] * (corner[i] - plan[i])).sum();
    return new Ceiling(plan, bound);
  }
}
