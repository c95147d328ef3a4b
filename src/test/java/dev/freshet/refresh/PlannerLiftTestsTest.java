package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.ExperimentState;
import dev.freshet.avro.ExperimentUse;
import dev.freshet.avro.LiftInterval;
import dev.freshet.avro.LiftTest;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.TriggerReason;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.Keys;
import dev.freshet.topic.LiftTestMapping;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lift tests on their topic, and what the planner makes of them. */
class PlannerLiftTestsTest {
  private static final Duration DEBOUNCE = Duration.ofSeconds(1);
  private static final int WINDOW = 4;

  private PlannerHarness planner;

  /** A published model of six closed weeks, the last four of them its window. */
  @BeforeEach
  void publish() {
    planner = new PlannerHarness();
    planner.spec(Specs.tv().weeks(2, WINDOW).build());
    for (int n = 0; n < 6; n++) {
      close(n);
    }
    planner.pass(NextRequest.QUIET);
    List<RefreshRequest> builds = planner.values(planner.topics.rebuildRequests());
    planner.publish(builds.get(0), "v1");
    planner.pass(DEBOUNCE);
    planner.values(planner.topics.status());
  }

  @AfterEach
  void stop() {
    planner.close();
  }

  private void close(int n) {
    planner.week(n, 1_000_000_000L, 9_000_000_000L);
  }

  private static LocalDate week(int n) {
    return PlannerHarness.FIRST.plusWeeks(n);
  }

  private static LiftTestDraft test(String name, int week) {
    return LiftTestDraft.weeks(name, week(week), 1);
  }

  private void put(LiftTestDraft draft) {
    put(LiftTestMapping.toAvro(draft.test()));
  }

  private void put(LiftTest test) {
    planner.send(
        planner.topics.experiments(), Keys.experiment(test.getModel(), test.getExperiment()), test);
  }

  private void withdraw(String name) {
    planner.send(planner.topics.experiments(), Keys.experiment(Specs.MODEL, name), null);
  }

  private List<RefreshRequest> requests() {
    planner.pass(DEBOUNCE);
    return planner.values(planner.topics.refreshRequests());
  }

  private RefreshRequest request() {
    List<RefreshRequest> requests = requests();
    assertThat(requests).hasSize(1);
    return requests.get(0);
  }

  @Test
  void shouldAskForARefreshWithTheTestWhenOneComes() {
    put(test("geo-1", 4));

    RefreshRequest request = request();
    assertThat(request.getBuild()).isFalse();
    assertThat(request.getReasons()).containsExactly(TriggerReason.EXPERIMENT);
    assertThat(request.getReasonDetail()).isEqualTo("experiment geo-1 counts");
    assertThat(request.getExperiments())
        .containsExactly(LiftTestMapping.toAvro(test("geo-1", 4).test()));
    assertThat(planner.status().getExperiments())
        .containsExactly(use("geo-1", ExperimentState.COUNTS, false, ""));
  }

  private static ExperimentUse use(
      String name, ExperimentState state, boolean leavesNext, String detail) {
    return ExperimentUse.newBuilder()
        .setExperiment(name)
        .setState(state)
        .setLeavesNext(leavesNext)
        .setDetail(detail)
        .build();
  }

  @Test
  void shouldNotAskAgainWhenTheSameTestComesAgain() {
    put(test("geo-1", 4));
    planner.publish(request(), "v2");
    put(test("geo-1", 4));

    assertThat(requests()).isEmpty();

    put(test("geo-1", 4).lift(30, 10));
    assertThat(request().getReasonDetail()).isEqualTo("experiment geo-1 changed");
  }

  @Test
  void shouldAskForARefreshWithoutTheTestWhenItIsWithdrawn() {
    put(test("geo-1", 4));
    planner.publish(request(), "v2");
    withdraw("geo-1");

    RefreshRequest request = request();
    assertThat(request.getReasonDetail()).isEqualTo("experiment geo-1 no longer counts");
    assertThat(request.getExperiments()).isEmpty();
    planner.publish(request, "v3");
    assertThat(planner.status().getExperiments()).isEmpty();
    withdraw("geo-1");
    assertThat(requests()).isEmpty();
  }

  @Test
  void shouldAskOnceWhenATestSupersedesAnother() {
    put(test("geo-1", 4));
    planner.publish(request(), "v2");
    put(test("geo-2", 4).supersedes("geo-1"));

    RefreshRequest request = request();
    assertThat(request.getReasonDetail())
        .isEqualTo("experiment geo-1 no longer counts; experiment geo-2 counts");
    assertThat(request.getExperiments()).hasSize(2);
    assertThat(planner.status().getExperiments())
        .containsExactly(
            use("geo-1", ExperimentState.SUPERSEDED, false, "superseded by geo-2"),
            use("geo-2", ExperimentState.COUNTS, false, ""));
  }

  @Test
  void shouldCountATestWithTheCloseOfItsLastWeek() {
    put(test("geo-1", 6));

    assertThat(requests()).isEmpty();
    assertThat(planner.status().getExperiments())
        .containsExactly(
            use(
                "geo-1",
                ExperimentState.WAITING,
                false,
                "its weeks have closed with that until " + week(7).minusDays(1)));
    close(6);
    RefreshRequest request = request();
    assertThat(request.getReasons())
        .containsExactlyInAnyOrder(TriggerReason.WEEK_CLOSED, TriggerReason.EXPERIMENT);
    assertThat(request.getReasonDetail()).contains("experiment geo-1 counts");
  }

