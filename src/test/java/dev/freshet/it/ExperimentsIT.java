package dev.freshet.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.ChannelMove;
import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.ExperimentState;
import dev.freshet.avro.ExperimentUse;
import dev.freshet.avro.LiftTest;
import dev.freshet.avro.MovePart;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.TriggerReason;
import dev.freshet.cli.FreshetCommand;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedFeed;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.EventSender;
import dev.freshet.ops.Service;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.Keys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Lift tests in, another ROI out, and back again, on a real broker. */
class ExperimentsIT {
  private static final SimulatedAdvertiser ADVERTISER =
      Simulator.advertiser(
          new Simulator.Setting(
              "initech/DE",
              "EUR",
              ZoneId.of("Europe/Berlin"),
              "DE",
              5,
              LocalDate.of(2025, 3, 3),
              60,
              7));
  private static final String MODEL = ADVERTISER.spec().model();
  private static final String CHANNEL = ADVERTISER.truth().channels().get(0);
  private static final int FROM = 20;
  private static final int TO = 40;

  @TempDir private static Path folder;
  private static Stage stage;
  private static Service service;
  private final StringWriter out = new StringWriter();

  @BeforeAll
  static void stream() throws Exception {
    stage = new Stage(folder);
    service = stage.service();
    service.start();
    assertThat(service.awaitRunning(Duration.ofSeconds(90))).isTrue();
    try (EventSender sender = new EventSender(stage.cluster)) {
      SimulatedFeed feed = new SimulatedFeed(stage.topics, sender);
      feed.sendSpec(ADVERTISER);
      for (int week = 0; week < ADVERTISER.weeks(); week++) {
        feed.send(ADVERTISER.delivery(week));
      }
      feed.send(ADVERTISER.remainder());
    }
    stage.awaitWeeklyTruth(ADVERTISER);
    stage.awaitFresh(ADVERTISER);
  }

  @AfterAll
  static void close() {
    service.close();
    stage.close();
  }

  @Test
  void shouldMoveTheRoiByATestAndBackByItsWithdrawal() throws Exception {
    // The newest model, built without history in between.
    stage.rebuild(MODEL);
    ChannelRoi before = roi();
    double contribution = contribution();

    assertThat(run("put", "--file", file(2 * contribution, 0.5 * contribution).toString()))
        .isZero();
    RefreshReport with = reportOf("experiment geo counts");
    ChannelRoi moved = roi();

    assertThat(with.getOutcome()).isEqualTo(RefreshOutcome.PUBLISHED);
    assertThat(with.getReasons()).containsExactly(TriggerReason.EXPERIMENT);
    assertThat(moved.getModelVersion()).isEqualTo(with.getModelVersion());
    assertThat(moved.getRoi()).isGreaterThan(before.getRoi());
    assertThat(byExperiments(with)).isPositive();
    ExperimentUse use = with.getExperiments().get(0);
    assertThat(use.getState()).isEqualTo(ExperimentState.COUNTS);
    assertThat(use.getModelled()).isBetween(contribution, use.getLift());

    assertThat(run("list", "--model", MODEL)).isZero();
    assertThat(out.toString()).contains("geo", CHANNEL, "counts");

    String built = stage.rebuild(MODEL).getModelVersion();
    assertThat(fit()).isZero();
    assertThat(out.toString()).contains("model version " + built);

    assertThat(run("withdraw", "--model", MODEL, "--experiment", "geo")).isZero();
    RefreshReport without = reportOf("experiment geo no longer counts");
    ChannelRoi back = roi();

    assertThat(without.getOutcome()).isEqualTo(RefreshOutcome.PUBLISHED);
    assertThat(without.getExperiments()).isEmpty();
    assertThat(byExperiments(without)).isNegative();
    assertThat(Math.abs(back.getRoi() - before.getRoi()))
        .isLessThan(0.3 * (moved.getRoi() - before.getRoi()));
    assertThat(run("withdraw", "--model", MODEL, "--experiment", "geo")).isEqualTo(3);
  }

