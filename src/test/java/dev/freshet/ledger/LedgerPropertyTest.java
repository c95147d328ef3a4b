package dev.freshet.ledger;

import static dev.freshet.ledger.Books.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
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

  /**
   * The whole task: specs that come late, restarts, moves to another instance, weeks that settle
   * and weeks that are reopened. The oracle forgets identities when their week settles, and refuses
   * what is of a settled week; all else is as above.
   */
  @Property(tries = 300)
  void shouldHoldTheNewestRevisionsWhateverHappensToTheTask(
      @ForAll("histories") List<Fact> history, @ForAll("orders") List<Integer> order) {
    Instant now = Instant.ofEpochMilli(Books.noon(21));
    MovableLedger task =
        new MovableLedger(
            LedgerConfig.defaults().withRowsPerFlush(2).withSettleQuiet(Duration.ofMillis(1)), now);
    Map<LocalDate, Map<String, Long>> readers = new HashMap<>();
    Settled oracle = new Settled();
    int spec = order.get(0) % Math.min(20, order.size());
    int issued = 0;
    for (int i = 0; i < order.size(); i++) {
      if (i == spec) {
        task.take(new LedgerInput.Spec(oneAgency()));
      }
      int step = order.get(i);
      switch (step % 23) {
        case 0 -> task.restart();
        case 1 -> task.move();
        case 2, 3 -> task.tick();
        case 4, 5 -> {
          if (i > spec) {
            now = settle(task, now, oracle, readers, step % 3);
          }
        }
        case 6 -> {
          LocalDate week = Books.WEEK.plusWeeks(step % 3);
          if (oracle.sums.containsKey(week)) {
            List<Fact> facts = ofWeek(history, week);
            task.take(new LedgerInput.Replacement(MODEL, week, ++issued, facts));
            oracle.reopen(week, facts);
          }
        }
        default -> {
          Fact fact = history.get(step % history.size());
          task.take(new LedgerInput.Booking(fact));
          oracle.book(fact);
        }
      }
      read(task, readers);
    }
    for (int i = 0; i < 20; i++) {
      task.tick();
      read(task, readers);
    }
    readers.values().removeIf(Map::isEmpty);
    assertThat(readers).isEqualTo(oracle.weeks());
  }

  /** Lets so many of the three weeks settle: publishes all, then passes the horizon. */
  private static Instant settle(
      MovableLedger task,
      Instant now,
      Settled oracle,
      Map<LocalDate, Map<String, Long>> readers,
      int weeks) {
    Instant to = Books.CALENDAR.start(Books.WEEK.plusWeeks(weeks + 1 + 26));
    Instant passed = to.isAfter(now) ? to : now;
    for (String source : oneAgency().sources()) {
      task.take(new LedgerInput.Progress(MODEL, source, to.toEpochMilli()));
    }
    for (int i = 0; i < 8; i++) {
      passed = passed.plusMillis(10);
      task.clock(passed);
      task.tick();
      oracle.settle(read(task, readers));
    }
    assertThat(oracle.sums.keySet()).allMatch(w -> !w.isAfter(Books.WEEK.plusWeeks(2)));
    assertThat(task.entries()).isEqualTo(oracle.newest.size());
    return passed;
  }

  private static List<Fact> ofWeek(List<Fact> history, LocalDate week) {
    return history.stream().filter(fact -> week.equals(week(fact))).toList();
  }

  private static LocalDate week(Fact fact) {
    return Books.CALENDAR.weekOf(Instant.ofEpochMilli(fact.timeMillis()));
  }

  /** Applies what was sent to what readers know; the rows of settled weeks. */
  private static List<WeekRow> read(MovableLedger task, Map<LocalDate, Map<String, Long>> readers) {
    List<WeekRow> settled = new ArrayList<>();
    for (LedgerOutput output : task.sent()) {
      if (output instanceof LedgerOutput.Week week) {
        read(week.row(), readers);
        if (week.row().settled()) {
          settled.add(week.row());
        }
      }
    }
    return settled;
  }

  /** The naive ledger that settles: newest facts, and sums of what has been forgotten. */
  private static final class Settled {
    private final Map<Identity, Fact> newest = new HashMap<>();
    private final Map<LocalDate, Map<String, Long>> sums = new HashMap<>();

    void book(Fact fact) {
      if (!sums.containsKey(week(fact))) {
        newest.merge(fact.identity(), fact, (a, b) -> b.revision() > a.revision() ? b : a);
      }
    }

    void settle(List<WeekRow> rows) {
      for (WeekRow row : rows) {
        if (sums.containsKey(row.week())) {
          continue;
        }
        Map<String, Long> values =
            oracle(newest.values()).getOrDefault(row.week(), new TreeMap<>());
        sums.put(row.week(), values);
        newest.values().removeIf(fact -> week(fact).equals(row.week()));
      }
    }

    void reopen(LocalDate week, List<Fact> facts) {
      sums.remove(week);
      facts.forEach(this::book);
    }

    Map<LocalDate, Map<String, Long>> weeks() {
      Map<LocalDate, Map<String, Long>> weeks = oracle(newest.values());
      weeks.putAll(sums);
      weeks.values().removeIf(Map::isEmpty);
      return weeks;
    }
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
