package dev.freshet.cli;

import dev.freshet.allocate.Aim;
import dev.freshet.allocate.AllocationPlan;
import dev.freshet.allocate.ChannelPlan;
import dev.freshet.allocate.Expectation;
import dev.freshet.allocate.Horizon;
import dev.freshet.allocate.Risk;
import java.util.Locale;

/** A spend plan in words and a table. */
final class AllocationText {
  private AllocationText() {}

  static String of(String name, AllocationPlan plan) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s  %s  (model version %s)%n%s%n%n"
            .formatted(name, aim(plan.request().aim()), plan.modelVersion(), span(plan)));
    Table table =
        new Table(
            1,
            "channel",
            "now/week",
            "plan/week",
            "change",
            "response",
            "90 % interval",
            "ROI",
            "mROI",
            "bound");
    int weeks = plan.weeks().size();
    for (ChannelPlan channel : plan.channels()) {
      table.row(
          channel.channel(),
          Figures.amount(channel.currentSpend()),
          Figures.amount(channel.total() / weeks),
          change(channel.currentSpend(), channel.total() / weeks),
          Figures.amount(channel.response().mean()),
          range(channel.response()),
          channel.roi().map(r -> Figures.ratio(r.mean())).orElse("–"),
          Figures.ratio(channel.mroi()),
          bound(channel.bound()));
    }
    table.row(
        "total",
        Figures.amount(plan.currentSpend() / weeks),
        Figures.amount(plan.spend() / weeks),
        change(plan.currentSpend(), plan.spend()),
        Figures.amount(plan.response().mean()),
        range(plan.response()),
        Figures.ratio(plan.roi()),
        Figures.ratio(plan.mroi()),
        "");
    text.append(table.render("  ")).append(System.lineSeparator());
    summary(text, plan);
    return text.toString();
  }

  private static void summary(StringBuilder text, AllocationPlan plan) {
    line(
        text,
        "The plan spends %s and brings %s; current spend, %s, brings %s (%s).",
        Figures.amount(plan.spend()),
        Figures.amount(plan.response().mean()),
        Figures.amount(plan.currentSpend()),
        Figures.amount(plan.currentResponse().mean()),
        range(plan.currentResponse()));
    line(
        text,
        "The difference is %s (%s); the plan is better in %.0f %% of the posterior.",
        Figures.amount(plan.uplift().mean()),
        range(plan.uplift()),
        100 * plan.better());
    if (plan.request().risk().kind() != Risk.Kind.EXPECTED) {
      line(text, "%s: %s.", risk(plan.request().risk()), Figures.amount(plan.worth()));
    }
    line(
        text,
        "No allowed plan of no more spend brings over %s %% more%s.",
        percent(plan.gap()),
        plan.weeklyGain() > 0
            ? "; spending the same every week brings %s %% less"
                .formatted(percent(plan.weeklyGain()))
            : "");
    plan.notes().forEach(note -> line(text, "Note: %s.", note));
  }

  private static void line(StringBuilder text, String words, Object... figures) {
    text.append("  ")
        .append(String.format(Locale.ROOT, words, figures))
        .append(System.lineSeparator());
  }

  private static String aim(Aim aim) {
    String figure = aim.target().isPresent() ? " " + Figures.ratio(aim.target().getAsDouble()) : "";
    String goal =
        switch (aim.goal()) {
          case MAX_RESPONSE -> "most response";
          case TARGET_ROI -> "target ROI";
          case TARGET_CPA -> "target CPA";
          case TARGET_MROI -> "target marginal ROI";
        };
    String budget =
        aim.budget().isPresent()
            ? " for a budget of " + Figures.amount(aim.budget().getAsDouble())
            : aim.target().isPresent() ? "" : " for what is spent of late";
    return goal + figure + (aim.leastSpend() ? " at the least spend" : "") + budget;
  }

  private static String span(AllocationPlan plan) {
    Horizon horizon = plan.request().horizon();
    if (horizon.timing() == Horizon.Timing.STEADY) {
      return "a week of a spend that goes on for good";
    }
    return "%d weeks from %s, %s, carry-over counted for %d weeks after them"
        .formatted(
            horizon.weeks(),
            plan.weeks().get(0),
            horizon.timing() == Horizon.Timing.LEVEL ? "all alike" : "each by itself",
            horizon.creditedWeeks());
  }

  private static String risk(Risk risk) {
    return risk.kind() == Risk.Kind.WORST_SHARE
        ? "Mean of the worst %s %% of the posterior".formatted(percent(risk.parameter()))
        : "Mean less %s standard deviations".formatted(Figures.ratio(risk.parameter()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2g", 100 * share);
  }

  private static String change(double before, double after) {
    return before > 0
        ? String.format(Locale.ROOT, "%+.0f %%", 100 * (after / before - 1))
        : after > 0 ? "new" : "–";
  }

  private static String range(Expectation e) {
    return Figures.amount(e.lower()) + " … " + Figures.amount(e.upper());
  }

  private static String bound(ChannelPlan.Bound bound) {
    return switch (bound) {
      case NONE -> "";
      case LOWER -> "lower";
      case UPPER -> "upper";
      case SOME_WEEKS -> "some weeks";
      case FIXED -> "fixed";
    };
  }
}
