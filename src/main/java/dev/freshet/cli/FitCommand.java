package dev.freshet.cli;

import dev.freshet.model.ChannelRoi;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Gate;
import dev.freshet.model.Interval;
import dev.freshet.model.TestedLift;
import dev.freshet.refresh.LiftTestJudgement;
import dev.freshet.spec.ModelSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code freshet fit}: the service's model from a file, without Kafka. */
@Command(
    name = "fit",
    description = "Fits a model from a CSV file, without Kafka, and writes its answers as files.")
final class FitCommand implements Callable<Integer> {
  @Spec private CommandSpec self;

  @Option(names = "--spec", required = true, description = "Model spec, YAML.")
  private Path specFile;

  @Option(names = "--csv", required = true, description = "Weekly or daily history.")
  private Path csv;

  @Option(names = "--out", required = true, description = "Folder for the answers.")
  private Path out;

  @Option(
      names = "--prior",
      description = "model.json of an earlier fit: refresh it instead of building anew.")
  private Path prior;

  @Option(
      names = "--until",
      description =
          "Last day that counts, as 2026-11-15: the window ends with the last week over by then.")
  private LocalDate until;

  @Option(
      names = "--experiments",
      description = "Lift tests of the model, YAML: those that can be used inform the fit.")
  private Path experiments;

  @Override
  public Integer call() throws IOException {
    FileFit fit = FileFit.of(new FileFit.Files(specFile, csv, prior, until, experiments));
    FitFiles.write(out, fit.spec().model(), fit.model());
    FitFiles.writeReport(out, fit.report());
    print(fit.spec(), fit.model(), fit.millis(), fit.tests());
    return 0;
  }

  private void print(ModelSpec spec, FittedModel model, double millis, LiftTestJudgement tests) {
    PrintWriter console = self.commandLine().getOut();
    console.printf(
        "%s  %s of %d weeks, %s to %s, %d weeks of lead-in  (%s)%n",
        spec.model(),
        model.kind().name().toLowerCase(Locale.ROOT),
        model.data().weeks(),
        model.data().week(0),
        model.data().week(model.data().weeks() - 1),
        model.data().leadInWeeks(),
        Figures.millis(millis));
    console.printf("%s%n", model.reason());
    if (model.gate().outcome() == Gate.Outcome.REFUSE) {
      console.printf("DO NOT USE THESE ANSWERS: %s%n", model.gate().reason());
    }
    console.println();
    Table table = new Table(1, "channel", "spend", "contribution", "ROI", "90 % interval", "mROI");
    model.roi().stream()
        .filter(r -> r.horizon().equals("window"))
        .forEach(r -> table.row(cells(r)));
    console.print(table.render("  "));
    console.printf(
        Locale.ROOT,
        "%n  R² %.3f   NRMSE %.3f   MAPE %.1f %%   DECOMP.RSSD %.3f   Durbin-Watson %.2f%n",
        model.diagnostics().r2(),
        model.diagnostics().nrmse(),
        100 * model.diagnostics().mape(),
        model.diagnostics().decompRssd(),
        model.diagnostics().durbinWatson());
    console.printf(
        Locale.ROOT,
        "  %d particles, %.0f effective, %,d gradients, model version %s%n",
        model.sampler().particles(),
        model.sampler().effectiveParticles(),
        model.sampler().gradients(),
        model.modelVersion());
    if (!tests.uses().isEmpty()) {
      console.printf("%n%s", LiftTestLines.of(tests.uses(), TestedLift.of(model)));
    }
    if (!model.roiChanges().isEmpty()) {
      console.printf("%n  What moved and why%n");
      Moves.lines(model.roiChanges()).forEach(line -> console.printf("    %s%n", line));
    }
    console.printf(
        "%nWritten to %s: %s, %s%n", out, String.join(", ", FitFiles.NAMES), FitFiles.REPORT);
    console.flush();
  }

  private static String[] cells(ChannelRoi r) {
    return new String[] {
      r.channel(),
      Figures.amount(r.spend()),
      Figures.amount(r.contribution().median()),
      r.roi().map(i -> Figures.ratio(i.median())).orElse("–"),
      r.roi().map(FitCommand::range).orElse(r.reason()),
      r.mroi().map(i -> Figures.ratio(i.median())).orElse("–")
    };
  }

  static String range(Interval i) {
    return Figures.ratio(i.lower()) + " … " + Figures.ratio(i.upper());
  }
}
