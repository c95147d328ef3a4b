package dev.freshet.ledger;

import static dev.freshet.ledger.Books.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever order, repetition and lateness events come in, the published weeks are those of the
 * newest revisions. The oracle keeps the newest revision of each identity in a map and sums it up
 * from nothing.
 */
class LedgerPropertyTest {
  private static final List<String> NUMBERS = List.of("rain", "price", "stock");

  @Property(tries = 400)
  void shouldHoldTheNewestRevisionsWhateverTheOrder(
      @ForAll("histories") List<Fact> history, @ForAll("orders") List<Integer> order) {
    LedgerRules rules = oneAgency();
    MapStores stores = new MapStores();
    Ledger ledger = new Ledger(stores);
    WeeklyPublisher publisher = new WeeklyPublisher(stores);
    ledger.spec(rules);
    Map<LocalDate, Map<String, Long>> readers = new HashMap<>();
    Map<Identity, Fact> newest = new HashMap<>();
    for (int step : order) {
      Fact fact = history.get(Math.floorMod(step, history.size()));
      ledger.book(fact);
      newest.merge(fact.identity(), fact, (a, b) -> b.revision() > a.revision() ? b : a);
      if (step % 5 == 0) {
        publisher.flush(rules, 2).forEach(row -> read(row, readers));
      }
    }
    while (!stores.dirtyModels().isEmpty()) {
      publisher.flush(rules, 2).forEach(row -> read(row, readers));
    }
    readers.values().removeIf(Map::isEmpty);
    assertThat(readers).isEqualTo(oracle(newest.values()));
  }

  private static void read(WeekRow row, Map<LocalDate, Map<String, Long>> readers) {
    Map<String, Long> values = new TreeMap<>();
    row.values().forEach(value -> values.put(value.variable(), value.micros()));
    readers.put(row.week(), values);
  }

  private static Map<LocalDate, Map<String, Long>> oracle(Collection<Fact> newest) {
    Map<LocalDate, Map<String, List<Fact>>> cells = new HashMap<>();
    for (Fact fact : newest) {
      if (!fact.withdrawn()) {
        LocalDate week = Books.CALENDAR.weekOf(Instant.ofEpochMilli(fact.timeMillis()));
        cells
            .computeIfAbsent(week, key -> new TreeMap<>())
            .computeIfAbsent(fact.amounts().get(0).variable(), key -> new ArrayList<>())
            .add(fact);
      }
    }
    Map<LocalDate, Map<String, Long>> weeks = new HashMap<>();
    cells.forEach(
        (week, variables) ->
            variables.forEach(
                (variable, facts) ->
                    weeks
                        .computeIfAbsent(week, key -> new TreeMap<>())
                        .put(variable, value(variable, facts))));
    return weeks;
  }

  private static long value(String variable, List<Fact> facts) {
    BigDecimal sum =
        facts.stream()
            .map(f -> BigDecimal.valueOf(f.amounts().get(0).micros()))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    if (variable.startsWith("context.events:")) {
      return 1_000_000;
    }
    return switch (variable) {
      case "context.price" ->
          sum.divide(BigDecimal.valueOf(facts.size()), 0, RoundingMode.HALF_EVEN).longValueExact();
      case "context.stock" ->
          facts.stream()
              .max(
                  Comparator.comparingLong(Fact::timeMillis)
                      .thenComparing(f -> f.identity().eventId()))
              .orElseThrow()
              .amounts()
              .get(0)
              .micros();
      default -> sum.longValueExact();
    };
  }

  /** Every revision of a set of facts; a revision may move week, channel and value, or withdraw. */
  @Provide
  Arbitrary<List<Fact>> histories() {
    Arbitrary<Fact> spend =
        Combinators.combine(
                Arbitraries.integers().between(0, 4),
                Arbitraries.of("tv", "facebook"),
                Arbitraries.integers().between(0, 20),
                Arbitraries.longs().between(-1_000, 1_000_000_000_000L))
            .as((id, channel, day, micros) -> spend("e" + id, channel, day, micros));
    Arbitrary<Fact> number =
        Combinators.combine(
                Arbitraries.integers().between(0, 4),
                Arbitraries.of(NUMBERS),
                Arbitraries.integers().between(0, 20),
                Arbitraries.longs().between(-50, 50))
            .as(
                (id, name, day, micros) ->
                    Books.context("e" + id, 0, name, Books.noon(day), micros));
    Arbitrary<Fact> level =
        Combinators.combine(
                Arbitraries.integers().between(0, 2),
                Arbitraries.of("sale", "fair"),
                Arbitraries.integers().between(0, 20))
            .as((id, name, day) -> Books.level("e" + id, 0, Books.noon(day), name));
    Arbitrary<Boolean> withdrawn = Arbitraries.of(false, false, false, true);
    return Combinators.combine(Arbitraries.oneOf(spend, number, level), withdrawn)
        .as((fact, gone) -> gone ? Books.withdrawn(fact, 0) : fact)
        .list()
        .ofMinSize(1)
        .ofMaxSize(30)
        .map(LedgerPropertyTest::numbered);
  }

  @Provide
  Arbitrary<List<Integer>> orders() {
    return Arbitraries.integers().between(0, 1_000).list().ofMinSize(1).ofMaxSize(80);
  }

  private static LedgerRules oneAgency() {
    return LedgerRules.of(Books.specWithAgency("agency"));
  }

  /** Both channels share a source here, so that a restatement can move a fact between them. */
  private static Fact spend(String id, String channel, int day, long micros) {
    return new Fact(
        new Identity(MODEL, Feed.SPEND, "agency", id),
        0,
        false,
        Books.noon(day),
        channel,
        Optional.of("EUR"),
        List.of(new Amount("spend." + channel, micros)));
  }

  /** Numbers the revisions of each identity by their place in the list. */
  private static List<Fact> numbered(List<Fact> facts) {
    Map<Identity, Integer> revisions = new HashMap<>();
    List<Fact> numbered = new ArrayList<>();
    for (Fact fact : facts) {
      int revision = revisions.merge(fact.identity(), 1, Integer::sum) - 1;
      numbered.add(
          new Fact(
              fact.identity(),
              revision,
              fact.withdrawn(),
              fact.timeMillis(),
              fact.channel(),
              fact.currency(),
              fact.amounts()));
    }
    return numbered;
  }
}
