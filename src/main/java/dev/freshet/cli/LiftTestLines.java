package dev.freshet.cli;

import dev.freshet.model.TestedLift;
import dev.freshet.refresh.LiftTestUse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a fit made of its lift tests, as a table and a line for each that needs words. */
final class LiftTestLines {
  private LiftTestLines() {}

  static String of(List<LiftTestUse> uses, List<TestedLift> lifts) {
    Table table =
        new Table(
            2, "lift test", "state", "measured", "standard error", "modelled", "90 % interval");
    StringBuilder details = new StringBuilder();
    for (LiftTestUse use : uses) {
      Optional<TestedLift> lift =
          lifts.stream().filter(l -> l.experiment().equals(use.experiment())).findFirst();
      table.row(
          use.experiment(),
          use.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
          lift.map(l -> Figures.amount(l.measured())).orElse("–"),
          lift.map(l -> Figures.amount(l.standardError())).orElse("–"),
          lift.map(l -> Figures.amount(l.modelled().median())).orElse("–"),
          lift.map(
                  l ->
                      Figures.amount(l.modelled().lower())
                          + " … "
                          + Figures.amount(l.modelled().upper()))
              .orElse("–"));
      if (!use.detail().isEmpty()) {
        details
            .append("  ")
            .append(use.experiment())
            .append(": ")
            .append(use.detail())
            .append('\n');
      }
    }
    return table.render("  ") + details;
  }
}
