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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private static final long GRACE_MILLIS = oneAgency().grace().toMillis();

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
      Books.book(ledger, fact);
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
   * The whole task: restarts, moves to another instance, transactions that are aborted, weeks that
   * settle and weeks that are replaced, settled or not. The oracle never forgets an identity. What
   * the ledger can never know, a revision that is sent for the first time after the week of its
   * fact has settled, is not sent here.
   */
  @Property(tries = 400)
  void shouldHoldTheNewestRevisionsWhateverHappensToTheTask(
      @ForAll("movedFacts") List<Fact> history, @ForAll("longOrders") List<Integer> order) {
    Run run = new Run(history);
    int spec = order.get(0) % Math.min(20, order.size());
    for (int i = 0; i < order.size(); i++) {
      if (i == spec) {
        run.spec();
      }
      run.step(order.get(i), i >= spec);
    }
    run.settle(2);
    assertThat(run.readers()).isEqualTo(run.oracle.weeks());
    assertThat(run.task.entries()).isZero();
  }

  /** One task with its clock, its readers and the oracle. */
  private static final class Run {
    private final List<Fact> history;

    /** Any of the three weeks may have settled before the first replacement is ordered. */
    private final Instant horizon = Books.CALENDAR.start(Books.WEEK.plusWeeks(2 + 1 + 26));

    private Instant now = horizon.plusSeconds(3600);
    private final MovableLedger task =
        new MovableLedger(
            LedgerConfig.defaults().withRowsPerFlush(2).withSettleQuiet(Duration.ofMillis(1)), now);
    private final Map<LocalDate, Map<String, Long>> readers = new HashMap<>();
    private final NeverForgetting oracle = new NeverForgetting();
    private int issued;

    Run(List<Fact> history) {
      this.history = history;
    }

    /** What waited for it is booked in its order, which later facts would get ahead of. */
    void spec() {
      task.take(new LedgerInput.Spec(oneAgency()));
      task.tick();
      commit();
    }

    void step(int step, boolean active) {
      switch (step % 25) {
        case 0 -> task.restart();
        case 1 -> task.move();
        case 2, 3 -> commit();
        case 4, 5 -> task.abort();
        case 6 -> {
          task.tick();
          commit();
        }
        case 7 -> {
          task.tick();
          task.abort();
        }
        case 8, 9 -> {
          if (active) {
            settle(step % 3);
          }
        }
        case 10 -> replace(Books.WEEK.plusWeeks(step % 3));
        default -> {
          Fact fact = history.get(step % history.size());
          if (oracle.canKnow(fact)) {
            task.take(new LedgerInput.Booking(fact));
            oracle.book(fact);
          }
        }
      }
    }

    private void replace(LocalDate week) {
      List<Fact> facts = new ArrayList<>();
      for (int i = issued % 2; i < history.size(); i += 1 + issued % 3) {
        if (week.equals(week(history.get(i)))) {
          facts.add(history.get(i));
        }
      }
      task.take(new LedgerInput.Replacement(MODEL, week, horizon.toEpochMilli() + ++issued, facts));
      oracle.replace(week, issued, facts);
    }

    /** Lets the first of the three weeks settle, up to this one: passes their horizon. */
    void settle(int last) {
      Instant to = Books.CALENDAR.start(Books.WEEK.plusWeeks(last + 1 + 26));
      for (String source : oneAgency().sources()) {
        task.take(new LedgerInput.Progress(MODEL, source, to.toEpochMilli() + GRACE_MILLIS));
      }
      for (int i = 0; i < 8; i++) {
        now = now.plusMillis(10);
        task.clock(now);
        task.tick();
        commit();
      }
    }

    private void commit() {
      task.commit();
      for (LedgerOutput output : task.sent()) {
        if (output instanceof LedgerOutput.Week week) {
          read(week.row(), readers);
        }
      }
      oracle.settle(task.settled(MODEL));
    }

    Map<LocalDate, Map<String, Long>> readers() {
      readers.values().removeIf(Map::isEmpty);
      return readers;
    }
  }

  /** The naive ledger: newest facts and where they stand, and the sums of settled weeks. */
  private static final class NeverForgetting {
    private final Map<Identity, Fact> newest = new HashMap<>();
    private final Map<Identity, LocalDate> places = new HashMap<>();
    private final Map<Identity, Integer> broughtBy = new HashMap<>();
    private final Map<LocalDate, Integer> replaced = new HashMap<>();
    private final Map<LocalDate, Map<String, Long>> settled = new HashMap<>();
    private final Set<Fact> sent = new HashSet<>();

    /** Whether the identity is new, or stands in an open week, or the fact is one sent before. */
    boolean canKnow(Fact fact) {
      Fact before = newest.get(fact.identity());
      return before == null
          || counts(fact.identity())
          || sent.contains(fact) && fact.revision() <= before.revision();
    }

    /** Whether the newest fact stands in an open week that was not replaced without it. */
    private boolean counts(Identity id) {
      LocalDate place = places.get(id);
      return !settled.containsKey(place) && in(id, place);
    }

    private boolean in(Identity id, LocalDate week) {
      return !replaced.containsKey(week) || replaced.get(week).equals(broughtBy.get(id));
    }

    void book(Fact fact) {
      sent.add(fact);
      Identity id = fact.identity();
      Fact before = newest.get(id);
      LocalDate week = before != null && fact.withdrawn() ? places.get(id) : week(fact);
      boolean newer = before == null || fact.revision() > before.revision();
      boolean free = before == null || counts(id) || in(id, week) && replaced.containsKey(week);
      if (newer && free && !settled.containsKey(week) && in(id, week)) {
        newest.put(id, fact);
        places.put(id, week);
      }
    }

    void replace(LocalDate week, int order, List<Fact> facts) {
      Map<Identity, Fact> brought = new HashMap<>();
      facts.forEach(f -> brought.merge(f.identity(), f, (a, b) -> newer(a, b)));
      brought
          .values()
          .removeIf(
              fact -> {
                Identity id = fact.identity();
                boolean elsewhere = newest.containsKey(id) && !places.get(id).equals(week);
                return elsewhere && counts(id) && newest.get(id).revision() >= fact.revision();
              });
      settled.remove(week);
      replaced.put(week, order);
      brought.forEach(
          (id, fact) -> {
            newest.put(id, fact);
            places.put(id, week);
            broughtBy.put(id, order);
          });
    }

    void settle(Set<LocalDate> weeks) {
      for (LocalDate week : weeks) {
        settled.computeIfAbsent(week, key -> oracle(standing()).getOrDefault(key, new TreeMap<>()));
      }
    }

    private List<Fact> standing() {
      return newest.entrySet().stream()
          .filter(e -> counts(e.getKey()))
          .map(Map.Entry::getValue)
          .toList();
    }

    private static Fact newer(Fact a, Fact b) {
      return b.revision() > a.revision() ? b : a;
    }

    Map<LocalDate, Map<String, Long>> weeks() {
      Map<LocalDate, Map<String, Long>> weeks = oracle(standing());
      weeks.putAll(settled);
      weeks.values().removeIf(Map::isEmpty);
      return weeks;
    }
  }

  private static LocalDate week(Fact fact) {
    return Books.CALENDAR.weekOf(Instant.ofEpochMilli(fact.timeMillis()));
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
    return histories(5, 30);
  }

  /** Few facts of many revisions. */
  @Provide
  Arbitrary<List<Fact>> movedFacts() {
    return histories(2, 12);
  }

  private static Arbitrary<List<Fact>> histories(int ids, int size) {
    Arbitrary<Fact> spend =
        Combinators.combine(
                Arbitraries.integers().between(0, ids - 1),
                Arbitraries.of("tv", "facebook"),
                Arbitraries.integers().between(0, 20),
                Arbitraries.longs().between(-1_000, 1_000_000_000_000L))
            .as((id, channel, day, micros) -> spend("e" + id, channel, day, micros));
    Arbitrary<Fact> number =
        Combinators.combine(
                Arbitraries.integers().between(0, ids - 1),
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
        .ofMaxSize(size)
        .map(LedgerPropertyTest::numbered);
  }

  @Provide
  Arbitrary<List<Integer>> orders() {
    return Arbitraries.integers().between(0, 1_000).list().ofMinSize(1).ofMaxSize(80);
  }

  @Provide
  Arbitrary<List<Integer>> longOrders() {
    return Arbitraries.integers().between(0, 1_000).list().ofMinSize(30).ofMaxSize(100);
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
