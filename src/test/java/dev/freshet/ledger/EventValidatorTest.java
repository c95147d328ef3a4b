package dev.freshet.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.avro.ContextEvent;
import dev.freshet.avro.ImpressionEvent;
import dev.freshet.ledger.EventValidator.Judged;
import dev.freshet.ledger.EventValidator.Judged.Accepted;
import dev.freshet.ledger.EventValidator.Judged.Rejected;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventValidatorTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private final EventValidator validator = new EventValidator(Duration.ofDays(2));

  @ParameterizedTest
  @ValueSource(strings = {"", "acme", "/DE", "acme/", "acme|x/DE", "acme\n/DE"})
  void shouldRejectAModelThatIsNoAdvertiserAndMarket(String model) {
    assertThat(reason(spend(LedgerHarness.spend("a").setModel(model))))
        .isEqualTo(Reason.INVALID_MODEL);
  }

  @Test
  void shouldRejectNamesThatCannotBeKeys() {
    assertThat(reason(spend(LedgerHarness.spend("a").setSource("t|v"))))
        .isEqualTo(Reason.INVALID_NAME);
    assertThat(reason(spend(LedgerHarness.spend("a").setChannel(""))))
        .isEqualTo(Reason.INVALID_NAME);
    assertThat(reason(spend(LedgerHarness.spend("")))).isEqualTo(Reason.INVALID_NAME);
    assertThat(reason(spend(LedgerHarness.spend("x".repeat(513))))).isEqualTo(Reason.INVALID_NAME);
    assertThat(spend(LedgerHarness.spend("row|7"))).isInstanceOf(Accepted.class);
  }

  @Test
  void shouldRejectANegativeRevision() {
    assertThat(reason(spend(LedgerHarness.spend("a").setRevision(-1))))
        .isEqualTo(Reason.INVALID_REVISION);
  }

  @Test
  void shouldTakeTimesUpToTheSkewAndNoFurther() {
    Instant edge = NOW.plus(Duration.ofDays(2));
    assertThat(spend(LedgerHarness.spend("a").setTime(edge))).isInstanceOf(Accepted.class);
    assertThat(reason(spend(LedgerHarness.spend("a").setTime(edge.plusMillis(1)))))
        .isEqualTo(Reason.TIME_IN_FUTURE);
    Instant oldest = Instant.parse("2000-01-01T00:00:00Z");
    assertThat(spend(LedgerHarness.spend("a").setTime(oldest))).isInstanceOf(Accepted.class);
    assertThat(reason(spend(LedgerHarness.spend("a").setTime(oldest.minusMillis(1)))))
        .isEqualTo(Reason.TIME_TOO_OLD);
  }

  @Test
  void shouldRejectTimesAtTheEndsOfTheRange() {
    assertThat(
            reason(spend(LedgerHarness.spend("a").setTime(Instant.ofEpochMilli(Long.MAX_VALUE)))))
        .isEqualTo(Reason.TIME_IN_FUTURE);
    assertThat(
            reason(spend(LedgerHarness.spend("a").setTime(Instant.ofEpochMilli(Long.MIN_VALUE)))))
        .isEqualTo(Reason.TIME_TOO_OLD);
  }

  @Test
  void shouldRejectAnEventWithoutAnAmountUnlessItWithdraws() {
    assertThat(reason(impressions(impression()))).isEqualTo(Reason.MISSING_AMOUNT);
    assertThat(reason(impressions(impression().setOrganic(true).setClicksMicros(5L))))
        .isEqualTo(Reason.MISSING_AMOUNT);
    assertThat(impressions(impression().setWithdrawn(true))).isInstanceOf(Accepted.class);
  }

  @Test
  void shouldNameTheVariablesOfAnImpressionEvent() {
    Fact paid = fact(impressions(impression().setImpressionsMicros(7L).setClicksMicros(2L)));
    assertThat(paid.amounts())
        .containsExactly(new Amount("impressions.tv", 7), new Amount("clicks.tv", 2));
    Fact organic = fact(impressions(impression().setOrganic(true).setImpressionsMicros(7L)));
    assertThat(organic.amounts()).containsExactly(new Amount("organic.tv", 7));
  }

  @Test
  void shouldRejectAContextEventWithBothANumberAndACategory() {
    ContextEvent both =
        LedgerHarness.context("a", "x").setValueMicros(1L).setCategory("sale").build();
    assertThat(reason(validator.context(both, NOW.toEpochMilli())))
        .isEqualTo(Reason.MISSING_AMOUNT);
    ContextEvent neither = LedgerHarness.context("a", "x").build();
    assertThat(reason(validator.context(neither, NOW.toEpochMilli())))
        .isEqualTo(Reason.MISSING_AMOUNT);
  }

  @Test
  void shouldRejectProgressBeyondTheSkew() {
    Instant far = NOW.plus(Duration.ofDays(3));
    assertThat(reason(validator.progress(LedgerHarness.progress("tv", far), NOW.toEpochMilli())))
        .isEqualTo(Reason.TIME_IN_FUTURE);
  }

  private Judged spend(dev.freshet.avro.SpendEvent.Builder event) {
    return validator.spend(event.build(), NOW.toEpochMilli());
  }

  private Judged impressions(ImpressionEvent.Builder event) {
    return validator.impressions(event.build(), NOW.toEpochMilli());
  }

  private static ImpressionEvent.Builder impression() {
    return ImpressionEvent.newBuilder()
        .setModel(Books.MODEL)
        .setSource("tv")
        .setEventId("a")
        .setTime(Instant.ofEpochMilli(Books.noon(0)))
        .setChannel("tv");
  }

  private static Fact fact(Judged judged) {
    return ((LedgerInput.Booking) ((Accepted) judged).body()).fact();
  }

  private static Reason reason(Judged judged) {
    assertThat(judged).isInstanceOf(Rejected.class);
    return ((Rejected) judged).reason();
  }
}
