package dev.freshet.ledger;

import static dev.freshet.ledger.Books.MODEL;
import static dev.freshet.ledger.Books.WEEK;
import static dev.freshet.ledger.Books.noon;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WeeklyPublisherTest {
  private final LedgerRules rules = Books.rules();
  private final MapStores stores = new MapStores();
  private final Ledger ledger = new Ledger(stores);
  private final WeeklyPublisher publisher = new WeeklyPublisher(stores);

  @BeforeEach
  void takeSpec() {
    ledger.spec(rules);
    assertThat(publisher.flush(rules, 10)).isEmpty();
  }

  @Test
  void shouldCarryNewWatermarksInTheLastRowOnly() {
    Books.book(ledger, Books.spend("b", 0, "tv", noon(8), 2));
    Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 1));
    List<WeekRow> rows = publisher.flush(rules, 10);
    assertThat(rows).extracting(WeekRow::week).containsExactly(WEEK, WEEK.plusDays(7));
    assertThat(rows.get(0).watermarksMillis()).isEmpty();
    assertThat(rows.get(1).watermarksMillis()).isEqualTo(Map.of("tv", noon(8)));
    assertThat(publisher.flush(rules, 10)).isEmpty();
  }

  @Test
  void shouldKeepWatermarksBackWhenTheFlushIsCutShort() {
    for (int week = 0; week < 3; week++) {
      Books.book(ledger, Books.spend("e" + week, 0, "tv", noon(7 * week), 1));
    }
    List<WeekRow> first = publisher.flush(rules, 2);
    assertThat(first).extracting(WeekRow::week).containsExactly(WEEK, WEEK.plusDays(7));
    assertThat(first).allMatch(row -> row.watermarksMillis().isEmpty());
    assertThat(stores.dirtyModels()).containsExactly(MODEL);
    List<WeekRow> second = publisher.flush(rules, 2);
    assertThat(second).extracting(WeekRow::week).containsExactly(WEEK.plusDays(14));
    assertThat(second.get(0).watermarksMillis()).isEqualTo(Map.of("tv", noon(14)));
    assertThat(stores.dirtyModels()).isEmpty();
  }

  @Test
  void shouldRepeatTheNewestWeekWhenOnlyWatermarksMoved() {
    Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 1));
    Books.book(ledger, Books.spend("b", 0, "tv", noon(8), 2));
    publisher.flush(rules, 10);
    ledger.progress(MODEL, "facebook", noon(3));
    List<WeekRow> rows = publisher.flush(rules, 10);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).week()).isEqualTo(WEEK.plusDays(7));
    assertThat(rows.get(0).revision()).isEqualTo(1);
    assertThat(rows.get(0).values()).containsExactly(new WeekRow.Value("spend.tv", 2, 1));
    assertThat(rows.get(0).watermarksMillis())
        .isEqualTo(Map.of("tv", noon(8), "facebook", noon(3)));
  }

  @Test
  void shouldTellOfTheLowestWatermarksWeekWhenThereAreNoDataYet() {
    ledger.progress(MODEL, "tv", noon(9));
    ledger.progress(MODEL, "facebook", noon(3));
    List<WeekRow> rows = publisher.flush(rules, 10);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).week()).isEqualTo(WEEK);
    assertThat(rows.get(0).values()).isEmpty();
  }

  @Test
  void shouldRaiseTheRevisionOnlyWhenValuesChanged() {
    Fact fact = Books.spend("a", 0, "tv", noon(0), 1);
    Books.book(ledger, fact);
    assertThat(publisher.flush(rules, 10)).extracting(WeekRow::revision).containsExactly(1L);
    Books.book(ledger, Books.spend("b", 0, "tv", noon(0), 4));
    Books.book(ledger, Books.withdrawn(Books.spend("b", 0, "tv", noon(0), 4), 1));
    assertThat(publisher.flush(rules, 10)).isEmpty();
    Books.book(ledger, Books.spend("a", 1, "tv", noon(0), 3));
    assertThat(publisher.flush(rules, 10)).extracting(WeekRow::revision).containsExactly(2L);
  }

  @Test
  void shouldPublishAnEmptyRowWhenTheLastFactOfAWeekIsWithdrawn() {
    Fact fact = Books.spend("a", 0, "tv", noon(0), 1);
    Books.book(ledger, fact);
    publisher.flush(rules, 10);
    Books.book(ledger, Books.withdrawn(fact, 1));
    List<WeekRow> rows = publisher.flush(rules, 10);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).values()).isEmpty();
    assertThat(rows.get(0).revision()).isEqualTo(2);
  }

  @Test
  void shouldSumAnewWhenTheSpecChangesAnAggregation() {
    Books.book(ledger, Books.context("a", 0, "price", noon(0), 4));
    Books.book(ledger, Books.context("b", 0, "price", noon(1), 8));
    publisher.flush(rules, 10);
    Map<String, LedgerRules.Variable> variables = new java.util.LinkedHashMap<>(rules.variables());
    variables.put(
        "context.price",
        new LedgerRules.Variable(dev.freshet.spec.Aggregation.LAST, false, "price"));
    LedgerRules changed =
        new LedgerRules(MODEL, "v2", "EUR", true, rules.calendar(), rules.grace(), 26, variables);
    ledger.spec(changed);
    List<WeekRow> rows = publisher.flush(changed, 10);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).values()).containsExactly(new WeekRow.Value("context.price", 8, 2));
    assertThat(rows.get(0).specVersion()).isEqualTo("v2");
  }

  @Test
  void shouldWithdrawAllWeeksWhenTheModelRetires() {
    Books.book(ledger, Books.spend("a", 0, "tv", noon(0), 1));
    publisher.flush(rules, 10);
    Books.book(ledger, Books.spend("b", 0, "tv", noon(8), 1));
    assertThat(publisher.withdraw(MODEL)).containsExactly(WEEK);
    assertThat(stores.dirtyWeeks(MODEL)).isEmpty();
    assertThat(publisher.withdraw(MODEL)).isEmpty();
  }
}
