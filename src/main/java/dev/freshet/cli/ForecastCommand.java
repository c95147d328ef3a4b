package dev.freshet.cli;

import dev.freshet.allocate.Forecast;
import dev.freshet.allocate.Forecast.Component;
import dev.freshet.allocate.Forecast.Kind;
import dev.freshet.allocate.Forecast.Range;
import dev.freshet.allocate.ForecastDraws;
import dev.freshet.allocate.Forecaster;
import dev.freshet.allocate.SpendPlan;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Gate;
import dev.freshet.model.MediaTerm;
import dev.freshet.refresh.FitRequests;
import dev.freshet.spec.ModelSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet forecast}: the outcome of the weeks to come under a plan of spend. */
@Command(
    name = "forecast",
    description =
        "Forecasts the outcome of the weeks after a model's data under a plan of spend, and what"
            + " another plan would change.")
final class ForecastCommand implements Callable<Integer> {
  @Spec private CommandSpec self;

  @Mixin private FitSource source;

  @Option(
      names = "--weeks",
      description = "Number of weeks; default: those of the plan's file, else 13.")
  private Integer weeks;

  @Option(
      names = "--plan",
      defaultValue = PlanOption.LAST_YEAR,
      description =
          "Spend of the weeks: a CSV file with week, channel and spend, last-year, or last-4-weeks"
              + " (any number), repeated; default ${DEFAULT-VALUE}.")
  private String planned;

  @Option(
      names = "--against",
      description = "Another plan, named alike: shows what the first brings beyond it.")
  private String other;

  @Option(names = "--out", required = true, description = "Folder for the forecast.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if (weeks != null && weeks < 1) {
      throw new ParameterException(self.commandLine(), "--weeks " + weeks + ": at least 1");
    }
    FittedModel model = source.model();
    Optional<ModelSpec> spec = source.spec();
    OptionalInt given = weeks == null ? OptionalInt.empty() : OptionalInt.of(weeks);
    SpendPlan plan = PlanOption.read(planned, model, given);
    Forecaster forecaster =
        new Forecaster(model, plan.weeks(), holidays(model, spec, plan.weeks()));
    ForecastDraws draws = forecaster.forecast(plan);
    Forecast forecast = draws.summary();
    Optional<SpendPlan> against = Optional.empty();
    Optional<Forecast> difference = Optional.empty();
    if (other != null) {
      against = Optional.of(PlanOption.read(other, model, OptionalInt.of(plan.weeks())));
      difference = Optional.of(draws.minus(forecaster.forecast(against.get())).summary());
    }
    String name = spec.map(ModelSpec::model).orElse("model " + model.modelVersion());
    ForecastFiles.write(out, name, plan, forecast, difference);
    PrintWriter console = self.commandLine().getOut();
    console.printf(
        "%s  %d weeks from %s under %s%n", name, plan.weeks(), plan.firstWeek(), plan.name());
    if (model.gate().outcome() == Gate.Outcome.REFUSE) {
      console.printf("DO NOT USE THIS FORECAST: %s%n", model.gate().reason());
    }
    List<String> held = forecaster.held(plan);
    if (!held.isEmpty()) {
      console.printf("not planned: %s%n", String.join("; ", held));
    }
    console.printf("%n%s", weeks(model, plan, forecast).render("  "));
    console.printf("%n%s", parts(forecast).render("  "));
    if (difference.isPresent()) {
      console.printf(
          "%nWhat %s brings beyond %s%n%n%s",
          plan.name(),
          against.get().name(),
          differences(plan, against.get(), difference.get()).render("  "));
    }
    console.printf(
        "%nWritten to %s: %s%n",
        out,
        String.join(
            ", ",
            ForecastFiles.NAMES.stream()
                .filter(f -> other != null || !f.equals("what_if.csv"))
                .toList()));
    console.flush();
    return 0;
  }

  private Map<String, double[]> holidays(FittedModel model, Optional<ModelSpec> spec, int count) {
    if (spec.isEmpty() && Forecaster.needsHolidays(model)) {
      throw new ParameterException(
          self.commandLine(),
          "the model has public holidays, whose country the spec says: add --spec FILE");
    }
    return spec.map(s -> FitRequests.holidays(s, model.data().week(model.data().weeks()), count))
        .orElse(Map.of());
  }

  private static Table weeks(FittedModel model, SpendPlan plan, Forecast forecast) {
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
      int before = known.length + t - 52;
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
        .filter(term -> term.kind() == MediaTerm.Kind.PAID)
        .mapToDouble(term -> plan.values().get(term.name()).get(week))
        .sum();
  }

  private static Table parts(Forecast forecast) {
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

  private static Table differences(SpendPlan plan, SpendPlan against, Forecast difference) {
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
