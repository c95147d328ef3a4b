package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What a person meets who types something else than what is meant. */
class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();

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
  void shouldListAllThatIsWrongWithLiftTestsBeforeItLooksForACluster() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tests.yaml"),
            """
            model: acme/DE
            experiments:
              - {name: a, channels: [tv], tested: [2026-03-08, 2026-03-02], lift: 9, standardError: 0, holdOut: true}
            """);

    assertThat(run("experiment", "put", "--file", file.toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith(file + ":3: experiments[0]."));
  }

  @Test
  void shouldSayWhatAStudyCannotFollow() {
    assertThat(run("bench", "refresh", "--every=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--every 0: compare after at least one week");
  }

  @Test
  void shouldSayWhichFleetCannotBe() {
    assertThat(run("bench", "fleet", "--models=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--models 0: must be at least 1");
    assertThat(run("bench", "fleet", "--channels=9")).isEqualTo(2);
    assertThat(err.toString()).contains("--channels 9: must be 5 to 8");
    assertThat(run("bench", "fleet", "--weeks=51")).isEqualTo(2);
    assertThat(err.toString()).contains("--weeks 51: a first build needs 52");
    assertThat(run("bench", "fleet", "--partitions=1")).isEqualTo(2);
    assertThat(err.toString()).contains("--partitions 1: 2 refreshers need one each");
  }

  @Test
  void shouldSayWhatNoLedgerCanBeStartedWith() {
    assertThat(run("bench", "restart", "--entries=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--entries 0: must be at least 1");
    assertThat(run("bench", "restart", "--models=100", "--entries=99")).isEqualTo(2);
    assertThat(err.toString()).contains("--entries 99: need one for each of 100 models");
    assertThat(run("bench", "restart", "--threads=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--threads 0: must be at least 1");
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
    environment.put("FRESHET_STATE_DIR", folder.resolve("state").toString());
    int code = run("run", "--bootstrap-servers=nonsense", "--schema-registry=http://registry");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains("Invalid url in bootstrap.servers: nonsense")
        .doesNotContain("\tat ");
  }

  @Test
  void shouldHaveAnOptionForEverySettingAndSayItsDefault() {
    run("run", "--help");

    assertThat(Settings.ALL)
        .allSatisfy(s -> assertThat(out.toString()).contains("--" + s.name()))
        .filteredOn(s -> s.kind().secret())
        .allSatisfy(s -> assertThat(out.toString()).contains("--" + s.name() + "-file"));
    assertThat(words(out))
        .contains("Default: 127.0.0.1 ", "Kafka brokers. Required.", "--set=KEY=VALUE");
  }

  @Test
  void shouldSuggestAnOptionForOneItDoesNotKnow() {
    assertThat(run("run", "--partitons=3")).isEqualTo(2);
    assertThat(err.toString()).contains("Unknown option: '--partitons'", "--partitions");
  }

  @Test
  void shouldSayAllThatIsWrongWithTheConfigurationBeforeItStarts() throws IOException {
    Path file = Files.writeString(folder.resolve("f.properties"), "threads=2\nrole=king\n");
    environment.put("FRESHET_PARTITONS", "3");
    environment.put("FRESHET_STATE_DIR", folder.resolve("state").toString());

    int code =
        run("run", "--config=" + file, "--replication=none", "--set=kafka.bootstrap.servers=b");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString().lines()).first().isEqualTo("The configuration has 6 problems:");
    assertThat(err.toString())
        .contains("FRESHET_PARTITONS: unknown; did you mean 'FRESHET_PARTITIONS'?")
        .contains(file + ":2: role: 'king' is none of all, ledger, planner, refresher")
        .contains("--replication: 'none' is no whole number")
        .contains("bootstrap-servers: not set; give --bootstrap-servers, FRESHET_BOOTSTRAP_SERVERS")
        .contains("--set kafka.bootstrap.servers: set from the setting 'bootstrap-servers'")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("state")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "refresh --model=a/B", "audit --model=a/B", "dead-letters list"})
  void shouldTakeTheClusterFromEnvironmentAndFileInEveryCommand(String command) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("f.properties"), "schema-registry=http://registry\npartitions=2\n");
    environment.put("FRESHET_CONFIG", file.toString());
    environment.put("FRESHET_BOOTSTRAP_SERVERS", "nonsense");
    environment.put("FRESHET_STATE_DIR", folder.resolve("state").toString());

    int code = run(command.split(" "));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("Invalid url in bootstrap.servers: nonsense");
  }

  @Test
  void shouldNotShowAPasswordThatKafkaQuotes() {
    environment.put("FRESHET_BOOTSTRAP_SERVERS", "localhost:1");
    environment.put("FRESHET_SCHEMA_REGISTRY", "http://localhost:1");
    environment.put("FRESHET_KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT");
    environment.put("FRESHET_KAFKA_SASL_JAAS_CONFIG", "Module correct-horse");

    assertThat(run("refresh", "--model=a/B")).isEqualTo(2);
    assertThat(err.toString()).contains("JAAS config", "'******'").doesNotContain("correct-horse");
  }

  private static String words(StringWriter text) {
    return text.toString().replaceAll("\\s+", " ");
  }

  private int run(String... args) {
    CommandLine line = FreshetCommand.commandLine(environment);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
