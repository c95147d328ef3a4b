package dev.freshet.allocate;

import dev.freshet.model.FittedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Plans spend on a fitted model.
 *
 * <p>Responses are what the planned spend brings in the weeks of the plan and those credited after
 * them, over the model's posterior: carry-over from the data's weeks is where a plan starts from,
 * but none of its doing. A plan is never worth less than current spend where that is allowed. The
 * same model and request give the same plan.
 */
public final class Allocator {
  private static final double NOTHING = 1e-9;

  private final FittedModel model;
  private final AllocationRequest request;
  private final Market market;
  private final Solver solver;
  private final List<String> notes;

  private Allocator(FittedModel model, AllocationRequest request) {
    this.model = model;
    this.request = request;
    this.market = Market.of(model, request);
    this.notes = new ArrayList<>(market.notes());
    this.solver =
        new Solver(
            market.portfolio(),
            request.risk(),
            request.horizon().timing() == Horizon.Timing.BY_WEEK,
            market.lower(),
            market.upper(),
            Optional.of(market.reference()));
  }

  /**
   * The plan.
   *
   * @throws IllegalArgumentException if there is nothing to plan, a bound names no channel, or the
   *     budget is below what the lower bounds ask for
   */
  public static AllocationPlan allocate(FittedModel model, AllocationRequest request) {
    return new Allocator(model, request).plan();
  }

  private AllocationPlan plan() {
    double cap = request.aim().budget().orElse(Double.POSITIVE_INFINITY);
    if (cap < solver.least() * (1 - NOTHING)) {
      throw new IllegalArgumentException(
          "a budget of %s cannot be kept: the lower bounds alone ask for %s%s; raise it or lower them"
              .formatted(money(cap), money(solver.least()), span()));
    }
    return switch (request.aim().goal()) {
      case MAX_RESPONSE -> mostResponse();
      case TARGET_MROI -> marginal(cap);
      default -> average(cap);
    };
  }

  private AllocationPlan mostResponse() {
    if (request.aim().budget().isEmpty()) {
      double now = market.portfolio().weeks() * Limits.sum(market.reference());
      double budget = Math.max(solver.least(), Math.min(now, solver.most()));
      if (Math.abs(budget - now) > NOTHING * now) {
        notes.add(
            "what is spent of late, %s, lies outside the bounds: the plan spends %s%s"
                .formatted(money(now), money(budget), span()));
      }
      return answer(solver.best(budget, 0), true);
    }
    double budget = request.aim().budget().getAsDouble();
    boolean spendable = budget <= solver.most() * (1 + NOTHING);
    if (!spendable) {
      notes.add(
          "the budget of %s cannot be spent within the bounds: they allow %s at most%s, which the plan spends"
              .formatted(money(budget), money(solver.most()), span()));
    }
    return answer(solver.best(budget, 0), spendable);
  }

  private AllocationPlan marginal(double cap) {
    double target = request.aim().target().orElseThrow();
    Solution solution = solver.best(cap, target);
    double spend = Limits.sum(solution.plan());
    boolean reached = true;
    if (spend >= solver.most() * (1 - NOTHING)) {
      notes.add(
          "the upper bounds are met before the marginal ROI has fallen to %s"
              .formatted(figure(target)));
      reached = false;
    } else if (spend <= solver.least() * (1 + NOTHING)) {
      notes.add(
          "even at the lower bounds no channel's marginal ROI is above %s"
              .formatted(figure(target)));
      reached = solver.least() == 0;
    } else if (spend >= cap * (1 - NOTHING)) {
      notes.add("the budget ends before the marginal ROI has fallen to " + figure(target));
      reached = false;
    }
    return answer(solution, reached);
  }

  private AllocationPlan average(double cap) {
    Aim aim = request.aim();
    boolean cpa = aim.goal() == Goal.TARGET_CPA;
    double figure = aim.target().orElseThrow();
    double ratio = cpa ? 1 / figure : figure;
    String what = cpa ? "CPA" : "ROI";
    TargetSearch search = new TargetSearch(solver, ratio, cap);
    TargetSearch.Found found = search.find(aim.leastSpend());
    double budget = found.budget();
    if (!found.reached()) {
      Solution closest = solver.best(budget, 0);
      double best = closest.value() / budget;
      boolean reached = best >= ratio;
      if (!reached) {
        notes.add(
            "a %s of %s cannot be reached within the bounds: the best is %s, at a spend of %s%s, which is"
                    .formatted(
                        what, figure(figure), figure(cpa ? 1 / best : best), money(budget), span())
                + " the plan");
      }
      return answer(closest, reached);
    }
    if (!aim.leastSpend() && request.horizon().timing() == Horizon.Timing.BY_WEEK) {
      budget = search.raised(solver.level(budget, 0).plan(), budget);
    }
    notes.add(
        "the %s of %s is met from a spend of %s up to %s%s"
            .formatted(
                what,
                figure(figure),
                money(found.least()),
                money(Math.max(budget, found.most())),
                span()));
    return answer(solver.best(budget, 0), true);
  }

  private AllocationPlan answer(Solution solution, boolean reached) {
    return PlanAnswers.of(model, request, market, solution, reached, notes);
  }

  private String span() {
    int weeks = request.horizon().weeks();
    return request.horizon().timing() == Horizon.Timing.STEADY
        ? " a week"
        : weeks == 1 ? " in the week" : " over the " + weeks + " weeks";
  }

  private static String money(double amount) {
    return String.format(Locale.ROOT, "%,.0f", amount);
  }

  private static String figure(double ratio) {
    return String.format(Locale.ROOT, "%.4g", ratio);
  }
}
