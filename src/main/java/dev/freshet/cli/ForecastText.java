package dev.freshet.cli;

import dev.freshet.allocate.Forecast;
import dev.freshet.allocate.Forecast.Component;
import dev.freshet.allocate.Forecast.Kind;
import dev.freshet.allocate.Forecast.Range;
import dev.freshet.allocate.SpendPlan;
import dev.freshet.model.FittedModel;
import dev.freshet.model.MediaTerm;

/** A forecast as tables for the console. */
final class ForecastText {
  private static final int YEAR = 52;

  private ForecastText() {}

  /** Week by week: plan, outcome with intervals, and the outcome a year before. */
  static Table weeks(FittedModel model, SpendPlan plan, Forecast forecast) {
    Table table =
        new Table(
            1,
            "week",
            "spend",
            "outcome",
            "50 % interval",
            "90 % interval",
            "media",
            "year before");
    double[] known = model.data().outcome();
    Component outcome = forecast.only(Kind.OUTCOME);
    Component media = forecast.only(Kind.MEDIA_TOTAL);
    for (int t = 0; t < forecast.weeks(); t++) {
      int before = known.length + t - YEAR;
      table.row(
          forecast.week(t).toString(),
          Figures.amount(spend(model, plan, t)),
          Figures.amount(outcome.weeks().get(t).mean()),
          half(outcome.weeks().get(t)),
          range(outcome.weeks().get(t)),
          Figures.amount(media.weeks().get(t).mean()),
          before >= 0 && before < known.length && Double.isFinite(known[before])
              ? Figures.amount(known[before])
              : "–");
    }
    double spent = 0;
    for (int t = 0; t < forecast.weeks(); t++) {
      spent += spend(model, plan, t);
    }
    return table.row(
        "sum",
        Figures.amount(spent),
        Figures.amount(outcome.total().mean()),
        half(outcome.total()),
        range(outcome.total()),
        Figures.amount(media.total().mean()),
        "");
  }

  private static double spend(FittedModel model, SpendPlan plan, int week) {
    return model.definition().media().stream()
        .filter(term -> term.kind() == MediaTerm.Kind.PAID && plan.has(term.name()))
        .mapToDouble(term -> plan.of(term.name())[week])
        .sum();
  }

  /** The components over all weeks. */
  static Table parts(Forecast forecast) {
    Table table = new Table(1, "component", "all weeks", "90 % interval", "still to come");
    for (Component c : forecast.components()) {
      table.row(
          c.name(),
          Figures.amount(c.total().mean()),
          range(c.total()),
          isMedia(c) ? Figures.amount(c.toCome().mean()) : "");
    }
    return table;
  }

  /** What one plan brings beyond another. */
  static Table differences(SpendPlan plan, SpendPlan against, Forecast difference) {
    Table table = new Table(1, "component", "spend", "all weeks", "90 % interval", "still to come");
    double spend = 0;
    for (Component c : difference.components()) {
      if (c.total().equals(Range.NONE) || c.kind() == Kind.EXPECTED) {
        continue;
      }
      double more = c.kind() == Kind.PAID ? plan.sum(c.name()) - against.sum(c.name()) : 0;
      spend += more;
      boolean sum = c.kind() == Kind.MEDIA_TOTAL || c.kind() == Kind.OUTCOME;
      table.row(
          c.name(),
          c.kind() == Kind.PAID ? Figures.amount(more) : sum ? Figures.amount(spend) : "",
          Figures.amount(c.total().mean()),
          range(c.total()),
          isMedia(c) || sum ? Figures.amount(c.toCome().mean()) : "");
    }
    return table;
  }

  private static boolean isMedia(Component c) {
    return c.kind() == Kind.PAID || c.kind() == Kind.ORGANIC || c.kind() == Kind.MEDIA_TOTAL;
  }

  private static String half(Range range) {
    return Figures.amount(range.lower50()) + " … " + Figures.amount(range.upper50());
  }

  private static String range(Range range) {
    return Figures.amount(range.lower90()) + " … " + Figures.amount(range.upper90());
  }
}
