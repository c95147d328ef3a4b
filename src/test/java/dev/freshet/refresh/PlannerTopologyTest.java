package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.CommandKind;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshCommand;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.TriggerReason;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.DeadLetters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTopologyTest {
  private static final Duration DEBOUNCE = Duration.ofSeconds(1);

  private PlannerHarness planner;

  @BeforeEach
  void start() {
    planner = new PlannerHarness();
  }

  @AfterEach
  void stop() {
    planner.close();
  }

  private RefreshRequest only(List<RefreshRequest> requests) {
    assertThat(requests).hasSize(1);
    return requests.get(0);
  }

  /** The first build of a model of three weeks, window 2. */
  private RefreshRequest firstBuild() {
    planner.spec(Specs.tv().weeks(2, 2).build());
    planner.week(0, 10, 100L);
    planner.week(1, 20, null);
    planner.week(2, 30, 300L);
    planner.pass(DEBOUNCE);
    assertThat(planner.values(planner.topics.rebuildRequests())).as("still catching up").isEmpty();
    planner.pass(NextRequest.QUIET);
    return only(planner.values(planner.topics.rebuildRequests()));
  }

  private RefreshRequest published() {
    RefreshRequest request = firstBuild();
    planner.publish(request, "v1");
    planner.pass(DEBOUNCE);
    return request;
  }

  @Test
  void shouldStayAsItIsDescribed() throws IOException {
    Path golden = Path.of("src/test/resources/topology/planner.txt");

    String description =
        sorted(
            PlannerHarness.topology(
                    planner.topics,
                    Clock.systemUTC(),
                    partition -> Readings.Reading.NONE,
                    new SimpleMeterRegistry())
                .describe()
                .toString());

    assertThat(description).isEqualToNormalizingNewlines(Files.readString(golden));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 4102444800000L})
  void shouldTakeRecordsWhateverTheirTimestamp(long timestamp) {
    planner.bytes(planner.topics.commands(), new byte[] {1}, Instant.ofEpochMilli(timestamp));

    ProducerRecord<byte[], byte[]> letter = planner.records(planner.topics.deadLetters()).get(0);
    long kept = Math.max(0, Math.min(timestamp, planner.now.toEpochMilli()));
    assertThat(DeadLetters.number(letter.headers(), DeadLetters.TIMESTAMP)).hasValue(kept);
  }

  /** Topics and stores are sets: their order means nothing and may differ from run to run. */
  private static String sorted(String description) {
    return Pattern.compile("\\[([^\\]]*)\\]")
        .matcher(description)
        .replaceAll(
            set ->
                Arrays.stream(set.group(1).split(", "))
                    .sorted()
                    .collect(Collectors.joining(", ", "[", "]")));
  }

  @Test
  void shouldAskForOneBuildWithTheSeriesOfAllClosedWeeks() {
    RefreshRequest request = firstBuild();

    assertThat(request.getReasons()).containsExactly(TriggerReason.FIRST_BUILD);
    assertThat(request.getBuild()).isTrue();
    assertThat(request.getIncumbent()).isNull();
    assertThat(request.getFirstWeek()).isEqualTo(PlannerHarness.FIRST);
    assertThat(request.getLeadInWeeks()).isEqualTo(1);
    assertThat(request.getWeeks()).isEqualTo(2);
    assertThat(request.getClosedWeek()).isEqualTo(PlannerHarness.FIRST.plusWeeks(2));
    Map<String, Long[]> series = Observations.fromAvro(request.getSeries());
    assertThat(series.get("spend.tv")).containsExactly(10L, 20L, 30L);
    assertThat(series.get("outcome.revenue")).containsExactly(100L, null, 300L);
    assertThat(planner.values(planner.topics.refreshRequests())).isEmpty();
  }

  @Test
  void shouldWriteNothingBeforeTheDebounceIsOver() {
    planner.spec(Specs.tv().weeks(2, 2).build());
    planner.week(0, 10, 100L);
    planner.week(1, 20, 200L);

    assertThat(planner.values(planner.topics.rebuildRequests())).isEmpty();
  }

  @Test
  void shouldCarryTheIncumbentOnceItIsBack() {
    RefreshRequest build = firstBuild();
    planner.week(3, 40, 400L);
    planner.report(build, RefreshOutcome.PUBLISHED, "v1");
    planner.pass(DEBOUNCE);
    assertThat(planner.values(planner.topics.refreshRequests())).isEmpty();

    planner.model(build, "v1");
    planner.pass(DEBOUNCE);

    RefreshRequest refresh = only(planner.values(planner.topics.refreshRequests()));
    assertThat(refresh.getIncumbent().getModelVersion()).isEqualTo("v1");
    assertThat(refresh.getSequence()).isEqualTo(2);
    assertThat(refresh.getReasons()).containsExactly(TriggerReason.WEEK_CLOSED);
    assertThat(Observations.fromAvro(refresh.getSeries()).get("spend.tv"))
        .containsExactly(10L, 20L, 30L, 40L);
  }

  /** Models whose builds were asked for since. */
  private List<String> builds() {
    planner.pass(DEBOUNCE);
    return planner.values(planner.topics.rebuildRequests()).stream()
        .peek(asked::add)
        .map(RefreshRequest::getModel)
        .toList();
  }

  private final List<RefreshRequest> asked = new ArrayList<>();

  private void answer(String model, RefreshOutcome outcome) {
    RefreshRequest request =
        asked.stream().filter(r -> r.getModel().equals(model)).reduce((a, b) -> b).orElseThrow();
    if (outcome == RefreshOutcome.PUBLISHED) {
      planner.publish(request, "v" + request.getSequence());
    } else {
      planner.report(request, outcome, null);
    }
  }

  /** The harness's planner asks for two builds at once. */
  @Test
  void shouldAskForNoMoreBuildsAtOnceThanItMay() {
    for (int n = 0; n < 5; n++) {
      ModelSpec spec = Specs.tv().weeks(2, 2).model("acme/M" + n).build();
      planner.spec(spec);
      planner.closing(spec, PlannerHarness.FIRST, 10);
      planner.closing(spec, PlannerHarness.FIRST.plusWeeks(1), 20);
    }
    planner.pass(NextRequest.QUIET);
    List<String> first = builds();
    assertThat(first).hasSize(2);
    assertThat(builds()).isEmpty();
    assertThat(planner.waiting("build")).as("two in flight, three that wait").isEqualTo(5);

    answer(first.get(0), RefreshOutcome.PUBLISHED);
    List<String> second = builds();
    assertThat(second).hasSize(1).doesNotContainAnyElementsOf(first);

    answer(first.get(1), RefreshOutcome.FAILED);
    answer(second.get(0), RefreshOutcome.REFUSED);
    assertThat(builds()).hasSize(2).doesNotContainAnyElementsOf(first).isNotEqualTo(second);
    assertThat(asked).extracting(RefreshRequest::getModel).doesNotHaveDuplicates().hasSize(5);
    assertThat(planner.waiting("build")).isEqualTo(2);
  }

  @Test
  void shouldKeepAnOrderedRebuildWaitingForItsTurn() {
    shouldAskForNoMoreBuildsAtOnceThanItMay();
    String published = asked.get(0).getModel();
    planner.send(
        planner.topics.commands(),
        published,
        new RefreshCommand(published, CommandKind.REBUILD, planner.now, "new agency"));
    assertThat(builds()).as("two are in flight").isEmpty();

    answer(asked.get(4).getModel(), RefreshOutcome.PUBLISHED);

    assertThat(builds()).containsExactly(published);
  }

  @Test
  void shouldOrderARebuildOnTheTopicOfBuilds() {
    published();

    planner.command(CommandKind.REBUILD, "new agency");
    planner.pass(DEBOUNCE);

    RefreshRequest rebuild = only(planner.values(planner.topics.rebuildRequests()));
    assertThat(rebuild.getBuild()).isTrue();
    assertThat(rebuild.getIncumbent().getModelVersion()).isEqualTo("v1");
    assertThat(rebuild.getReasonDetail()).isEqualTo("new agency");
  }

  @Test
  void shouldRefreshARestatedWeekButNotARepeatedOne() {
    published();
    planner.week(1, 20, null);
    planner.pass(DEBOUNCE);
    assertThat(planner.values(planner.topics.refreshRequests())).isEmpty();

    planner.week(1, 25, null);
    planner.pass(DEBOUNCE);

    RefreshRequest refresh = only(planner.values(planner.topics.refreshRequests()));
    assertThat(refresh.getReasons()).containsExactly(TriggerReason.RESTATEMENT);
    assertThat(Observations.fromAvro(refresh.getSeries()).get("spend.tv"))
        .containsExactly(10L, 25L, 30L);
  }

  private List<TriggerReason> reasons() {
    planner.pass(DEBOUNCE);
    return planner.values(planner.topics.refreshRequests()).stream()
        .flatMap(r -> r.getReasons().stream())
        .toList();
  }

  /** The tolerance is a hundredth. */
  @Test
  void shouldRefreshWhenSmallRestatementsAddUp() {
    RefreshRequest build = firstBuild();
    planner.week(1, 1_000, null);
    planner.publish(build, "v1");
    planner.pass(DEBOUNCE);
    RefreshRequest refresh = only(planner.values(planner.topics.refreshRequests()));
    planner.publish(refresh, "v2");

    planner.week(1, 1_006, null);
    assertThat(reasons()).isEmpty();
    planner.week(1, 1_003, null);
    assertThat(reasons()).as("half of it back").isEmpty();
    planner.week(1, 1_010, null);
    assertThat(reasons()).as("just the tolerance").isEmpty();
    planner.week(1, 1_011, null);
    planner.pass(DEBOUNCE);

    RefreshRequest again = only(planner.values(planner.topics.refreshRequests()));
    assertThat(again.getReasons()).containsExactly(TriggerReason.RESTATEMENT);
    assertThat(Observations.fromAvro(again.getSeries()).get("spend.tv"))
        .containsExactly(10L, 1_011L, 30L);
    planner.publish(again, "v3");
    planner.week(1, 1_020, null);
    assertThat(reasons()).as("what was asked last counts from then on").isEmpty();
    planner.week(1, 1_022, null);
    assertThat(reasons()).containsExactly(TriggerReason.RESTATEMENT);
  }

  @Test
  void shouldCountWhatComesWhileARequestIsInFlightFromThatRequestOn() {
    RefreshRequest build = firstBuild();
    for (int step = 1; step <= 3; step++) {
      planner.week(2, 30, 300L + step);
    }
    planner.publish(build, "v1");
    assertThat(reasons()).as("a hundredth of 300 is 3").isEmpty();

    planner.week(2, 30, 304L);
    assertThat(reasons()).containsExactly(TriggerReason.RESTATEMENT);
  }

  /** A source that closed without comes after all, a row a flush: the last row is fitted too. */
  @Test
  void shouldFitNearlyAllOfASilentSourceThatTricklesInLate() {
    RefreshRequest build = firstBuild();
    planner.publish(build, "v1");
    planner.pass(DEBOUNCE);
    long fitted = 0;
    long booked = 0;
    for (int row = 1; row <= 300; row++) {
      booked += 1_000_000;
      planner.week(1, 20, booked);
      planner.pass(DEBOUNCE);
      List<RefreshRequest> requests = planner.values(planner.topics.refreshRequests());
      if (!requests.isEmpty()) {
        RefreshRequest request = only(requests);
        fitted = Observations.fromAvro(request.getSeries()).get("outcome.revenue")[1];
        planner.publish(request, "v" + request.getSequence());
      }
    }

    assertThat(booked).isEqualTo(300_000_000);
    assertThat((double) booked).isBetween((double) fitted, 1.01 * fitted);
  }

  @Test
  void shouldTryAFailedRequestAgainByItself() {
    planner.report(firstBuild(), RefreshOutcome.FAILED, null);
    planner.pass(DEBOUNCE);
    assertThat(planner.values(planner.topics.rebuildRequests())).isEmpty();

    planner.pass(Duration.ofSeconds(10));

    RefreshRequest again = only(planner.values(planner.topics.rebuildRequests()));
    assertThat(again.getReasons()).contains(TriggerReason.RETRY);
  }

  @Test
  void shouldAskAgainForEverWhenNoRefresherOfItsEngineIsThere() {
    RefreshRequest request = firstBuild();
    for (int n = 0; n < 2 * RefreshPlanner.MAX_TRIES; n++) {
      planner.unattended(request);
      planner.pass(Duration.ofSeconds(10));
      request = only(planner.values(planner.topics.rebuildRequests()));
    }
    assertThat(request.getReasons()).contains(TriggerReason.RETRY);
  }

  @Test
  void shouldPutGarbageAsideAndGoOn() {
    byte[] key = "acme/DE".getBytes(StandardCharsets.UTF_8);
    byte[] garbage = "not avro".getBytes(StandardCharsets.UTF_8);
    planner.sendBytes(planner.topics.commands(), key, garbage);

    ProducerRecord<byte[], byte[]> letter = planner.records(planner.topics.deadLetters()).get(0);

    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.value()).isEqualTo(garbage);
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("MALFORMED");
    assertThat(header(letter, DeadLetters.DETAIL)).isNotBlank();
    assertThat(header(letter, DeadLetters.TOPIC)).isEqualTo("mmm.commands");
    assertThat(header(letter, DeadLetters.OFFSET)).isEqualTo("0");
    assertThat(firstBuild().getSequence()).isEqualTo(1);
  }

  @Test
  void shouldPutAsideWhatIsSentUnderAnotherModelsKey() {
    planner.send(
        planner.topics.commands(),
        "globex/FR",
        new dev.freshet.avro.RefreshCommand(
            Specs.MODEL, CommandKind.REFRESH, java.time.Instant.EPOCH, ""));

    ProducerRecord<byte[], byte[]> letter = planner.records(planner.topics.deadLetters()).get(0);

    assertThat(header(letter, DeadLetters.DETAIL)).contains("globex/FR", "acme/DE");
    assertThat(planner.values(planner.topics.status())).isEmpty();
  }

  @Test
  void shouldPutAsideWhatIsSentToTheSpecsUnderMoreThanAModelsKey() {
    planner.spec(Specs.tv().weeks(2, 2).build());
    planner.status();
    planner.send(
        planner.topics.specs(),
        Specs.MODEL + "|x",
        dev.freshet.topic.SpecMapping.toAvro(Specs.tv().weeks(3, 3).build()));
    planner.sendBytes(
        planner.topics.specs(), (Specs.MODEL + "|x").getBytes(StandardCharsets.UTF_8), null);

    List<ProducerRecord<byte[], byte[]>> letters = planner.records(planner.topics.deadLetters());

    assertThat(letters).hasSize(2);
    for (ProducerRecord<byte[], byte[]> letter : letters) {
      assertThat(header(letter, DeadLetters.REASON)).isEqualTo("KEY_MISMATCH");
      assertThat(header(letter, DeadLetters.DETAIL)).contains("acme/DE|x");
    }
    assertThat(planner.tombstones(planner.topics.status())).isEmpty();
  }

  @Test
  void shouldPutASpecAsideThatBreaksTheRulesOfSpecs() {
    dev.freshet.avro.ModelSpec spec =
        dev.freshet.topic.SpecMapping.toAvro(Specs.tv().weeks(2, 2).build());
    spec.setZone("Mars/Olympus");
    planner.send(planner.topics.specs(), Specs.MODEL, spec);

    ProducerRecord<byte[], byte[]> letter = planner.records(planner.topics.deadLetters()).get(0);

    assertThat(header(letter, DeadLetters.DETAIL)).contains("Mars/Olympus");
  }

  @Test
  void shouldTellWhereAModelStands() {
    planner.spec(Specs.tv().weeks(2, 2).build());
    assertThat(planner.status().getState()).isEqualTo(ModelState.COLLECTING);
    planner.week(0, 10, 100L);
    ModelStatus collecting = planner.status();
    assertThat(collecting.getClosedWeeks()).isEqualTo(1);
    assertThat(collecting.getOpenWeeks())
        .extracting(w -> w.getWeek() + " " + w.getWaitingFor())
        .containsExactly("2026-01-12 [shop, tv]");

    planner.week(1, 20, 200L);
    planner.pass(NextRequest.QUIET.plus(DEBOUNCE));
    ModelStatus fitting = planner.status();
    assertThat(fitting.getState()).isEqualTo(ModelState.FITTING);
    assertThat(fitting.getRequestId()).isEqualTo("acme/DE#1");

    planner.publish(only(planner.values(planner.topics.rebuildRequests())), "v1");
    ModelStatus fresh = planner.status();
    assertThat(fresh.getState()).isEqualTo(ModelState.FRESH);
    assertThat(fresh.getModelVersion()).isEqualTo("v1");

    planner.week(2, 30, 300L);
    assertThat(planner.status().getState()).isEqualTo(ModelState.STALE);
  }

  @Test
  void shouldWithdrawAllKeysOfARetiredModel() {
    published();
    planner.send(planner.topics.specs(), Specs.MODEL, null);

    assertThat(planner.tombstones(planner.topics.models())).containsExactly("acme/DE");
    assertThat(planner.tombstones(planner.topics.status())).containsExactly("acme/DE");
    assertThat(planner.tombstones(planner.topics.contributions()))
        .containsExactlyInAnyOrder(
            "acme/DE|2026-01-05|tv",
            "acme/DE|2026-01-05|fitted",
            "acme/DE|2026-01-12|tv",
            "acme/DE|2026-01-12|fitted");
    assertThat(planner.tombstones(planner.topics.roi()))
        .containsExactlyInAnyOrder("acme/DE|tv|1w", "acme/DE|tv|window");
    assertThat(planner.tombstones(planner.topics.curves())).containsExactly("acme/DE|tv");
  }

  @Test
  void shouldWithdrawWhatIsPublishedAfterTheModelRetired() {
    RefreshRequest request = firstBuild();
    planner.send(planner.topics.specs(), Specs.MODEL, null);
    assertThat(planner.tombstones(planner.topics.models())).isEmpty();
    planner.records(planner.topics.status());

    planner.publish(request, "v1");

    assertThat(planner.tombstones(planner.topics.models())).containsExactly("acme/DE");
    assertThat(planner.tombstones(planner.topics.curves())).containsExactly("acme/DE|tv");
    assertThat(planner.records(planner.topics.status())).isEmpty();
  }

  @Test
  void shouldGoOnAboveTheSequencesOfARetiredModelOfTheSameName() {
    published();
    planner.send(planner.topics.specs(), Specs.MODEL, null);

    RefreshRequest again = firstBuild();

    assertThat(again.getSequence()).isEqualTo(2);
    assertThat(again.getIncumbent()).isNull();
    assertThat(again.getReasons()).containsExactly(TriggerReason.FIRST_BUILD);
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldCloseAWeekByTheClockOnlyWhileTheLedgerKeepsUp() {
    published();
    planner.weekOf(3, List.of("tv"));
    Duration wait = Duration.ofDays(40);
    planner.pass(wait);
    planner.records(planner.topics.refreshRequests());
    assertThat(planner.records(planner.topics.refreshRequests()))
        .as("after 40 days of which nothing is known")
        .isEmpty();

    for (int beat = 0; beat < 5 * 24 + 5; beat++) {
      planner.read(planner.now, planner.now);
      planner.pass(Duration.ofMinutes(12));
    }
    planner.pass(DEBOUNCE);

    RefreshRequest refresh = only(planner.values(planner.topics.refreshRequests()));
    assertThat(refresh.getIncompleteSources()).containsExactly("shop");
    assertThat(planner.status().getClosedWithout()).containsExactly("shop");
  }

  @Test
  void shouldReplaceALostBuildOnTheTopicOfBuilds() {
    firstBuild();
    planner.command(CommandKind.RESEND, "");
    planner.pass(DEBOUNCE);

    assertThat(only(planner.values(planner.topics.rebuildRequests())).getSequence()).isEqualTo(2);
    assertThat(planner.values(planner.topics.refreshRequests())).isEmpty();
  }

  @Test
  void shouldTombstoneWhatAReplacedModelLeavesThatItsSuccessorDidNotKnow() {
    RefreshRequest build = firstBuild();
    planner.publish(build, "v1");
    dev.freshet.avro.FittedModel other = planner.model(build, "v2");
    planner.records(planner.topics.curves());

    other.setModelVersion("v3");
    other.setCurves(List.of());
    planner.send(planner.topics.models(), Specs.MODEL, other);
    assertThat(planner.tombstones(planner.topics.curves())).containsExactly("acme/DE|tv");
  }
}
