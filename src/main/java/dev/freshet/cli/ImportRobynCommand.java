package dev.freshet.cli;

import dev.freshet.model.BadDataException;
import dev.freshet.model.FittedModel;
import dev.freshet.refresh.FileFits;
import dev.freshet.refresh.FitRequests;
import dev.freshet.robyn.RobynDecomposition;
import dev.freshet.robyn.RobynModel;
import dev.freshet.robyn.RobynReader;
import dev.freshet.robyn.RobynStart;
import dev.freshet.robyn.SpecDraft;
import dev.freshet.spec.HistoryCsv;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.SpecParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code freshet import-robyn}: a spec out of Robyn's exported model, and both models' answers. */
@Command(
    name = "import-robyn",
    description =
        "Turns a model that Robyn exported into a spec, and shows both models' ROI side by side.")
final class ImportRobynCommand implements Callable<Integer> {
  @Spec private CommandSpec self;

  @Parameters(paramLabel = "JSON", description = "RobynModel.json, written by robyn_write().")
  private Path json;

  @Option(names = "--out", required = true, description = "Folder for spec and comparison.")
  private Path out;

  @Option(
      names = "--csv",
      description = "Where the exported raw data go; default history.csv in the folder.")
  private Path csv;

  @Option(
      names = "--model",
      defaultValue = "advertiser/market",
      description = "Name of the model; default ${DEFAULT-VALUE}.")
  private String name;

  @Option(
      names = "--currency",
      defaultValue = "EUR",
      description = "ISO 4217 code of its money, which Robyn does not say; default EUR.")
  private String currency;

  @Option(
      names = "--zone",
      defaultValue = "UTC",
      description = "The market's time zone, which Robyn does not say; default UTC.")
  private String zone;

  @Option(names = "--no-fit", description = "Only write the files; do not fit Freshet's model.")
  private boolean noFit;

  @Override
  public Integer call() throws IOException {
    RobynModel robyn = RobynReader.read(json);
    SpecDraft draft = SpecDraft.of(robyn, new SpecDraft.Market(name, currency, zone));
    Files.createDirectories(out);
    Path specFile = out.resolve("spec.yaml");
    Files.writeString(specFile, draft.yaml());
    ModelSpec spec = SpecParser.parse(specFile).orElseThrow();
    PrintWriter console = self.commandLine().getOut();
    console.printf("%s: model %s of Robyn, %s%n", json, robyn.solution(), robyn.version());
    draft.warnings().forEach(w -> console.printf("  note: %s%n", w));
    RobynFiles.hyperparameters(out.resolve("robyn.csv"), robyn);
    console.printf("Written to %s: spec.yaml, robyn.csv%n", out);
    Optional<FittedModel> fitted = Optional.empty();
    if (robyn.data().isPresent()) {
      Path history = csv == null ? out.resolve("history.csv") : csv;
      RobynFiles.history(history, robyn.data().get());
      console.printf("Raw data written to %s%n", history);
      fitted = noFit ? Optional.empty() : fit(spec, history, robyn, draft, console);
    }
    Optional<String> obstacle = RobynDecomposition.obstacle(robyn);
    Optional<RobynDecomposition> again =
        obstacle.isPresent() ? Optional.empty() : Optional.of(RobynDecomposition.of(robyn));
    List<RobynComparison.Row> rows = RobynComparison.rows(robyn, draft.channels(), again, fitted);
    RobynFiles.comparison(out.resolve("comparison.csv"), rows);
    console.printf("%n%s", table(rows));
    obstacle.ifPresent(
        o -> console.printf("  Robyn's decomposition was not computed again: %s%n", o));
    console.printf(
        "%n  Robyn: its exported contribution over the window's spend. Again: the same hyperparameters and%n"
            + "  penalty with the ridge regression solved exactly. Robyn's model is one point without a%n"
            + "  posterior: it is shown for comparison, and the search for the mode also starts from it.%n");
    console.flush();
    return 0;
  }

  private Optional<FittedModel> fit(
      ModelSpec spec, Path history, RobynModel robyn, SpecDraft draft, PrintWriter console)
      throws IOException {
    LocalDate until = robyn.windowEnd().plusDays(robyn.daysARow() - 1L);
    try {
      FittedModel model =
          Fitters.standard()
              .fit(
                  FitRequests.of(
                          spec,
                          FileFits.series(spec, HistoryCsv.read(spec, history).weeks(spec), until),
                          Optional.empty())
                      .startingFrom(RobynStart.of(robyn, draft.channels())));
      FitFiles.write(out.resolve("fit"), spec.model(), model);
      return Optional.of(model);
    } catch (BadDataException e) {
      console.printf("Freshet's model was not fitted: %s%n", e.getMessage());
      return Optional.empty();
    }
  }

  private static String table(List<RobynComparison.Row> rows) {
    Table table =
        new Table(1, "channel", "spend", "Robyn ROI", "again", "Freshet ROI", "90 % interval");
    for (RobynComparison.Row row : rows) {
      table.row(
          row.channel(),
          row.spend().map(Figures::amount).orElse("–"),
          row.robynRoi().map(Figures::ratio).orElse("–"),
          row.againRoi().map(Figures::ratio).orElse("–"),
          row.roi().map(i -> Figures.ratio(i.median())).orElse("–"),
          row.roi().map(FitCommand::range).orElse("–"));
    }
    return table.render("  ");
  }
}
