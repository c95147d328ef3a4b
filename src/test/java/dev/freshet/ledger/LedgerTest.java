package dev.freshet.ledger;

import static dev.freshet.ledger.Books.MODEL;
import static dev.freshet.ledger.Books.WEEK;
import static dev.freshet.ledger.Books.noon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.ledger.Verdict.Counted;
import dev.freshet.ledger.Verdict.Outcome;
import dev.freshet.ledger.Verdict.Refused;
import dev.freshet.ledger.Verdict.Waiting;
import dev.freshet.spec.Exposure;
import dev.freshet.spec.MediaSpec;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final LedgerRules rules = Books.rules();
  private final MapStores stores = new MapStores();
  private final Ledger ledger = new Ledger(stores);

  @BeforeEach
  void takeSpec() {
    ledger.spec(rules);
  }

  @Test
  void shouldReplaceWhenTheRevisionIsHigher() {
    assertThat(Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 5)))
        .isEqualTo(counted("ACCEPTED"));
    assertThat(Books.book(ledger, Books.spend("a", 1, "tv", noon(0), 7)))
        .isEqualTo(counted("RESTATED"));
    assertThat(values()).containsExactly(Map.entry("spend.tv", 7L));
  }

  @Test
  void shouldChangeNothingWhenTheSameComesAgain() {
    Books.book(ledger, Books.spend("a", 3, "tv", noon(0), 5));
    assertThat(Books.book(ledger, Books.spend("a", 3, "tv", noon(0), 5)))
        .isEqualTo(counted("DUPLICATE"));
    assertThat(Books.book(ledger, Books.spend("a", 2, "tv", noon(0), 9)))
        .isEqualTo(counted("OLDER"));
    assertThat(values()).containsExactly(Map.entry("spend.tv", 5L));
  }

  @Test
  void shouldLetTheFirstStandWhenARevisionComesWithOtherContent() {
    Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 5));
    assertThat(reason(Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 6))))
        .isEqualTo(Reason.CONFLICT);
    assertThat(values()).containsExactly(Map.entry("spend.tv", 5L));
  }

  @Test
  void shouldMoveTheAmountWhenARestatementNamesAnotherWeek() {
    Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 5));
    Books.book(ledger, Books.spend("b", 0, "tv", noon(1), 2));
    Books.book(ledger, Books.spend("a", 1, "tv", noon(7), 6));
    assertThat(values()).containsExactly(Map.entry("spend.tv", 2L));
    assertThat(Books.values(stores, rules, WEEK.plusDays(7)))
        .containsExactly(Map.entry("spend.tv", 6L));
  }

  @Test
  void shouldMoveTheAmountWhenARestatementNamesAnotherVariable() {
    Identity id = new Identity(MODEL, Feed.CONTEXT, "events", "a");
    Books.book(ledger, Books.level("a", 0, noon(0), "sale"));
    Books.book(ledger, Books.level("a", 1, noon(0), "fair"));
    assertThat(stores.entry(id).revision()).isEqualTo(1);
    assertThat(values()).containsExactly(Map.entry("context.events:fair", Amount.ONE));
  }

  @Test
  void shouldRemoveTheAmountWhenTheFactIsWithdrawn() {
    Fact fact = Books.spend("a", 0, "tv", noon(0), 5);
    Books.book(ledger, fact);
    assertThat(Books.book(ledger, Books.withdrawn(fact, 1))).isEqualTo(counted("WITHDRAWN"));
    assertThat(Books.book(ledger, Books.withdrawn(fact, 1))).isEqualTo(counted("DUPLICATE"));
    assertThat(values()).isEmpty();
    Books.book(ledger, Books.spend("a", 2, "tv", noon(0), 8));
    assertThat(values()).containsExactly(Map.entry("spend.tv", 8L));
  }

  @Test
  void shouldKeepTheFactOutWhenItsWithdrawalCameFirst() {
    Fact fact = Books.spend("a", 0, "tv", noon(0), 5);
    Books.book(ledger, Books.withdrawn(fact, 1));
    assertThat(Books.book(ledger, fact)).isEqualTo(counted("OLDER"));
    assertThat(values()).isEmpty();
  }

  @Test
  void shouldRoundTheMeanHalfToEven() {
    Books.book(ledger, Books.context("a", 0, "price", noon(0), 2));
    Books.book(ledger, Books.context("b", 0, "price", noon(1), 3));
    // (2 + 3) / 2 = 2.5, and 2 is the even neighbour.
    assertThat(values()).containsExactly(Map.entry("context.price", 2L));
  }

  @Test
  void shouldFallBackToTheReadingBeforeWhenTheLastIsWithdrawn() {
    Fact late = Books.context("b", 0, "stock", noon(3), 30);
    Books.book(ledger, late);
    Books.book(ledger, Books.context("a", 0, "stock", noon(1), 10));
    assertThat(values()).containsExactly(Map.entry("context.stock", 30L));
    Books.book(ledger, Books.withdrawn(late, 1));
    assertThat(values()).containsExactly(Map.entry("context.stock", 10L));
  }

  @Test
  void shouldTakeTheHigherEventIdWhenReadingsHaveTheSameTime() {
    Books.book(ledger, Books.context("b", 0, "stock", noon(3), 30));
    Books.book(ledger, Books.context("a", 0, "stock", noon(3), 10));
    assertThat(values()).containsExactly(Map.entry("context.stock", 30L));
  }

  @Test
  void shouldChangeNothingWhenASumWouldOverflow() {
    Books.book(ledger, Books.spend("a", 0, "tv", noon(0), Long.MAX_VALUE));
    assertThat(reason(Books.book(ledger, Books.spend("b", 0, "tv", noon(0), 1))))
        .isEqualTo(Reason.OVERFLOW);
    assertThat(stores.entry(Books.spend("b", 0, "tv", noon(0), 1).identity())).isNull();
    assertThat(values()).containsExactly(Map.entry("spend.tv", Long.MAX_VALUE));
  }

  @Test
  void shouldRefuseWhatTheSpecDoesNotKnow() {
    assertThat(reason(Books.book(ledger, Books.spend("a", 0, "radio", noon(0), 1))))
        .isEqualTo(Reason.UNKNOWN_VARIABLE);
    Fact stranger =
        new Fact(
            new Identity(MODEL, Feed.SPEND, "agency", "a"),
            0,
            false,
            noon(0),
            "tv",
            Optional.of("EUR"),
            List.of(new Amount("spend.tv", 1)));
    assertThat(reason(Books.book(ledger, stranger))).isEqualTo(Reason.UNKNOWN_SOURCE);
    Fact misplaced =
        new Fact(
            new Identity(MODEL, Feed.SPEND, "facebook", "a"),
            0,
            false,
            noon(0),
            "tv",
            Optional.of("EUR"),
            List.of(new Amount("spend.tv", 1)));
    assertThat(reason(Books.book(ledger, misplaced))).isEqualTo(Reason.WRONG_SOURCE);
    assertThat(reason(ledger.progress(MODEL, "agency", noon(1)))).isEqualTo(Reason.UNKNOWN_SOURCE);
  }

  @Test
  void shouldRefuseAForeignCurrency() {
    Fact dollars =
        new Fact(
            new Identity(MODEL, Feed.SPEND, "tv", "a"),
            0,
            false,
            noon(0),
            "tv",
            Optional.of("USD"),
            List.of(new Amount("spend.tv", 1)));
    Verdict verdict = Books.book(ledger, dollars);
    assertThat(reason(verdict)).isEqualTo(Reason.FOREIGN_CURRENCY);
    assertThat(((Refused) verdict).detail()).contains("USD").contains("EUR").contains("convert");
  }

  @Test
  void shouldRefuseANumberForACategoryAndALevelForANumber() {
    assertThat(reason(Books.book(ledger, Books.context("a", 0, "events", noon(0), 1))))
        .isEqualTo(Reason.WRONG_KIND);
    Fact level =
        new Fact(
            new Identity(MODEL, Feed.CONTEXT, "price", "a"),
            0,
            false,
            noon(0),
            "price",
            Optional.empty(),
            List.of(new Amount("context.price:high", Amount.ONE)));
    assertThat(reason(Books.book(ledger, level))).isEqualTo(Reason.WRONG_KIND);
  }

  @Test
  void shouldRefusePaidMediaReportedAsOrganicAndTheOtherWayRound() {
    assertThat(
            reason(
                Books.book(
                    ledger, Books.exposure("a", "tv", noon(0), new Amount("organic.tv", 1)))))
        .isEqualTo(Reason.ORGANIC_MISMATCH);
    assertThat(
            reason(
                Books.book(
                    ledger,
                    Books.exposure(
                        "a", "newsletter", noon(0), new Amount("impressions.newsletter", 1)))))
        .isEqualTo(Reason.ORGANIC_MISMATCH);
  }

  @Test
  void shouldKeepExposureThatNoCurveUsesForALaterSpec() {
    Fact clicks =
        Books.exposure(
            "a",
            "facebook",
            noon(0),
            new Amount("impressions.facebook", 10),
            new Amount("clicks.facebook", 3));
    assertThat(Books.book(ledger, clicks)).isEqualTo(counted("ACCEPTED"));
    assertThat(values()).containsExactly(Map.entry("impressions.facebook", 10L));
    assertThat(stores.sum(MODEL, WEEK, "clicks.facebook")).isEqualTo(new WeekSum(3, 1));
    assertThat(
            Books.book(ledger, Books.exposure("b", "tv", noon(0), new Amount("impressions.tv", 4))))
        .isEqualTo(counted("ACCEPTED"));
  }

  @Test
  void shouldPublishExposureOfAWeekWithoutARowWhenALaterSpecUsesIt() {
    WeeklyPublisher publisher = new WeeklyPublisher(stores);
    Books.book(ledger, Books.exposure("a", "tv", noon(0), new Amount("impressions.tv", 4)));
    Books.book(ledger, Books.spend("b", 0, "tv", noon(7), 5));
    assertThat(publisher.flush(rules, 10))
        .extracting(WeekRow::week)
        .containsExactly(WEEK.plusWeeks(1));
    LedgerRules later =
        LedgerRules.of(
            Books.spec(
                MediaSpec.of("tv").withExposure(Exposure.IMPRESSIONS), MediaSpec.of("facebook")));
    ledger.spec(later);
    assertThat(publisher.flush(later, 10))
        .extracting(row -> row.week() + " " + row.revision() + " " + row.values())
        .containsExactly(WEEK + " 1 " + List.of(new WeekRow.Value("impressions.tv", 4, 1)));
  }

  @Test
  void shouldMoveWatermarksForwardOnly() {
    Books.book(ledger, Books.spend("a", 0, "tv", noon(3), 5));
    Books.book(ledger, Books.spend("b", 0, "tv", noon(1), 5));
    assertThat(stores.watermark(MODEL, "tv").currentMillis()).isEqualTo(noon(3));
    ledger.progress(MODEL, "tv", noon(2));
    assertThat(stores.watermark(MODEL, "tv").currentMillis()).isEqualTo(noon(3));
    ledger.progress(MODEL, "tv", noon(6));
    assertThat(stores.watermark(MODEL, "tv").currentMillis()).isEqualTo(noon(6));
  }

  @Test
  void shouldWaitWhenTheModelHasNoSpec() {
    Fact other =
        new Fact(
            new Identity("acme/FR", Feed.SPEND, "tv", "a"),
            0,
            false,
            noon(0),
            "tv",
            Optional.of("EUR"),
            List.of(new Amount("spend.tv", 1)));
    assertThat(Books.book(ledger, other)).isEqualTo(new Waiting());
    assertThat(ledger.progress("acme/FR", "tv", noon(0))).isEqualTo(new Waiting());
  }

  @Test
  void shouldKeepTheSpecBeforeWhenTheNewOneChangesCalendarOrCurrency() {
    WeekCalendar sundays = new WeekCalendar(DayOfWeek.SUNDAY, ZoneId.of("Europe/Berlin"));
    LedgerRules moved =
        new LedgerRules(MODEL, "other", "EUR", true, sundays, rules.grace(), 26, rules.variables());
    LedgerRules dollars =
        new LedgerRules(
            MODEL, "other", "USD", true, Books.CALENDAR, rules.grace(), 26, rules.variables());
    assertThat(reason(ledger.spec(moved))).isEqualTo(Reason.SPEC_INCOMPATIBLE);
    assertThat(reason(ledger.spec(dollars))).isEqualTo(Reason.SPEC_INCOMPATIBLE);
    assertThat(stores.standing(MODEL)).isEqualTo(new Standing.Active(rules));
  }

  @Test
  void shouldHoldASpecBackWhileTheModelIsBeingRetired() {
    ledger.retire(MODEL);
    ledger.spec(rules);
    assertThat(stores.standing(MODEL)).isEqualTo(new Standing.Retiring(Optional.of(rules)));
    assertThat(Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 5))).isEqualTo(new Waiting());
  }

  private Map<String, Long> values() {
    return Books.values(stores, rules, WEEK);
  }

  private static Counted counted(String outcome) {
    return new Counted(Outcome.valueOf(outcome));
  }

  private static Reason reason(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Refused.class);
    return ((Refused) verdict).reason();
  }
}