  @Test
  void shouldAnswerWhatCannotBeUsedAndPublishAsBefore() {
    LiftTest unknown =
        LiftTest.newBuilder()
            .setModel(MODEL)
            .setExperiment("unknown-channel")
            .setChannels(List.of("no-such-channel"))
            .setTestStart(ADVERTISER.week(FROM))
            .setTestEnd(ADVERTISER.week(FROM).plusDays(6))
            .setMeasureStart(ADVERTISER.week(FROM))
            .setMeasureEnd(ADVERTISER.week(FROM).plusDays(6))
            .setLiftMicros(10_000_000)
            .setStandardErrorMicros(5_000_000)
            .setSpendChangeMicros(1_000_000)
            .setScope(dev.freshet.avro.LiftScope.TOTAL)
            .build();
    LiftTest impossible =
        LiftTest.newBuilder(unknown).setExperiment("no-error").setStandardErrorMicros(0).build();
    try (EventSender sender = new EventSender(stage.cluster)) {
      for (LiftTest test : List.of(impossible, unknown)) {
        sender.send(stage.topics.experiments(), Keys.experiment(MODEL, test.getExperiment()), test);
      }
      sender.flush();
    }

    Stage.await(
        () ->
            stage.table(stage.topics.status()).get(MODEL).getExperiments().stream()
                .anyMatch(
                    u ->
                        u.getExperiment().equals("unknown-channel")
                            && u.getState() == ExperimentState.REFUSED));
    assertThat(stage.records(stage.topics.deadLetters().name()))
        .extracting(
            r ->
                new String(
                    r.headers().lastHeader(DeadLetters.REASON).value(), StandardCharsets.UTF_8))
        .containsExactly("INVALID_EXPERIMENT");
    assertThat(stage.rebuild(MODEL).getOutcome()).isEqualTo(RefreshOutcome.PUBLISHED);
    assertThat(run("withdraw", "--model", MODEL, "--experiment", "unknown-channel")).isZero();
  }

  private static ChannelRoi roi() {
    return stage.table(stage.topics.roi()).get(Keys.roi(MODEL, CHANNEL, "window"));
  }

  private static double contribution() {
    Map<String, Double> rows = stage.publishedContributions();
    double sum = 0;
    for (int w = FROM; w < TO; w++) {
      sum += rows.get(Keys.contribution(MODEL, ADVERTISER.week(w), CHANNEL));
    }
    return sum;
  }

  /** All spend of the channel in twenty weeks tested in the whole market. */
  private static Path file(double lift, double standardError) throws Exception {
    long spend = Arrays.stream(ADVERTISER.truth().micros("spend." + CHANNEL), FROM, TO).sum();
    return Files.writeString(
        folder.resolve("tests.yaml"),
        String.format(
            Locale.ROOT,
            """
            model: %s
            experiments:
              - name: geo
                channels: [%s]
                tested: [%s, %s]
                lift: %.2f
                standardError: %.2f
                spendChange: %s
            """,
            MODEL,
            CHANNEL,
            ADVERTISER.week(FROM),
            ADVERTISER.week(TO).minusDays(1),
            lift,
            standardError,
            BigDecimal.valueOf(spend, 6).toPlainString()));
  }

  private static RefreshReport reportOf(String words) {
    List<RefreshReport> requests = new ArrayList<>();
    Stage.await(
        () ->
            stage.records(stage.topics.refreshRequests().name()).stream()
                .map(r -> stage.topics.refreshRequests().value(r.value()))
                .filter(r -> r.getReasonDetail().contains(words))
                .findFirst()
                .map(
                    r ->
                        requests.add(
                            stage.awaitReport(p -> p.getRequestId().equals(r.getRequestId()))))
                .orElse(false));
    return requests.get(0);
  }

  private static double byExperiments(RefreshReport report) {
    ChannelMove move =
        report.getMoved().stream()
            .filter(m -> m.getChannel().equals(CHANNEL))
            .findFirst()
            .orElseThrow();
    return move.getParts().stream()
        .filter(p -> p.getCauses().contains("experiments"))
        .mapToDouble(MovePart::getChange)
        .sum();
  }

  /** The same fit from files. */
  private int fit() throws Exception {
    return execute(
        List.of(
            "fit",
            "--spec",
            HistoryFiles.spec(folder, ADVERTISER).toString(),
            "--csv",
            HistoryFiles.csv(folder, ADVERTISER, ADVERTISER.weeks()).toString(),
            "--experiments",
            folder.resolve("tests.yaml").toString(),
            "--out",
            folder.resolve("result").toString()));
  }

  private int run(String verb, String... arguments) {
    List<String> all = new ArrayList<>(List.of("experiment", verb));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of(
            "--bootstrap-servers",
            stage.kafka.bootstrapServers(),
            "--schema-registry",
            stage.registry.url()));
    return execute(all);
  }

  private int execute(List<String> all) {
    CommandLine line = FreshetCommand.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(out, true));
    return line.execute(all.toArray(String[]::new));
  }
}
