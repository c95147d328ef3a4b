package dev.freshet.failures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.FitKind;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelState;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshOutcome;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.RefreshRequest;
import dev.freshet.avro.SourceWatermark;
import dev.freshet.avro.VariableAmount;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.failures.Witness.Kind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class WitnessTest {
  private static final String MODEL = "acme/DE";
  private static final LocalDate WEEK = LocalDate.of(2026, 11, 16);
  private static final byte[] CONTENT = {1, 2, 3};
  private static final byte[] OTHER = {1, 2, 4};

  private final Witness witness = new Witness();

  @Test
  void shouldFindNothingWhenASetIsRequestedPublishedAndReported() {
    witness.request(request(1));
    set("a");
    witness.model(model(1, "a"));
    witness.report(published(1, "a"));

    assertThat(witness.violations()).isEmpty();
    assertThat(witness.unfinished()).isEmpty();
  }

  @Test
  void shouldFindNothingWhenEqualInputsAreFittedAgain() {
    witness.request(request(1));
    witness.request(request(2));
    for (int sequence = 1; sequence <= 2; sequence++) {
      set("a");
      witness.model(model(sequence, "a"));
      witness.report(published(sequence, "a"));
    }

    assertThat(witness.violations()).isEmpty();
    assertThat(witness.unfinished()).isEmpty();
  }

  @Test
  void shouldFindTwoRowsForOneFact() {
    witness.row(Kind.ROI, "acme/DE|tv|4w", "a", CONTENT);
    witness.row(Kind.ROI, "acme/DE|tv|4w", "b", OTHER);
    assertThat(witness.violations()).isEmpty();

    witness.row(Kind.ROI, "acme/DE|tv|4w", "a", OTHER);

    assertThat(witness.violations()).singleElement().asString().contains("acme/DE|tv|4w");
  }

  @Test
  void shouldFindTwoVersionsOfOneSequence() {
    witness.model(model(1, "a"));
    witness.model(model(1, "b"));

    assertThat(witness.violations()).singleElement().asString().contains("a and b");
  }

  @Test
  void shouldFindAnOlderSequenceAfterANewerOne() {
    witness.model(model(2, "b"));
    witness.model(model(1, "a"));

    assertThat(witness.violations()).containsExactly("acme/DE: sequence 1 published after 2");
  }

  @Test
  void shouldFindARequestThatEndedTwice() {
    witness.report(published(1, "a"));
    witness.report(published(1, "a"));

    assertThat(witness.violations()).singleElement().asString().contains("ended twice");
  }

  @Test
  void shouldFindASequenceThatWasRequestedTwice() {
    witness.request(request(1));
    witness.request(request(1));

    assertThat(witness.violations()).singleElement().asString().contains("requested twice");
  }

  @Test
  void shouldFindTwoWeeklyRowsOfOneRevision() {
    witness.week(week(1, 100, 10));
    witness.week(week(1, 100, 20));
    assertThat(witness.violations()).as("watermarks alone may move").isEmpty();

    witness.week(week(1, 101, 20));

    assertThat(witness.violations()).singleElement().asString().contains("revision 1");
  }

  @Test
  void shouldFindARevisionThatGoesBack() {
    witness.week(week(2, 101, 10));
    witness.week(week(1, 100, 10));

    assertThat(witness.violations()).singleElement().asString().contains("revision 1 after 2");
  }

  @Test
  void shouldFindAWatermarkThatGoesBack() {
    witness.week(week(1, 100, 20));
    witness.week(week(2, 101, 10));

    assertThat(witness.violations()).singleElement().asString().contains("goes back");
  }

  @Test
  void shouldFindAStatusOfAnOlderSequence() {
    witness.status(status(2));
    witness.status(status(1));

    assertThat(witness.violations()).singleElement().asString().contains("sequence 1 after 2");
  }

  @Test
  void shouldFindADeadLetter() {
    witness.deadLetter("MALFORMED");

    assertThat(witness.violations()).singleElement().asString().contains("MALFORMED");
  }

  @Test
  void shouldMissARowThatTheModelLists() {
    witness.request(request(1));
    witness.row(Kind.CONTRIBUTION, "acme/DE|2026-11-16|tv", "a", CONTENT);
    witness.row(Kind.CURVE, "acme/DE|tv", "a", CONTENT);
    witness.row(Kind.SPEND_WEEK, "acme/DE|tv|before", "a", CONTENT);
    witness.row(Kind.SPEND_WEEK, "acme/DE|tv|2026-11-16", "a", CONTENT);
    witness.row(Kind.ROI, "acme/DE|tv|4w", "old", CONTENT);
    witness.model(model(1, "a"));
    witness.report(published(1, "a"));

    assertThat(witness.unfinished())
        .hasSize(2)
        .anySatisfy(words -> assertThat(words).contains("1 rows of its set", "acme/DE|tv|4w"))
        .anySatisfy(words -> assertThat(words).contains("never published", "old"));
  }

  @Test
  void shouldMissTheModelOfRowsWhoseTransactionWasAborted() {
    set("a");

    assertThat(witness.unfinished()).singleElement().asString().contains("never published");
  }

  @Test
  void shouldMissTheReportOfARequestAndOfAModel() {
    witness.request(request(1));
    set("a");
    witness.model(model(1, "a"));

    assertThat(witness.unfinished())
        .containsExactly("request acme/DE#1 has no report", "acme/DE: sequence 1 has no report");
  }

  @Test
  void shouldMissTheModelOfAReport() {
    witness.request(request(1));
    witness.report(published(1, "a"));

    assertThat(witness.unfinished()).singleElement().asString().contains("its model row says");
  }

  @Test
  void shouldMissTheRequestOfAReport() {
    witness.report(ended(1, RefreshOutcome.SUPERSEDED, null));

    assertThat(witness.unfinished()).containsExactly("report of acme/DE#1 answers no request");
  }

  /** All rows that {@link #model} lists. */
  private void set(String version) {
    witness.row(Kind.CONTRIBUTION, "acme/DE|2026-11-16|tv", version, CONTENT);
    witness.row(Kind.ROI, "acme/DE|tv|4w", version, CONTENT);
    witness.row(Kind.CURVE, "acme/DE|tv", version, CONTENT);
    witness.row(Kind.SPEND_WEEK, "acme/DE|tv|before", version, CONTENT);
    witness.row(Kind.SPEND_WEEK, "acme/DE|tv|2026-11-16", version, CONTENT);
  }

  private static FittedModel model(long sequence, String version) {
    return FittedModel.newBuilder()
        .setModel(MODEL)
        .setModelVersion(version)
        .setSequence(sequence)
        .setSpecVersion("s")
        .setEngineVersion("e")
        .setFingerprint(version)
        .setSeed(1)
        .setKind(FitKind.BUILD)
        .setReason("")
        .setFirstWeek(WEEK)
        .setLastWeek(WEEK)
        .setAnchorWeek(WEEK)
        .setComponents(List.of("tv"))
        .setChannels(List.of("tv"))
        .setHorizons(List.of("4w"))
        .setCurves(List.of("tv"))
        .setSpendWeeks(List.of("tv"))
        .setRSquared(1)
        .setNrmse(0)
        .setMape(0)
        .setDecompRssd(0)
        .setDurbinWatson(2)
        .setEffectiveParticles(1)
        .setState(ByteBuffer.allocate(0))
        .build();
  }

  /** Only what the witness looks at. */
  private static RefreshRequest request(long sequence) {
    RefreshRequest request = new RefreshRequest();
    request.setModel(MODEL);
    request.setSequence(sequence);
    request.setRequestId(MODEL + "#" + sequence);
    return request;
  }

  private static RefreshReport published(long sequence, String version) {
    return ended(sequence, RefreshOutcome.PUBLISHED, version);
  }

  private static RefreshReport ended(long sequence, RefreshOutcome outcome, String version) {
    RefreshReport report = new RefreshReport();
    report.setModel(MODEL);
    report.setSequence(sequence);
    report.setRequestId(MODEL + "#" + sequence);
    report.setOutcome(outcome);
    report.setModelVersion(version);
    return report;
  }

  private static WeeklyObservation week(long revision, long micros, long watermark) {
    return new WeeklyObservation(
        MODEL,
        WEEK,
        revision,
        List.of(new VariableAmount("spend.tv", micros, 1L)),
        "s",
        List.of(new SourceWatermark("tv", Instant.ofEpochSecond(watermark))),
        false);
  }

  private static ModelStatus status(long sequence) {
    ModelStatus status = new ModelStatus();
    status.setModel(MODEL);
    status.setState(ModelState.FRESH);
    status.setSequence(sequence);
    return status;
  }
}
