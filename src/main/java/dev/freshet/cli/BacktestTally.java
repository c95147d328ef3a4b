package dev.freshet.cli;

import dev.freshet.cli.BacktestStudy.Rating;
import dev.freshet.cli.BacktestStudy.Scored;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Sums up forecasts by step ahead: errors and scores relative to the outcome's level. */
final class BacktestTally {
  private static final String[] HEADS = {
    "weeks ahead",
    "forecasts",
    "MAPE",
    "naive",
    "CRPS",
    "naive",
    "interval score",
    "naive",
    "in 50 %",
    "in 90 %",
    "naive in 90 %"
  };

  private final List<Scored> scored;
  private final int weeks;

  /**
   * @param weeks weeks ahead, at most
   */
  BacktestTally(List<Scored> scored, int weeks) {
    this.scored = List.copyOf(scored);
    this.weeks = weeks;
  }

  /** A row a step ahead, one of all of them, one of their sum. */
  Table table() {
    Table table = new Table(1, HEADS);
    for (int ahead = 1; ahead <= weeks; ahead++) {
      int step = ahead;
      row(table, Integer.toString(ahead), s -> s.ahead() == step);
    }
    row(table, "1 to " + weeks, s -> s.ahead() > 0);
    row(table, "their sum", s -> s.ahead() == 0);
    return table;
  }

  private void row(Table table, String name, Predicate<Scored> which) {
    List<Scored> some = scored.stream().filter(which).toList();
    table.row(
        name,
        Integer.toString(some.size()),
        percent(mean(some, s -> s.model().error() / s.observed())),
        percent(mean(some, s -> s.naive().error() / s.observed())),
        percent(mean(some, s -> s.model().crps() / s.scale())),
        percent(mean(some, s -> s.naive().crps() / s.scale())),
        percent(mean(some, s -> s.model().score() / s.scale())),
        percent(mean(some, s -> s.naive().score() / s.scale())),
        share(some, Scored::model, Rating::inside50),
        share(some, Scored::model, Rating::inside90),
        share(some, Scored::naive, Rating::inside90));
  }

  private static String share(
      List<Scored> some, Function<Scored, Rating> of, Predicate<Rating> inside) {
    return String.format(
        Locale.ROOT, "%.0f %%", 100 * mean(some, s -> inside.test(of.apply(s)) ? 1 : 0));
  }

  private static double mean(List<Scored> some, ToDoubleFunction<Scored> value) {
    return some.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * value);
  }
}
