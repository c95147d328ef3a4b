package dev.freshet.allocate;

/**
 * The budget at which response over spend meets a target.
 *
 * <p>The most that a budget can bring never falls when it rises, but per unit of spend it may rise
 * before it falls, where channels are S-shaped. So budgets between the bounds' sums are tried
 * first, closer together towards the lower one, then the place where the target begins or ceases to
 * be met is halved in. If weeks may differ, the plan by week brings more for the same money, so
 * that more can be spent: the budget is raised to what the response allows until it stays. Such
 * budgets meet the target by construction.
 */
final class TargetSearch {
  private static final int BUDGETS = 48;
  private static final int BISECTIONS = 30;
  private static final int RAISES = 25;
  private static final double STAYS = 1e-5;

  /**
   * @param budget what to spend
   * @param least least spend at which plans of level weeks meet the target
   * @param most largest such spend
   * @param reached whether any plan does; if not the budget is the one of the best ratio
   */
  record Found(double budget, double least, double most, boolean reached) {}

  private final Solver solver;
  private final double ratio;
  private final double low;
  private final double high;

  /**
   * @param ratio response per unit of spend that is to be met
   * @param cap most to spend; infinite for no limit
   */
  TargetSearch(Solver solver, double ratio, double cap) {
    this.solver = solver;
    this.ratio = ratio;
    this.low = solver.least();
    this.high = Math.max(low, Math.min(solver.most(), cap));
  }

  private double worth(double budget) {
    return solver.level(budget, 0).value();
  }

  private boolean meets(double budget) {
    return budget > 0 && worth(budget) >= ratio * budget;
  }

  private double budget(int k) {
    double part = (double) k / BUDGETS;
    return k == BUDGETS ? high : low + (high - low) * part * part;
  }

  Found find(boolean wantLeast) {
    int first = -1;
    int last = -1;
    double best = 0;
    double bestRatio = Double.NEGATIVE_INFINITY;
    for (int k = 0; k <= BUDGETS; k++) {
      double budget = budget(k);
      if (!(budget > 0)) {
        continue;
      }
      double reached = worth(budget) / budget;
      if (reached >= ratio) {
        first = first < 0 ? k : first;
        last = k;
      }
      if (reached > bestRatio) {
        bestRatio = reached;
        best = budget;
      }
    }
    if (first < 0) {
      return new Found(best, Double.NaN, Double.NaN, false);
    }
    double least = first == 0 ? budget(0) : boundary(budget(first), budget(first - 1));
    double most = last == BUDGETS ? high : boundary(budget(last), budget(last + 1));
    return new Found(wantLeast ? least : most, least, most, true);
  }

  // Between a budget that meets the target and one that does not, the furthest that does.
  private double boundary(double meeting, double failing) {
    double in = meeting;
    double out = failing;
    for (int i = 0; i < BISECTIONS && Math.abs(in - out) > STAYS * STAYS * in; i++) {
      double middle = (in + out) / 2;
      if (meets(middle)) {
        in = middle;
      } else {
        out = middle;
      }
    }
    return in;
  }

  /** The budget raised as far as a plan by week still meets the target. */
  double raised(double[] plan, double from) {
    double budget = from;
    double[] start = plan;
    for (int i = 0; i < RAISES; i++) {
      Ascent.Summit summit = solver.refine(start, budget, 0);
      double next = Math.min(high, summit.value() / ratio);
      start = summit.plan();
      if (!(next > budget * (1 + STAYS))) {
        break;
      }
      budget = next;
    }
    return budget;
  }
}
