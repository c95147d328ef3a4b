package dev.freshet.cli;

import dev.freshet.spec.SpecExplainer;
import dev.freshet.spec.SpecParser;
import dev.freshet.spec.SpecProblem;
import dev.freshet.spec.SpecResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code freshet spec}: what can be done with a model spec on its own. */
@Command(name = "spec", description = "Checks and explains model specs.")
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

  private static String format(SpecProblem problem) {
    return problem.toString();
  }
}
