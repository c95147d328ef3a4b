package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.avro.ChannelMove;
import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.Contribution;
import dev.freshet.avro.FitKind;
import dev.freshet.avro.MovePart;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.ResponseCurve;
import dev.freshet.avro.SpendWeek;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Gate;
import dev.freshet.model.SamplerChecks;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is published for a fit, by way of the fitter of requests. */
class ResultRowsTest {
  private static final EmbeddedRegistry REGISTRY = EmbeddedRegistry.inMemory().start();
  private static final Topics TOPICS =
      new Topics("mmm.", new SchemaRegistryClient(RegistryConfig.at(REGISTRY.url())));

  private static RequestFitter fitter;
  private static RequestFitter.Answer build;
  private static RequestFitter.Answer refresh;
  private static RefreshRequest refreshRequest;

  @BeforeAll
  static void fit() {
    fitter = new RequestFitter(TOPICS, Histories.fitter(), Clock.systemUTC(), "here");
    // A week without outcome, for a residual that is not there.
    Series first = Histories.series(0, 8, 60);
    Map<String, Long[]> micros = new TreeMap<>(first.micros());
    Long[] outcome = micros.get("outcome.revenue").clone();
    outcome[20] = null;
    micros.put("outcome.revenue", outcome);
    build =
        fitter.fit(
            Requests.of(
                Specs.MODEL,
                1,
                Histories.spec(),
                new Series(first.firstWeek(), 8, 60, micros),
                null));
    refreshRequest =
        Requests.of(Specs.MODEL, 2, Histories.spec(), Histories.series(2, 8, 60), row(build));
    refresh = fitter.fit(refreshRequest);
  }

  @AfterAll
  static void stop() {
    REGISTRY.close();
  }

  private static dev.freshet.avro.FittedModel row(RequestFitter.Answer answer) {
    ProducerRecord<byte[], byte[]> last = answer.rows().get(answer.rows().size() - 1);
    assertThat(last.topic()).isEqualTo("mmm.models");
    return TOPICS.models().value(last.value());
  }

  private static <T> List<T> values(RequestFitter.Answer answer, Topic<String, T> topic) {
    return answer.rows().stream()
        .filter(r -> r.topic().equals(topic.name()) && r.value() != null)
        .map(r -> topic.value(r.value()))
        .toList();
  }

