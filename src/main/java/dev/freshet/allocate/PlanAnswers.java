package dev.freshet.allocate;

import dev.freshet.model.FittedModel;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Says what a plan brings, by channel and in all. */
final class PlanAnswers {
  private static final double NEAR = 1e-9;

  private final Market market;
  private final Portfolio portfolio;
  private final double[] plan;
  private final double[] current;
  private final double[] gradient;
  private final double[] currentGradient;

  private PlanAnswers(Market market, double[] plan) {
    this.market = market;
    this.portfolio = market.portfolio();
    this.plan = plan;
    this.current = portfolio.level(market.reference());
    this.gradient = portfolio.meanGradient(plan);
    this.currentGradient = portfolio.meanGradient(current);
  }

  static AllocationPlan of(
      FittedModel model,
      AllocationRequest request,
      Market market,
      Solution solution,
      boolean reached,
      List<String> notes) {
    PlanAnswers answers = new PlanAnswers(market, solution.plan());
    List<ChannelPlan> channels =
        IntStream.range(0, market.channels().size()).mapToObj(answers::channel).toList();
    double[] response = market.portfolio().responses(solution.plan());
    double[] now = market.portfolio().responses(answers.current);
    double[] uplift = new double[response.length];
    Arrays.setAll(uplift, draw -> response[draw] - now[draw]);
    List<String> all = new ArrayList<>(notes);
    List<String> beyond =
        channels.stream().filter(ChannelPlan::isExtrapolated).map(ChannelPlan::channel).toList();
    if (!beyond.isEmpty()) {
      all.add(
          "more than in any week of the data is planned for %s: what that brings is extrapolated"
              .formatted(String.join(", ", beyond)));
    }
    LocalDate first = market.outlook().firstWeek();
    double worth = request.risk().weigh(response, new double[response.length]);
    return new AllocationPlan(
        model.modelVersion(),
        request,
        Stream.iterate(first, week -> week.plusWeeks(1)).limit(market.portfolio().weeks()).toList(),
        channels,
        Limits.sum(solution.plan()),
        Expectation.of(response),
        worth,
        Limits.sum(answers.current),
        Expectation.of(now),
        Expectation.of(uplift),
        Arrays.stream(uplift).filter(u -> u > 0).count() / (double) uplift.length,
        answers.marginal(request.horizon().timing() == Horizon.Timing.BY_WEEK),
        share(solution.bound() - solution.value(), worth),
        share(solution.value() - solution.level(), worth),
        reached,
        all);
  }

  private static double share(double part, double whole) {
    return whole > 0 ? Math.max(0, part) / whole : 0;
  }

  private ChannelPlan channel(int c) {
    Market.Channel channel = market.channels().get(c);
    double[] spend = portfolio.of(c, plan);
    double total = Limits.sum(spend);
    Expectation response = Expectation.of(portfolio.responses(c, plan));
    return new ChannelPlan(
        channel.name(),
        channel.reference(),
        spend,
        channel.lower(),
        channel.upper(),
        ChannelPlan.touched(spend, channel.lower(), channel.upper()),
        response,
        Expectation.of(portfolio.responses(c, current)),
        total > 0 ? Optional.of(response.over(total)) : Optional.empty(),
        marginal(spend, portfolio.of(c, gradient)),
        marginal(portfolio.of(c, current), portfolio.of(c, currentGradient)),
        channel.cost().cost(),
        channel.largest());
  }

  // Response to a further unit that is spread over the weeks as the spend is.
  private static double marginal(double[] spend, double[] gradient) {
    double total = Limits.sum(spend);
    double sum = 0;
    for (int t = 0; t < spend.length; t++) {
      sum += gradient[t] * (total > 0 ? spend[t] / total : 1.0 / spend.length);
    }
    return sum;
  }

  // Where the next unit would bring most: in a single week, or the same in all of them.
  private double marginal(boolean byWeek) {
    double most = 0;
    for (int c = 0; c < market.channels().size(); c++) {
      double upper = market.channels().get(c).upper() * (1 - NEAR);
      double[] spend = portfolio.of(c, plan);
      double[] slope = portfolio.of(c, gradient);
      for (int t = 0; byWeek && t < spend.length; t++) {
        most = spend[t] < upper ? Math.max(most, slope[t]) : most;
      }
      if (!byWeek && spend[0] < upper) {
        most = Math.max(most, Limits.sum(slope) / slope.length);
      }
    }
    return most;
  }
}
