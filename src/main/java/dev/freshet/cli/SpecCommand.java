package dev.freshet.cli;

import dev.freshet.spec.CsvDraft;
import dev.freshet.spec.SpecExplainer;
import dev.freshet.spec.SpecParser;
import dev.freshet.spec.SpecProblem;
import dev.freshet.spec.SpecResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code freshet spec}: what can be done with a model spec on its own. */
@Command(name = "spec", description = "Drafts, checks and explains model specs.")
final class SpecCommand {
  private static final int INVALID = 2;

  @Spec private CommandSpec self;

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Checks a spec and explains what will be modelled, or lists what is wrong.")
  int check(@Parameters(paramLabel = "SPEC", description = "YAML file.") Path file)
      throws IOException {
    PrintWriter out = self.commandLine().getOut();
    SpecResult result = SpecParser.parse(Inputs.file(file));
    if (result instanceof SpecResult.Invalid invalid) {
      PrintWriter err = self.commandLine().getErr();
      invalid.problems().forEach(p -> err.println(format(p)));
      err.println(
          invalid.problems().size() == 1 ? "1 problem" : invalid.problems().size() + " problems");
      return INVALID;
    }
    out.print(SpecExplainer.explain(result.orElseThrow()));
    out.flush();
    return 0;
  }

  @Command(
      name = "draft",
      mixinStandardHelpOptions = true,
      description =
          "Writes a first spec for a history file, with what was guessed as comments beside it.")
  int draft(
      @Option(names = "--csv", required = true, description = "Weekly or daily history.") Path csv,
      @Option(names = "--model", required = true, description = "Name, as acme/DE.") String model,
      @Option(names = "--currency", required = true, description = "ISO 4217 code, as EUR.")
          String currency,
      @Option(
              names = "--zone",
              defaultValue = "UTC",
              description = "The market's time zone; default ${DEFAULT-VALUE}.")
          String zone,
      @Option(names = "--outcome", description = "Column of the outcome, if not to be guessed.")
          String outcome,
      @Option(
              names = "--spend",
              split = ",",
              description = "Columns of spend, if not to be guessed, separated by commas.")
          List<String> spend,
      @Option(names = "--out", description = "File for the spec; default: the console.") Path out)
      throws IOException {
    CsvDraft draft =
        CsvDraft.of(
            Inputs.file(csv),
            new CsvDraft.Request(
                model,
                currency,
                zone,
                Optional.ofNullable(outcome),
                spend == null ? Set.of() : Set.copyOf(spend)));
    if (out == null) {
      self.commandLine().getOut().print(draft.yaml());
      self.commandLine().getOut().flush();
      return 0;
    }
    Files.writeString(out, draft.yaml());
    PrintWriter console = self.commandLine().getOut();
    draft.warnings().forEach(w -> console.printf("  note: %s%n", w));
    console.printf(
        "Written to %s. Read its comments, then:%n  ./freshet spec check %s%n  ./freshet report --spec %s --csv %s --out report.html%n",
        out, out, out, csv);
    console.flush();
    return 0;
  }

  private static String format(SpecProblem problem) {
    return problem.toString();
  }
}
