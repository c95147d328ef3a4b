package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What a person meets who types something else than what is meant. */
class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("commands")
  void shouldExplainEveryCommand(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();
    assertThat(out.toString()).startsWith("Usage: freshet " + command);
    assertThat(err.toString()).isEmpty();
  }

  static Stream<String> commands() {
    return below(FreshetCommand.commandLine(), "").filter(c -> !c.equals("help"));
  }

  private static Stream<String> below(CommandLine line, String path) {
    return line.getSubcommands().entrySet().stream()
        .flatMap(
            e ->
                Stream.concat(
                    Stream.of(path + e.getKey()), below(e.getValue(), path + e.getKey() + " ")));
  }

  @Test
  void shouldAskForTheSpecOfAHistoryToTime() {
    assertThat(run("bench", "fit", "--data=history.csv")).isEqualTo(2);
    assertThat(err.toString()).contains("Missing required argument(s): --spec");
  }

  @Test
  void shouldSayWhatAStudyCannotFollow() {
    assertThat(run("bench", "refresh", "--every=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--every 0: compare after at least one week");
  }

  @Test
  void shouldSayHowManyWeeksCanBeSimulated() {
    assertThat(
            run(
                "simulate",
                "--bootstrap-servers=localhost:1",
                "--schema-registry=http://localhost:1",
                "--weeks=521"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--weeks 521: must lie in 0..520");
  }

  @Test
  void shouldNameTheFileThatIsMissing() {
    assertThat(run("spec", "check", folder.resolve("no.yaml").toString())).isEqualTo(2);
    assertThat(err.toString()).startsWith("No such file: " + folder.resolve("no.yaml"));
  }

  @Test
  void shouldSayThatAFolderIsNoFile() {
    assertThat(run("spec", "check", folder.toString())).isEqualTo(2);
    assertThat(err.toString()).startsWith(folder + " is a folder: name a file in it");
  }

  @Test
  void shouldSayHowADateIsWritten() {
    assertThat(run("fit", "--spec=a", "--csv=b", "--out=c", "--until=yesterday")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'yesterday' is no date; write it as 2026-11-15")
        .doesNotContain("Exception");
  }

  @Test
  void shouldSayWhyKafkaClientsCannotBeMade() {
    int code = run("run", "--bootstrap-servers=nonsense", "--schema-registry=http://registry");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains("Invalid url in bootstrap.servers: nonsense")
        .doesNotContain("\tat ");
  }

  private int run(String... args) {
    CommandLine line = FreshetCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
