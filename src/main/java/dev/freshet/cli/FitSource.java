package dev.freshet.cli;

import dev.freshet.model.FittedModel;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.SpecParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command takes its fitted model from: the folder of a fit, or a history to fit first. */
final class FitSource {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec self;

  @Option(names = "--fit", description = "Folder that freshet fit has written.")
  private Path folder;

  @Option(names = "--spec", description = "Model spec, YAML.")
  private Path specFile;

  @Option(names = "--csv", description = "Weekly or daily history to fit first.")
  private Path csv;

  @Option(names = "--until", description = "Last day of the history that counts.")
  private LocalDate until;

  /** The spec, if one is named. */
  Optional<ModelSpec> spec() throws IOException {
    return specFile == null
        ? Optional.empty()
        : Optional.of(SpecParser.parse(Inputs.file(specFile)).orElseThrow());
  }

  /** The model of the folder, or the one fitted on the history. */
  FittedModel model() throws IOException {
    CommandLine line = self.commandLine();
    if ((folder == null) == (csv == null)) {
      throw new ParameterException(
          line, "name either --fit FOLDER, or --spec FILE and --csv FILE to fit first");
    }
    if (folder != null) {
      return FitFiles.read(Inputs.file(folder.resolve("model.json")));
    }
    if (specFile == null) {
      throw new ParameterException(line, "--csv needs --spec FILE with it");
    }
    return FileFit.of(new FileFit.Files(specFile, csv, null, until, null)).model();
  }
}
