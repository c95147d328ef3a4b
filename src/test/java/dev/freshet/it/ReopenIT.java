package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.WeeklyObservation;
import dev.freshet.cli.FreshetCommand;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.PublishedWeeks;
import dev.freshet.ops.Service;
import dev.freshet.spec.ModelSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code load} against weeks that have settled, on a real broker. */
class ReopenIT {
  private static final SimulatedAdvertiser ADVERTISER =
      Simulator.advertiser(
          new Simulator.Setting(
              "hooli/US",
              "USD",
              ZoneId.of("America/New_York"),
              "US",
              5,
              LocalDate.of(2025, 3, 3),
              56,
              3));

  @TempDir Path folder;

  @Test
  void shouldRefuseSettledWeeksThatDifferAndReplaceThemWhenToldTo() throws Exception {
    try (Stage stage = new Stage(folder)) {
      Path spec = HistoryFiles.spec(folder, ADVERTISER);
      Path csv = HistoryFiles.csv(folder, ADVERTISER, ADVERTISER.weeks());
      // What is loaded is read within moments here.
      try (Service ledger =
          Ledgers.settling(stage, folder.resolve("ledger"), Duration.ofSeconds(2))) {
        ledger.createTopics();
        ledger.start();
        assertThat(load(stage, spec, csv)).isEmpty();
        stage.awaitWeeklyTruth(ADVERTISER);
        LocalDate first = ADVERTISER.week(0);
        // Quiet is counted by the records that come meanwhile: here, those of loading it again.
        Stage.await(() -> load(stage, spec, csv).isEmpty() && weeks(stage).get(first).getSettled());

        // Nothing differs: nothing is sent, and nothing is refused.
        assertThat(load(stage, spec, csv)).isEmpty();

        String outcome = ADVERTISER.spec().outcomeVariable();
        List<String> lines = Files.readAllLines(csv);
        int column = List.of(lines.get(0).split(",")).indexOf(outcome);
        String[] cells = lines.get(1).split(",");
        cells[column] = "12.5";
        lines.set(1, String.join(",", cells));
        Files.write(csv, lines);
        Map<String, Long> expected = amounts(weeks(stage).get(first));
        expected.put(outcome, 12_500_000L);

        assertThat(load(stage, spec, csv))
            .contains("1 of the file's weeks have settled in the ledger")
            .contains("first " + first + " (" + outcome)
            .contains("--reopen");
        assertThat(load(stage, spec, csv, "--reopen")).isEmpty();
        Stage.await(() -> amounts(weeks(stage).get(first)).equals(expected));
        assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
        // It settles again, with what it has now.
        Stage.await(() -> load(stage, spec, csv).isEmpty() && weeks(stage).get(first).getSettled());
        assertThat(amounts(weeks(stage).get(first))).isEqualTo(expected);
      }
    }
  }

  private static Map<LocalDate, WeeklyObservation> weeks(Stage stage) {
    ModelSpec spec = ADVERTISER.spec();
    return PublishedWeeks.of(spec.model(), stage.cluster, stage.topics);
  }

  private static Map<String, Long> amounts(WeeklyObservation week) {
    Map<String, Long> amounts = new HashMap<>();
    week.getVariables().forEach(v -> amounts.put(v.getVariable(), v.getAmountMicros()));
    return amounts;
  }

  /** What it complained of. */
  private static String load(Stage stage, Path spec, Path csv, String... more) {
    List<String> args = new ArrayList<>(List.of("load", "--spec", spec.toString()));
    args.addAll(List.of("--csv", csv.toString()));
    args.addAll(List.of("--bootstrap-servers", stage.kafka.bootstrapServers()));
    args.addAll(List.of("--schema-registry", stage.registry.url()));
    args.addAll(List.of(more));
    StringWriter err = new StringWriter();
    CommandLine line = FreshetCommand.commandLine();
    line.setOut(new PrintWriter(new StringWriter()));
    line.setErr(new PrintWriter(err, true));
    line.execute(args.toArray(String[]::new));
    return err.toString();
  }
}