  private static List<String> keys(
      RequestFitter.Answer answer, Topic<String, ?> topic, boolean tombstones) {
    return answer.rows().stream()
        .filter(r -> r.topic().equals(topic.name()) && (r.value() == null) == tombstones)
        .map(r -> new String(r.key(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void shouldReportWhatItPublished() {
    RefreshReport report = refresh.report();

    assertThat(build.report().getKind()).isEqualTo(FitKind.BUILD);
    assertThat(report.getOutcome()).isEqualTo(RefreshOutcome.PUBLISHED);
    assertThat(report.getKind()).isEqualTo(FitKind.REFRESH);
    assertThat(report.getModelVersion()).isEqualTo(row(refresh).getModelVersion());
    assertThat(report.getRows())
        .isEqualTo((int) refresh.rows().stream().filter(r -> r.value() != null).count());
    assertThat(report.getMoved()).extracting("channel").contains("tv", "facebook", "media.total");
    assertThat(report.getReweightedShare()).isBetween(0.0, 1.0);
  }

  @Test
  void shouldReportScoresAndChecksOfTheGate() {
    RefreshReport report = refresh.report();

    assertThat(report.getScores()).hasSize(2);
    assertThat(report.getScores().get(1).getWeek()).isEqualTo(row(refresh).getLastWeek());
    assertThat(report.getSurprise()).isBetween(0.0, 1.0);
    assertThat(report.getRegimeChange()).isFalse();
    assertThat(report.getSamplerMethod()).startsWith("reweighted");
    assertThat(report.getIslandDisagreement()).isPositive();
    assertThat(report.getMonteCarloError()).isPositive();
    assertThat(build.report().getScores()).isEmpty();
    assertThat(build.report().getSurprise()).isNull();
  }

  @Test
  void shouldReportRefusedAndPublishNothingWhenTheGateRefuses() {
    Gate refusal =
        new Gate(
            Gate.Outcome.REFUSE,
            "halves differ",
            false,
            List.of(),
            1,
            SamplerChecks.UNKNOWN,
            0,
            List.of());
    RequestFitter refusing =
        new RequestFitter(
            TOPICS,
            request -> gated(Histories.fitter().fit(request), refusal),
            Clock.systemUTC(),
            "here");

    RequestFitter.Answer answer = refusing.fit(refreshRequest);

    assertThat(answer.report().getOutcome()).isEqualTo(RefreshOutcome.REFUSED);
    assertThat(answer.report().getDetail()).isEqualTo("halves differ");
    assertThat(answer.report().getModelVersion()).isNull();
    assertThat(answer.report().getRows()).isZero();
    assertThat(answer.report().getMoved()).isEmpty();
    assertThat(answer.rows()).isEmpty();
  }

  private static FittedModel gated(FittedModel m, Gate gate) {
    return new FittedModel(
        m.kind(),
        m.reason(),
        m.engineVersion(),
        m.fingerprint(),
        m.definition(),
        m.data(),
        m.anchor(),
        m.particles(),
        m.stepSize(),
        m.sampler(),
        m.components(),
        m.roi(),
        m.curves(),
        m.diagnostics(),
        m.roiChanges(),
        m.carryOver(),
        m.spendWeeks(),
        m.decomposition(),
        gate);
  }

  @Test
  void shouldTellWhyWhenRoiMoved() {
    for (ChannelMove move : refresh.report().getMoved()) {
      if (move.getBefore() == null) {
        assertThat(move.getParts()).isEmpty();
        continue;
      }
      double sum = move.getParts().stream().mapToDouble(MovePart::getChange).sum();
      assertThat(move.getBefore() + sum).isCloseTo(move.getAfter(), within(1e-12));
      assertThat(move.getParts().stream().flatMap(p -> p.getCauses().stream()))
          .containsExactlyInAnyOrder(
              "horizon",
              "departed weeks",
              "restated weeks",
              "new weeks",
              "experiments",
              "sampling");
    }
    assertThat(build.report().getMoved()).isEmpty();
  }

  @Test
  void shouldSplitTheContributionsOfMediaOnly() {
    for (Contribution c : values(refresh, TOPICS.contributions())) {
      boolean medium = List.of("tv", "facebook", "newsletter").contains(c.getComponent());
      assertThat(c.getImmediate() != null).isEqualTo(medium);
      if (medium) {
        assertThat(c.getImmediate() + c.getCarryOver())
            .isCloseTo(c.getContribution(), within(1e-9));
        assertThat(c.getCarryOverLower()).isLessThanOrEqualTo(c.getCarryOverUpper());
      }
    }
  }

  @Test
  void shouldSumToTheContributionsByWeekOfSpend() {
    Map<String, Double> sums = new TreeMap<>();
    for (SpendWeek week : values(refresh, TOPICS.spendWeeks())) {
      sums.merge(week.getChannel(), week.getContribution(), Double::sum);
    }
    assertThat(sums).containsOnlyKeys("tv", "facebook");
    sums.forEach(
        (channel, sum) ->
            assertThat(sum)
                .isCloseTo(
                    values(refresh, TOPICS.contributions()).stream()
                        .filter(c -> c.getComponent().equals(channel))
                        .mapToDouble(Contribution::getContribution)
                        .sum(),
                    within(1e-9 * sum)));
    assertThat(keys(refresh, TOPICS.spendWeeks(), false))
        .contains("acme/DE|tv|before", "acme/DE|tv|" + row(refresh).getLastWeek());
    assertThat(keys(refresh, TOPICS.spendWeeks(), true))
        .contains("acme/DE|tv|" + row(build).getFirstWeek())
        .hasSize(4);
  }

  @Test
  void shouldGiveTheOperatingPointOfACurve() {
    for (ResponseCurve curve : values(build, TOPICS.curves())) {
      assertThat(curve.getMeanSpend()).isPositive();
      assertThat(curve.getMeanResponse())
          .isBetween(curve.getMeanResponseLower(), curve.getMeanResponseUpper());
    }
  }

  @Test
  void shouldPublishContributionsThatAddUpToTheFittedValue() {
    Map<LocalDate, Double> sums = new TreeMap<>();
    Map<LocalDate, Double> fitted = new TreeMap<>();
    for (Contribution c : values(build, TOPICS.contributions())) {
      switch (c.getComponent()) {
        case "fitted" -> fitted.put(c.getWeek(), c.getContribution());
        case "residual", "media.total" -> {
          // Derived, no part of the sum.
        }
        default -> sums.merge(c.getWeek(), c.getContribution(), Double::sum);
      }
    }
    assertThat(sums).hasSize(60);
    sums.forEach((week, sum) -> assertThat(sum).isCloseTo(fitted.get(week), within(1e-9 * 30_000)));
  }

  @Test
  void shouldLeaveOutTheResidualOfAWeekWithoutOutcome() {
    List<Contribution> missing =
        values(build, TOPICS.contributions()).stream()
            .filter(c -> c.getComponent().equals("residual") && c.getContribution() == null)
            .toList();

    assertThat(missing)
        .extracting(Contribution::getWeek)
        .containsExactly(Histories.FIRST_WEEK.plusWeeks(20));
    assertThat(missing.get(0).getLower()).isNull();
  }

  @Test
  void shouldListEveryKeyOfTheSetInTheModelsRow() {
    for (RequestFitter.Answer answer : List.of(build, refresh)) {
      ResultKeys.of(TOPICS, row(answer))
          .forEach(
              (topic, keys) ->
                  assertThat(keys(answer, topic, false))
                      .as(topic.name())
                      .containsExactlyInAnyOrderElementsOf(keys));
    }
  }

  @Test
  void shouldGiveEveryRowTheVersionOfItsModel() {
    String version = row(build).getModelVersion();

    assertThat(values(build, TOPICS.contributions()))
        .allMatch(c -> is(c.getModelVersion(), version));
    assertThat(values(build, TOPICS.roi())).allMatch(r -> is(r.getModelVersion(), version));
    assertThat(values(build, TOPICS.curves())).allMatch(r -> is(r.getModelVersion(), version));
  }

  private static boolean is(String a, String b) {
    return a.equals(b);
  }

  @Test
  void shouldTombstoneWhatOnlyTheIncumbentHad() {
    List<String> gone = keys(refresh, TOPICS.contributions(), true);

    List<String> expected = new ArrayList<>();
    for (int n = 8; n < 10; n++) {
      for (String component : row(build).getComponents()) {
        expected.add("acme/DE|" + Histories.FIRST_WEEK.plusWeeks(n) + "|" + component);
      }
    }
    assertThat(gone).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(keys(refresh, TOPICS.roi(), true)).isEmpty();
    assertThat(keys(build, TOPICS.contributions(), true)).isEmpty();
  }

  @Test
  void shouldWriteTheHorizonsOfEveryPaidChannel() {
    assertThat(row(build).getHorizons()).containsExactly("1w", "4w", "13w", "52w", "window");
    ChannelRoi window =
        values(build, TOPICS.roi()).stream()
            .filter(r -> r.getChannel().equals("tv") && r.getHorizon().equals("window"))
            .findFirst()
            .orElseThrow();

    assertThat(window.getCurrency()).isEqualTo("EUR");
    assertThat(window.getFirstWeek()).isEqualTo(Histories.FIRST_WEEK.plusWeeks(8));
    assertThat(window.getLastWeek()).isEqualTo(Histories.FIRST_WEEK.plusWeeks(67));
    assertThat(window.getRoi()).isBetween(window.getRoiLower(), window.getRoiUpper());
  }

  @Test
  void shouldNameTheSeedThatWasUsed() {
    FittedModel model = StateCodec.decode(bytes(row(build).getState()));

    assertThat(row(build).getSeed()).isEqualTo(model.seed());
    assertThat(row(build).getFingerprint()).isEqualTo(model.fingerprint());
  }

  @Test
  void shouldWriteTheSameRowsForTheSameRequestButForNoTimes() {
    RequestFitter.Answer again = fitter.fit(refreshRequest);

    assertThat(bytesOf(again)).isEqualTo(bytesOf(refresh));
  }

  @Test
  void shouldRebuildWhenTheIncumbentCannotBeRead() {
    dev.freshet.avro.FittedModel unreadable = row(build);
    unreadable.setState(ByteBuffer.wrap(new byte[] {1, 2, 3}));

    RefreshReport report =
        fitter
            .fit(
                Requests.of(
                    Specs.MODEL, 3, Histories.spec(), Histories.series(2, 8, 60), unreadable))
            .report();

    assertThat(report.getOutcome()).isEqualTo(RefreshOutcome.PUBLISHED);
    assertThat(report.getKind()).isEqualTo(FitKind.REBUILD);
    assertThat(report.getDetail()).contains("cannot read the incumbent");
  }

  @Test
  void shouldReportDataThatCarryNoModelAsFailed() {
    RequestFitter.Answer answer =
        fitter.fit(Requests.of(Specs.MODEL, 3, Histories.spec(), Histories.series(0, 0, 10), null));

    assertThat(answer.report().getOutcome()).isEqualTo(RefreshOutcome.FAILED);
    assertThat(answer.report().getDetail()).startsWith("the data cannot carry a model: ");
    assertThat(answer.rows()).isEmpty();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static TreeSet<String> bytesOf(RequestFitter.Answer answer) {
    TreeSet<String> rows = new TreeSet<>();
    answer
        .rows()
        .forEach(
            r ->
                rows.add(
                    r.topic()
                        + java.util.Arrays.toString(r.key())
                        + java.util.Arrays.toString(r.value())));
    return rows;
  }
}
