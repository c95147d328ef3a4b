package dev.freshet.ledger;

import static dev.freshet.ledger.Books.CALENDAR;
import static dev.freshet.ledger.Books.MODEL;
import static dev.freshet.ledger.Books.WEEK;
import static dev.freshet.ledger.Books.noon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ledger.Verdict.Counted;
import dev.freshet.ledger.Verdict.Outcome;
import dev.freshet.ledger.Verdict.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SettlerTest {
  private static final Duration QUIET = Duration.ofDays(7);

  private final LedgerRules rules = Books.rules();
  private final MapStores stores = new MapStores();
  private final Ledger ledger = new Ledger(stores);
  private final WeeklyPublisher publisher = new WeeklyPublisher(stores);
  private final Settler settler = new Settler(stores, QUIET);

  @BeforeEach
  void takeSpec() {
    ledger.spec(rules);
  }

  @Test
  void shouldSettleWhenTheHorizonIsBehindEverySourceAndTheClock() {
    Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 5));
    Books.book(ledger, Books.spend("b", 0, "tv", noon(7), 6));
    long horizon = start(WEEK.plusWeeks(1 + 26));
    passed(horizon - 1);
    assertThat(settled(horizon - 1)).isEmpty();
    passed(horizon);
    // The clock holds back as well as the sources.
    assertThat(settled(horizon - 1)).isEmpty();
    assertThat(settled(horizon)).isEmpty();
    assertThat(settled(horizon + QUIET.toMillis() - 1)).isEmpty();
    assertThat(settled(horizon + QUIET.toMillis())).containsExactly(WEEK);
    settler.prune(MODEL, 100);
    assertThat(stores.entryCount()).isEqualTo(1);
    assertThat(Books.values(stores, rules, WEEK)).isEqualTo(Map.of("spend.tv", 5L));
  }

  @Test
  void shouldNotSettleWhileASourceIsSilent() {
    Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 5));
    publisher.flush(rules, 10);
    assertThat(settled(noon(2000))).isEmpty();
    assertThat(settled(noon(3000))).isEmpty();
  }

  @Test
  void shouldWaitForWhatIsStillComingWhenOneRecentEventMovedTheWatermark() {
    Books.book(ledger, Books.spend("a", 0, "tv", noon(7), 5));
    passed(noon(400));
    long now = noon(400);
    assertThat(settled(now)).isEmpty();
    for (int day = 0; day < 30; day++) {
      now += QUIET.toMillis() - 1;
      Books.book(ledger, Books.spend("late" + day, 0, "tv", noon(0), 1));
      publisher.flush(rules, 10);
      assertThat(settled(now)).isEmpty();
    }
    assertThat(settled(now + 1)).isEmpty();
    assertThat(settled(now + 1 + QUIET.toMillis())).containsExactly(WEEK, WEEK.plusWeeks(1));
    assertThat(Books.values(stores, rules, WEEK)).isEqualTo(Map.of("spend.tv", 30L));
  }

  @Test
  void shouldSettleOlderWeeksWhenOnlyALaterOneKeepsChanging() {
    Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 5));
    Books.book(ledger, Books.spend("b", 0, "tv", noon(7), 6));
    passed(noon(400));
    settled(noon(400));
    Books.book(ledger, Books.spend("b", 1, "tv", noon(7), 7));
    publisher.flush(rules, 10);
    assertThat(settled(noon(400) + QUIET.toMillis())).containsExactly(WEEK);
  }

  @Test
  void shouldRefuseEventsOfSettledWeeksAndChangeNothing() {
    settleFirstWeek();
    assertThat(reason(Books.book(ledger, Books.spend("new", 0, "tv", noon(1), 9))))
        .isEqualTo(Reason.SETTLED);
    assertThat(reason(Books.book(ledger, Books.spend("a", 1, "tv", noon(0), 9))))
        .isEqualTo(Reason.SETTLED);
    // Its entry has not been pruned yet: taken for new, it would count twice.
    assertThat(reason(Books.book(ledger, Books.spend("a", 1, "tv", noon(300), 9))))
        .isEqualTo(Reason.SETTLED);
    assertThat(Books.values(stores, rules, WEEK)).isEqualTo(Map.of("spend.tv", 5L));
    assertThat(publisher.flush(rules, 10)).isEmpty();
  }

  @Test
  void shouldTakeEventsOfWeeksThatNeverHadAny() {
    settleFirstWeek();
    assertThat(Books.book(ledger, Books.spend("older", 0, "tv", noon(-70), 9)))
        .isEqualTo(new Counted(Outcome.ACCEPTED));
    publisher.flush(rules, 10);
    settled(noon(500));
    assertThat(settled(noon(500) + QUIET.toMillis())).contains(WEEK.minusWeeks(10));
  }

  @Test
  void shouldKeepTheLastReadingWhenAWeekSettles() {
    Books.book(ledger, Books.context("a", 0, "stock", noon(0), 5));
    Books.book(ledger, Books.context("b", 0, "stock", noon(1), 6));
    Books.book(ledger, Books.context("c", 0, "price", noon(0), 2));
    Books.book(ledger, Books.context("d", 0, "price", noon(1), 4));
    settleFirstWeek();
    assertThat(Books.values(stores, rules, WEEK))
        .isEqualTo(Map.of("context.stock", 6L, "context.price", 3L, "spend.tv", 5L));
  }

  @Test
  void shouldReplaceASettledWeekAsAWhole() {
    Books.book(ledger, Books.context("s", 0, "stock", noon(3), 5));
    settleFirstWeek();
    settler.prune(MODEL, 100);
    Verdict verdict = ledger.reopen(week(1, Books.spend("x", 0, "facebook", noon(2), 8)));
    assertThat(verdict).isEqualTo(new Counted(Outcome.REOPENED));
    assertThat(Books.values(stores, rules, WEEK)).isEqualTo(Map.of("spend.facebook", 8L));
    assertThat(publisher.flush(rules, 10)).noneMatch(WeekRow::settled);
    assertThat(Books.book(ledger, Books.spend("x", 1, "facebook", noon(2), 9)))
        .isEqualTo(new Counted(Outcome.RESTATED));
    // The same order again, or an older one: the week is open, and its restatement stands.
    assertThat(ledger.reopen(week(1, Books.spend("x", 0, "facebook", noon(2), 8))))
        .isEqualTo(new Counted(Outcome.DUPLICATE));
    assertThat(ledger.reopen(week(0))).isEqualTo(new Counted(Outcome.OLDER));
    assertThat(Books.values(stores, rules, WEEK)).isEqualTo(Map.of("spend.facebook", 9L));
  }

  @Test
  void shouldChangeNothingWhenAReplacementIsUnsound() {
    settleFirstWeek();
    Fact sound = Books.spend("x", 0, "tv", noon(2), 8);
    settler.prune(MODEL, 100);
    assertThat(reason(ledger.reopen(week(1, sound, Books.spend("y", 0, "tv", noon(9), 1)))))
        .isEqualTo(Reason.WRONG_WEEK);
    assertThat(reason(ledger.reopen(week(1, sound, Books.spend("y", 0, "radio", noon(2), 1)))))
        .isEqualTo(Reason.UNKNOWN_VARIABLE);
    assertThat(
            reason(
                ledger.reopen(week(1, sound, Books.spend("y", 0, "tv", noon(2), Long.MAX_VALUE)))))
        .isEqualTo(Reason.OVERFLOW);
    assertThat(
            reason(
                ledger.reopen(
                    new LedgerInput.Replacement(MODEL, WEEK.plusWeeks(30), 1, List.of()))))
        .isEqualTo(Reason.NOT_SETTLED);
    assertThat(Books.values(stores, rules, WEEK)).isEqualTo(Map.of("spend.tv", 5L));
  }

  @Test
  void shouldKnowAnOlderRevisionWhileAnyWeekThatItWasInIsOpen() {
    Fact first = Books.spend("a", 0, "tv", noon(300), 5);
    Books.book(ledger, first);
    Books.book(ledger, Books.spend("a", 1, "tv", noon(0), 7));
    settleUpTo(noon(301));
    assertThat(Books.book(ledger, first)).isEqualTo(new Counted(Outcome.OLDER));
    assertThat(Books.values(stores, rules, CALENDAR.weekOf(instant(noon(300))))).isEmpty();
    settleUpTo(noon(700));
    assertThat(stores.entryCount()).isZero();
    assertThat(reason(Books.book(ledger, first))).isEqualTo(Reason.SETTLED);
  }

  @Test
  void shouldKnowAnOlderRevisionThatCameFirstAfterTheNewer() {
    Fact older = Books.spend("a", 0, "tv", noon(300), 5);
    Fact conflict = Books.spend("b", 1, "tv", noon(300), 6);
    Books.book(ledger, Books.spend("a", 1, "tv", noon(0), 7));
    Books.book(ledger, Books.spend("b", 1, "tv", noon(0), 7));
    Books.book(ledger, older);
    Books.book(ledger, conflict);
    settleUpTo(noon(301));
    assertThat(Books.book(ledger, older)).isEqualTo(new Counted(Outcome.OLDER));
    assertThat(reason(Books.book(ledger, conflict))).isEqualTo(Reason.SETTLED);
    settleUpTo(noon(700));
    assertThat(stores.entryCount()).isZero();
  }

  @Test
  void shouldWithdrawAFactFromItsOpenWeekWhateverTimeTheWithdrawalBears() {
    Fact fact = Books.spend("a", 0, "tv", noon(300), 5);
    Books.book(ledger, fact);
    Books.book(ledger, Books.spend("b", 0, "tv", noon(0), 7));
    settleUpTo(noon(301));
    Fact withdrawal = Books.withdrawn(Books.spend("a", 0, "tv", noon(0), 5), 1);
    assertThat(Books.book(ledger, withdrawal)).isEqualTo(new Counted(Outcome.WITHDRAWN));
    assertThat(Books.values(stores, rules, CALENDAR.weekOf(instant(noon(300))))).isEmpty();
    assertThat(Books.values(stores, rules, WEEK)).isEqualTo(Map.of("spend.tv", 7L));
  }

  @Test
  void shouldSettleAWeekWithoutARowAndPruneItsEntries() {
    Books.book(ledger, Books.withdrawn(Books.spend("a", 0, "tv", noon(0), 5), 1));
    Books.book(ledger, Books.exposure("b", "tv", noon(0), new Amount("impressions.tv", 4)));
    Books.book(ledger, Books.spend("c", 0, "tv", noon(300), 5));
    passed(noon(400));
    assertThat(settled(noon(400))).isEmpty();
    assertThat(settled(noon(400) + QUIET.toMillis())).isEmpty();
    assertThat(stores.published(MODEL, WEEK).settled()).isTrue();
    settler.prune(MODEL, 100);
    assertThat(stores.entryCount()).isEqualTo(1);
    assertThat(stores.sum(MODEL, WEEK, "impressions.tv")).isEqualTo(new WeekSum(4, 1));
  }

  @Test
  void shouldRefuseWhatAReplacedWeekDoesNotKnow() {
    Fact old = Books.spend("a", 0, "tv", noon(0), 5);
    settleFirstWeek();
    settler.prune(MODEL, 100);
    ledger.reopen(week(1, Books.spend("x", 0, "tv", noon(2), 8)));
    // A letter of the time when the week had settled, replayed: the replacement may hold it.
    assertThat(reason(Books.book(ledger, old))).isEqualTo(Reason.SETTLED);
    assertThat(reason(Books.book(ledger, Books.spend("late", 0, "tv", noon(1), 3))))
        .isEqualTo(Reason.SETTLED);
    assertThat(Books.values(stores, rules, WEEK)).isEqualTo(Map.of("spend.tv", 8L));
    assertThat(Books.book(ledger, Books.spend("x", 1, "tv", noon(2), 9)))
        .isEqualTo(new Counted(Outcome.RESTATED));
    assertThat(Books.values(stores, rules, WEEK)).isEqualTo(Map.of("spend.tv", 9L));
  }

  @Test
  void shouldComeToTheSameWhereAReplacementIsReadBeforeOrAmongWhatItReplaced() {
    long ordered = start(WEEK.plusWeeks(1 + 26));
    Fact first = Books.spend("x", 3, "tv", noon(0), 5);
    Fact another = Books.spend("y", 0, "tv", noon(1), 2);
    Fact elsewhere = Books.spend("z", 0, "tv", noon(7), 1);
    Fact correction = Books.spend("x", 4, "tv", noon(0), 9);
    LedgerInput.Replacement replacement = week(ordered, Books.spend("x", 0, "tv", noon(0), 8));
    for (int place = 0; place <= 3; place++) {
      MapStores books = new MapStores();
      Ledger again = new Ledger(books);
      again.spec(rules);
      List<Fact> before = List.of(first, another, elsewhere);
      before.subList(0, place).forEach(fact -> again.book(fact, ordered - 1));
      assertThat(again.reopen(replacement)).isEqualTo(new Counted(Outcome.REOPENED));
      before.subList(place, 3).forEach(fact -> again.book(fact, ordered - 1));
      assertThat(Books.values(books, rules, WEEK)).isEqualTo(Map.of("spend.tv", 8L));
      again.book(correction, ordered + 1);
      assertThat(Books.values(books, rules, WEEK)).isEqualTo(Map.of("spend.tv", 9L));
      assertThat(Books.values(books, rules, WEEK.plusWeeks(1))).isEqualTo(Map.of("spend.tv", 1L));
    }
  }

  @Test
  void shouldRefuseAReplacementOrderedBeforeItsWeekCouldSettle() {
    long horizon = start(WEEK.plusWeeks(1 + 26));
    assertThat(reason(ledger.reopen(week(horizon - 1)))).isEqualTo(Reason.NOT_SETTLED);
    assertThat(ledger.reopen(week(horizon))).isEqualTo(new Counted(Outcome.REOPENED));
  }

  @Test
  void shouldSettleManyWeeksInSlices() {
    for (int week = 0; week < Settler.WEEKS_AT_A_TIME + 3; week++) {
      Books.book(ledger, Books.spend("e" + week, 0, "tv", noon(7 * week), 1));
    }
    passed(noon(2000));
    settled(noon(2000));
    long then = noon(2000) + QUIET.toMillis();
    assertThat(settled(then)).hasSize(Settler.WEEKS_AT_A_TIME).startsWith(WEEK);
    assertThat(settled(then)).hasSize(3);
    assertThat(settler.prune(MODEL, 10)).isEqualTo(10);
    assertThat(stores.settlement(MODEL).pruning()).isTrue();
    while (stores.settlement(MODEL).pruning()) {
      assertThat(settler.prune(MODEL, 10)).isLessThanOrEqualTo(10);
    }
    assertThat(stores.entryCount()).isZero();
  }

  private void settleFirstWeek() {
    Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 5));
    Books.book(ledger, Books.spend("b", 0, "tv", noon(300), 6));
    passed(noon(301));
    settled(noon(301));
    assertThat(settled(noon(301) + QUIET.toMillis())).containsExactly(WEEK);
  }

  /** Tells all sources to have passed the time, and lets what is due by then settle. */
  private void settleUpTo(long millis) {
    passed(millis);
    settled(millis);
    settled(millis + QUIET.toMillis());
    settler.prune(MODEL, 100);
  }

  private static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  private static LedgerInput.Replacement week(long issuedAt, Fact... facts) {
    return new LedgerInput.Replacement(MODEL, WEEK, issuedAt, List.of(facts));
  }

  private static Reason reason(Verdict verdict) {
    return ((Refused) verdict).reason();
  }

  /** All sources say so, and readers have been told. */
  private void passed(long millis) {
    rules.sources().forEach(source -> ledger.progress(MODEL, source, millis));
    publisher.flush(rules, 1000);
  }

  private List<LocalDate> settled(long now) {
    List<WeekRow> rows = settler.settle(rules, now);
    assertThat(rows).allMatch(WeekRow::settled);
    return rows.stream().map(WeekRow::week).toList();
  }

  private static long start(LocalDate week) {
    return CALENDAR.start(week).toEpochMilli();
  }
}
