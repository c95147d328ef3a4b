package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.Allocation;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.cli.FreshetCommand;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.Simulator;
import dev.freshet.model.ChannelRoi;
import dev.freshet.model.FittedModel;
import dev.freshet.ops.Service;
import dev.freshet.spec.ContextSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands as a person types them, against a real broker. */
class CommandsIT {
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
  private static final String MODEL = ADVERTISER.spec().model();

  @TempDir private Path folder;
  private Stage stage;
  private Service service;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void start() throws Exception {
    stage = new Stage(folder);
    service = stage.service();
    service.start();
    assertThat(service.awaitRunning(Duration.ofSeconds(90))).isTrue();
  }

  @AfterEach
  void close() {
    service.close();
    stage.close();
  }

  @Test
  void shouldLoadAFileTwiceWithoutEffectAndPublishWhatFitWritesOfIt() throws Exception {
    Path spec = HistoryFiles.spec(folder, ADVERTISER);
    Path csv = HistoryFiles.csv(folder, ADVERTISER, ADVERTISER.weeks());

    assertThat(onCluster("load", "--spec", spec.toString(), "--csv", csv.toString())).isZero();
    stage.awaitWeeklyTruth(ADVERTISER);
    assertThat(onCluster("load", "--spec", spec.toString(), "--csv", csv.toString())).isZero();
    Stage.await(this::isFresh);
    assertThat(onCluster("rebuild", "--model", MODEL, "--wait", "60")).isZero();
    assertThat(out.toString()).contains("PUBLISHED REBUILD of " + MODEL);

    Path result = folder.resolve("result");
    assertThat(
            run(
                "fit",
                "--spec",
                spec.toString(),
                "--csv",
                csv.toString(),
                "--out",
                result.toString()))
        .isZero();
    FittedModel expected = Stage.fitOf(ADVERTISER);
    assertThat(stage.publishedRoi()).isEqualTo(Stage.roiOf(MODEL, expected));
    assertThat(Files.readAllLines(result.resolve("roi.csv")))
        .startsWith("channel,horizon,spend,contribution,roi,lower,upper")
        .containsAll(expected.roi().stream().map(CommandsIT::line).toList())
        .hasSize(1 + expected.roi().size());
    assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
    assertThat(stage.weeklyAmounts()).hasSize(ADVERTISER.weeks());

    out.getBuffer().setLength(0);
    assertThat(onCluster("audit", "--model", MODEL, "--all")).isZero();
    assertThat(out.toString().lines().toList())
        .hasSizeGreaterThan(1)
        .allSatisfy(line -> assertThat(line).contains(MODEL, "equal to the last byte"));
    assertThat(onCluster("audit", "--model", MODEL, "--sequence", "999")).isEqualTo(3);
    publishesAndWithdrawsAPlan(expected);
  }

  private void publishesAndWithdrawsAPlan(FittedModel expected) {
    out.getBuffer().setLength(0);
    assertThat(onCluster("allocate", "--model", MODEL, "--weeks", "4", "--publish"))
        .as(err.toString())
        .isZero();
    String key = MODEL + "|max-response";
    assertThat(out.toString()).contains("Published to mmm.allocations as " + key);
    Map<String, Allocation> plans = stage.table(stage.topics.allocations());
    assertThat(plans).containsOnlyKeys(key);
    Allocation plan = plans.get(key);
    assertThat(plan.getModelVersion()).isEqualTo(expected.modelVersion());
    assertThat(plan.getCurrency()).isEqualTo("USD");
    assertThat(plan.getPlan()).hasSize(4 * plan.getChannels().size());
    assertThat(onCluster("allocate", "--model", MODEL, "--withdraw", "max-response")).isZero();
    assertThat(stage.table(stage.topics.allocations())).isEmpty();
    assertThat(onCluster("allocate", "--model", "no/DE")).isEqualTo(2);
    assertThat(err.toString()).contains("no/DE: no model of that name is published");
  }

  @Test
  void shouldFeedTheAdvertisersOfTheDemo() {
    assertThat(onCluster("simulate", "--weeks", "1", "--every", "0")).isZero();

    assertThat(out.toString()).contains("acme/DE: ", "globex/GB: ", " events of 104 weeks");
    Stage.await(
        () ->
            stage.weeklyAmounts().keySet().stream().filter(k -> k.startsWith("globex/GB|")).count()
                >= 105);
    assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
  }

