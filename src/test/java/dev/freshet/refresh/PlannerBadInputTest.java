package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.FittedModel;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.SourceWatermark;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.Keys;
import dev.freshet.topic.SpecMapping;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that decode and make no sense: they are put aside, and the planner goes on. */
class PlannerBadInputTest {
  private PlannerHarness planner;

  @BeforeEach
  void start() {
    planner = new PlannerHarness();
  }

  @AfterEach
  void stop() {
    planner.close();
  }

  private static WeeklyObservation row(String model, LocalDate week, Instant through) {
    return WeeklyObservation.newBuilder()
        .setModel(model)
        .setWeek(week)
        .setRevision(1)
        .setVariables(List.of())
        .setSpecVersion("")
        .setWatermarks(List.of(new SourceWatermark("tv", through)))
        .build();
  }

  /** The only letter, which must be of that reason and say that; then a model is fitted as ever. */
  private void assertPutAside(String reason, String words) {
    List<ProducerRecord<byte[], byte[]>> letters = planner.records(planner.topics.deadLetters());
    assertThat(letters).hasSize(1);
    assertThat(header(letters.get(0), DeadLetters.REASON)).isEqualTo(reason);
    assertThat(header(letters.get(0), DeadLetters.DETAIL)).contains(words);
    assertThat(build().getSequence()).isEqualTo(1);
  }

  private RefreshRequest build() {
    planner.spec(Specs.tv().weeks(2, 2).build());
    planner.week(0, 10, 100L);
    planner.week(1, 20, 200L);
    planner.pass(NextRequest.QUIET.plus(Duration.ofSeconds(1)));
    List<RefreshRequest> builds = planner.values(planner.topics.rebuildRequests());
    assertThat(builds).hasSize(1);
    return builds.get(0);
  }

  private static String header(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldPutARowAsideThatNamesNoModel() {
    planner.send(
        planner.topics.weekly(), "|2026-01-05", row("", PlannerHarness.FIRST, Instant.EPOCH));

    assertPutAside("KEY_MISMATCH", "names no model");
  }

  @Test
  void shouldPutARowAsideThatStandsUnderAnotherWeeksKey() {
    planner.send(
        planner.topics.weekly(),
        Keys.week(Specs.MODEL, PlannerHarness.FIRST),
        row(Specs.MODEL, PlannerHarness.FIRST.plusWeeks(1), Instant.EPOCH));

    assertPutAside("KEY_MISMATCH", "2026-01-12");
  }

  @Test
  void shouldPutARowAsideWhoseWatermarkOrWeekIsOutOfThisWorld() {
    planner.send(
        planner.topics.weekly(),
        Keys.week(Specs.MODEL, PlannerHarness.FIRST),
        row(Specs.MODEL, PlannerHarness.FIRST, Instant.ofEpochMilli(Long.MAX_VALUE)));
    assertThat(planner.records(planner.topics.deadLetters())).hasSize(1);
    LocalDate far = LocalDate.of(-500_000, 1, 5);
    planner.send(
        planner.topics.weekly(), Keys.week(Specs.MODEL, far), row(Specs.MODEL, far, Instant.EPOCH));

    assertPutAside("MALFORMED", "-500000-01-05");
  }

  @Test
  void shouldPutAModelAsideWhoseRowsCouldNotBeNamed() {
    FittedModel bad = planner.model(build(), "v1");
    planner.records(planner.topics.deadLetters());
    bad.setSequence(2);
    bad.setCurves(List.of("tv|radio"));
    planner.send(planner.topics.models(), Specs.MODEL, bad);
    bad.setCurves(List.of("tv"));
    bad.setFirstWeek(LocalDate.of(-500_000, 1, 5));
    planner.send(planner.topics.models(), Specs.MODEL, bad);

    assertThat(planner.records(planner.topics.deadLetters()))
        .extracting(letter -> header(letter, DeadLetters.REASON))
        .containsExactly("MALFORMED", "MALFORMED");
    planner.retire();
    assertThat(planner.tombstones(planner.topics.curves())).containsExactly("acme/DE|tv");
  }

  @Test
  void shouldRetireNoModelForATombstoneOfAnotherKey() {
    planner.sendBytes(planner.topics.specs(), "acme/DE|x".getBytes(StandardCharsets.UTF_8), null);
    assertPutAside("KEY_MISMATCH", "acme/DE|x");

    planner.send(
        planner.topics.specs(), "acme/DE|x", SpecMapping.toAvro(Specs.tv().weeks(2, 2).build()));
    assertThat(planner.records(planner.topics.deadLetters())).hasSize(1);
  }

  /** Brokers refuse such a time in the internal topic, and Streams stops at a negative one. */
  @Test
  void shouldTakeNoTimeFromARecordThatIsAheadOfTheClock() {
    Instant ahead = planner.now.plus(Duration.ofDays(3650));
    planner.sendBytes(
        planner.topics.commands(),
        Specs.MODEL.getBytes(StandardCharsets.UTF_8),
        new byte[] {1},
        ahead.toEpochMilli());

    ProducerRecord<byte[], byte[]> letter = planner.records(planner.topics.deadLetters()).get(0);
    assertThat(header(letter, DeadLetters.TIMESTAMP))
        .isEqualTo(Long.toString(planner.now.toEpochMilli()));
  }
}
