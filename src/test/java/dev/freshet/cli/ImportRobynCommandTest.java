package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spec.HistoryCsv;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.SpecParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportRobynCommandTest {
  @TempDir private Path folder;

  @Test
  void shouldWriteASpecItsHistoryAndBothModelsAnswers() throws IOException {
    Path json = folder.resolve("RobynModel.json");
    try (InputStream in = getClass().getResourceAsStream("/robyn/small_model.json")) {
      Files.copy(in, json);
    }
    Path out = folder.resolve("out");
    StringWriter console = new StringWriter();
    CommandLine line = FreshetCommand.commandLine().setOut(new PrintWriter(console));

    int status =
        line.execute("import-robyn", json.toString(), "--out", out.toString(), "--model", "a/B");

    assertThat(status).isZero();
    ModelSpec spec = SpecParser.parse(out.resolve("spec.yaml")).orElseThrow();
    assertThat(spec.model()).isEqualTo("a/B");
    assertThat(HistoryCsv.read(spec, out.resolve("history.csv")).rows()).hasSize(70);
    // Robyn's own ROI, the one computed again, and Freshet's with its interval.
    assertThat(Files.readAllLines(out.resolve("comparison.csv")))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row.split(",", -1)).hasSize(8).doesNotContain(""));
    assertThat(console.toString()).contains("Freshet ROI", "90 % interval", "for comparison");
    assertThat(out.resolve("fit/model.json")).exists();
  }

  @Test
  void shouldSayWhatIsWrongWithoutAStackTrace() throws IOException {
    Path json = Files.writeString(folder.resolve("inputs.json"), "{\"InputCollect\": {}}");
    StringWriter console = new StringWriter();
    CommandLine line = FreshetCommand.commandLine().setErr(new PrintWriter(console));

    int status = line.execute("import-robyn", json.toString(), "--out", folder.toString());

    assertThat(status).isEqualTo(2);
    assertThat(console.toString())
        .contains("ExportedModel.hyper_values: is missing: this file holds inputs only")
        .doesNotContain("\tat ");
  }
}