  @Test
  void shouldReplaceWhatACorrectedFileChangesWhenLoadedWithAHigherRevision() throws Exception {
    Path spec = HistoryFiles.spec(folder, ADVERTISER);
    Path csv = HistoryFiles.csv(folder, ADVERTISER, ADVERTISER.weeks());
    assertThat(onCluster("load", "--spec", spec.toString(), "--csv", csv.toString())).isZero();
    stage.awaitWeeklyTruth(ADVERTISER);
    Map<String, Map<String, Long>> expected = new TreeMap<>(stage.weeklyAmounts());
    Map<String, Long> week = expected.get(MODEL + "|" + ADVERTISER.week(7));
    String outcome = ADVERTISER.spec().outcomeVariable();
    String category = "context." + category();
    week.keySet().removeIf(v -> v.startsWith(category + ":"));
    week.put(category + ":corrected", 1_000_000L);
    week.put(outcome, 12_345_678L);

    List<String> lines = Files.readAllLines(csv);
    List<String> header = List.of(lines.get(0).split(","));
    String[] cells = lines.get(8).split(",");
    cells[header.indexOf(category)] = "corrected";
    cells[header.indexOf(outcome)] = "12.345678";
    lines.set(8, String.join(",", cells));
    Files.write(csv, lines);
    assertThat(
            onCluster(
                "load", "--spec", spec.toString(), "--csv", csv.toString(), "--revision", "1"))
        .isZero();

    Stage.await(() -> stage.weeklyAmounts().equals(expected));
    assertThat(stage.records(stage.topics.deadLetters().name())).isEmpty();
  }

  private static String category() {
    return ADVERTISER.spec().context().stream()
        .filter(c -> c.kind() == ContextSpec.Kind.CATEGORY)
        .map(ContextSpec::name)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldSayThatTheServiceMustComeFirstWhenTopicsAreMissing() throws Exception {
    Path spec = HistoryFiles.spec(folder, ADVERTISER);
    Path csv = HistoryFiles.csv(folder, ADVERTISER, ADVERTISER.weeks());

    int load =
        onCluster(
            "load", "--spec", spec.toString(), "--csv", csv.toString(), "--topic-prefix", "other.");
    int rebuild = onCluster("rebuild", "--model", MODEL, "--topic-prefix", "other.");

    assertThat(List.of(load, rebuild)).containsExactly(2, 2);
    assertThat(err.toString())
        .contains("topic other.spend is missing: start the service first")
        .contains("topic other.commands is missing: start the service first");
  }

  @Test
  void shouldRefreshFromAPriorFile() throws Exception {
    Path spec = HistoryFiles.spec(folder, ADVERTISER);
    Path earlier = HistoryFiles.csv(folder, ADVERTISER, ADVERTISER.weeks() - 1);
    Path later = HistoryFiles.csv(folder, ADVERTISER, ADVERTISER.weeks());
    Path first = folder.resolve("first");

    run("fit", "--spec", spec.toString(), "--csv", earlier.toString(), "--out", first.toString());
    int code =
        run(
            "fit",
            "--spec",
            spec.toString(),
            "--csv",
            later.toString(),
            "--out",
            folder.resolve("second").toString(),
            "--prior",
            first.resolve("model.json").toString());

    assertThat(code).isZero();
    assertThat(out.toString()).contains("refresh of 56 weeks");
  }

  @Test
  void shouldSayWhatIsWrongWithTopicsWhenTheyAreMissing() {
    int code = onCluster("run", "--topic-prefix", "other.");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains("topic other.spend is missing: create it, or start with --create-topics");
  }

  private static String line(ChannelRoi r) {
    String roi = r.roi().map(i -> i.median() + "," + i.lower() + "," + i.upper()).orElse(",,");
    return String.join(
        ",",
        r.channel(),
        r.horizon(),
        Double.toString(r.spend()),
        Double.toString(r.contribution().median()),
        roi);
  }

  private boolean isFresh() {
    ModelStatus status = stage.table(stage.topics.status()).get(MODEL);
    return status != null
        && status.getState() == ModelState.FRESH
        && ADVERTISER.week(ADVERTISER.weeks() - 1).equals(status.getClosedWeek());
  }

  private int onCluster(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    Map.of(
            "--bootstrap-servers", stage.kafka.bootstrapServers(),
            "--schema-registry", stage.registry.url())
        .forEach(
            (option, value) -> {
              all.add(option);
              all.add(value);
            });
    return run(all.toArray(String[]::new));
  }

  private int run(String... args) {
    CommandLine line = FreshetCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }
}
