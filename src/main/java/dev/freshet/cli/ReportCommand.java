package dev.freshet.cli;

import dev.freshet.web.ReportData;
import dev.freshet.web.ReportPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet report}: one page about a model and refresh, to send to whoever decides. */
@Command(
    name = "report",
    description =
        "Writes a fitted model as one HTML page that needs nothing else: from the folder of an"
            + " earlier fit, or fitting first.")
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec self;

  @Option(names = "--fit", description = "Folder that freshet fit wrote.")
  private Path fit;

  @Option(names = "--spec", description = "Model spec, YAML: with --csv, fits first.")
  private Path spec;

  @Option(names = "--csv", description = "Weekly or daily history.")
  private Path csv;

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

  @Option(names = "--out", required = true, description = "The page, such as report.html.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    ReportData data = data();
    String page =
        ReportPage.of(
            data,
            "Made by Freshet from model version "
                + data.modelVersion()
                + ". All figures are in this file; it loads nothing from elsewhere.");
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
    if (out.toAbsolutePath().getParent() != null) {
      Files.createDirectories(out.toAbsolutePath().getParent());
    }
    Files.write(out, bytes);
    PrintWriter console = self.commandLine().getOut();
    if (data.gate().refused()) {
      console.printf("DO NOT USE THESE ANSWERS: %s%n", data.gate().reason());
    }
    console.printf(
        "%s  %s to %s: written to %s (%s kB), which any browser opens%n",
        data.model(), data.fittedFrom(), data.fittedTo(), out, bytes.length / 1000);
    console.flush();
    return 0;
  }

  private ReportData data() throws IOException {
    if (fit != null) {
      for (String option : List.of("--spec", "--csv", "--prior", "--until", "--experiments")) {
        if (self.commandLine().getParseResult().hasMatchedOption(option)) {
          throw usage("--fit names a fit that is done: leave out " + option);
        }
      }
      return FitFiles.readReport(fit);
    }
    if (spec == null || csv == null) {
      throw usage("name either --fit FOLDER, or --spec and --csv to fit first");
    }
    return FileFit.of(new FileFit.Files(spec, csv, prior, until, experiments)).report();
  }

  private ParameterException usage(String what) {
    return new ParameterException(self.commandLine(), what);
  }
}