  @Test
  void shouldAnnounceThatATestLeavesAndThenSayThatItLeft() {
    put(test("geo-1", 3).expires(week(7).plusDays(3)));
    planner.publish(request(), "v2");
    assertThat(planner.status().getExperiments())
        .containsExactly(use("geo-1", ExperimentState.COUNTS, false, ""));

    close(6);
    RefreshRequest ahead = request();
    assertThat(ahead.getReasons()).containsExactly(TriggerReason.WEEK_CLOSED);
    assertThat(planner.status().getExperiments())
        .singleElement()
        .satisfies(u -> assertThat(u.getLeavesNext()).isTrue())
        .satisfies(u -> assertThat(u.getState()).isEqualTo(ExperimentState.COUNTS));
    planner.publish(ahead, "v3");

    close(7);
    RefreshRequest without = request();
    assertThat(without.getReasonDetail()).contains("experiment geo-1 no longer counts");
    assertThat(planner.status().getExperiments())
        .containsExactly(
            use("geo-1", ExperimentState.EXPIRED, false, "expired on " + week(7).plusDays(3)));
  }

  @Test
  void shouldSayWhyATestIsOfNoUseAndAskForNothing() {
    put(test("before", 1));
    put(test("tiktok", 4).channels("tiktok"));
    put(test("rich", 4).change(5000));
    put(test("first", 5));
    put(test("second", 5).lift(20, 10));

    RefreshRequest request = request();

    assertThat(request.getReasonDetail()).isEqualTo("experiment first counts");
    assertThat(planner.status().getExperiments())
        .extracting(ExperimentUse::getExperiment, ExperimentUse::getState)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("before", ExperimentState.LEFT_WINDOW),
            org.assertj.core.groups.Tuple.tuple("first", ExperimentState.COUNTS),
            org.assertj.core.groups.Tuple.tuple("rich", ExperimentState.REFUSED),
            org.assertj.core.groups.Tuple.tuple("second", ExperimentState.REFUSED),
            org.assertj.core.groups.Tuple.tuple("tiktok", ExperimentState.REFUSED));
    assertThat(planner.records(planner.topics.deadLetters())).isEmpty();
  }

  @Test
  void shouldPutAsideWhatIsImpossibleInItself() {
    LiftTest good = LiftTestMapping.toAvro(test("geo-1", 4).test());
    put(LiftTest.newBuilder(good).setStandardErrorMicros(0).build());
    put(LiftTest.newBuilder(good).setTestEnd(week(3)).build());
    put(LiftTest.newBuilder(good).setMeasureStart(week(3)).build());
    put(LiftTest.newBuilder(good).setMarketShare(1.5).build());
    put(LiftTest.newBuilder(good).setMarketShare(Double.NaN).build());
    put(LiftTest.newBuilder(good).setSupersedes("geo-1").build());
    put(LiftTest.newBuilder(good).setHoldOut(true).build());
    put(LiftTest.newBuilder(good).setChannels(List.of()).build());
    put(LiftTest.newBuilder(good).setExpires(week(4)).build());

    assertThat(requests()).isEmpty();
    List<ProducerRecord<byte[], byte[]>> letters = planner.records(planner.topics.deadLetters());
    assertThat(letters).hasSize(9);
    assertThat(letters)
        .extracting(l -> header(l, DeadLetters.REASON))
        .containsOnly("INVALID_EXPERIMENT");
    assertThat(letters)
        .extracting(l -> header(l, DeadLetters.DETAIL))
        .allSatisfy(words -> assertThat(words).endsWith("; mend it and send it again"))
        .anySatisfy(words -> assertThat(words).contains("standardError: must be above 0"))
        .anySatisfy(words -> assertThat(words).contains("an effect cannot come before its cause"));
    assertThat(letters.get(0).value())
        .isEqualTo(
            planner
                .topics
                .experiments()
                .record("k", LiftTest.newBuilder(good).setStandardErrorMicros(0).build())
                .value());
  }

  @Test
  void shouldPutAsideWhatCouldNotBeWithdrawn() {
    LiftTest good = LiftTestMapping.toAvro(test("geo-1", 4).test());
    planner.send(planner.topics.experiments(), Specs.MODEL, good);
    planner.send(planner.topics.experiments(), Keys.experiment(Specs.MODEL, "geo-2"), good);
    planner.send(planner.topics.experiments(), Keys.experiment("acme/FR", "geo-1"), good);

    assertThat(requests()).isEmpty();
    assertThat(planner.records(planner.topics.deadLetters()))
        .extracting(l -> header(l, DeadLetters.REASON))
        .containsExactly("KEY_MISMATCH", "KEY_MISMATCH", "KEY_MISMATCH");
  }

  private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldTakeAnIntervalForAStandardError() {
    LiftTest good = LiftTestMapping.toAvro(test("geo-1", 4).test());
    put(
        LiftTest.newBuilder(good)
            .setStandardErrorMicros(0)
            .setInterval(new LiftInterval(0.9, 30_000_000L, 50_000_000L))
            .build());

    assertThat(request().getExperiments()).hasSize(1);
  }

  @Test
  void shouldKeepTheNewestTestsOnly() {
    for (int n = 0; n <= KeptLiftTests.MOST; n++) {
      put(
          LiftTestDraft.days("t%03d".formatted(n), week(1), week(1).plusDays(n))
              .channels("tiktok"));
    }

    planner.command(dev.freshet.avro.CommandKind.REFRESH, "");
    assertThat(request().getExperiments())
        .hasSize(KeptLiftTests.MOST)
        .noneMatch(t -> t.getExperiment().equals("t000"));
  }

  @Test
  void shouldForgetTheTestsOfARetiredModel() {
    put(test("geo-1", 4));
    planner.publish(request(), "v2");
    planner.send(planner.topics.specs(), Specs.MODEL, null);
    planner.spec(Specs.tv().weeks(2, WINDOW).build());
    planner.pass(DEBOUNCE);

    assertThat(planner.status().getExperiments()).isEmpty();
  }
}
