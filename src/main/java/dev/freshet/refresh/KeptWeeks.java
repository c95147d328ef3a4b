package dev.freshet.refresh;

import dev.freshet.avro.WeeklyObservation;
import dev.freshet.topic.Keys;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The weekly observations of the planner's models, in its store: of each week the newest. */
final class KeptWeeks {
  private final KeyValueStore<String, WeeklyObservation> store;

  KeptWeeks(KeyValueStore<String, WeeklyObservation> store) {
    this.store = store;
  }

  /** Oldest and newest week of a model; both empty when it has none. */
  record Span(Optional<LocalDate> first, Optional<LocalDate> newest) {}

  /**
   * Takes a week in.
   *
   * @return its largest relative change, see {@link Observations#relativeChange}
   */
  double put(String model, WeeklyObservation row) {
    String key = Keys.week(model, row.getWeek());
    WeeklyObservation before = store.get(key);
    double change = Observations.relativeChange(before, row);
    if (before == null || change > 0) {
      store.put(key, row);
    }
    return change;
  }

  /** Forgets a week; false when there was none. */
  boolean withdraw(String model, LocalDate week) {
    return store.delete(Keys.week(model, week)) != null;
  }

  Span span(String model) {
    Optional<LocalDate> first = Optional.empty();
    Optional<LocalDate> newest = Optional.empty();
    try (KeyValueIterator<String, WeeklyObservation> rows = all(model)) {
      while (rows.hasNext()) {
        newest = Optional.of(rows.next().value.getWeek());
        first = first.isEmpty() ? newest : first;
      }
    }
    return new Span(first, newest);
  }

  /**
   * Lead-in and window of a model that end with a week.
   *
   * @param known consecutive weeks until then, at least 1
   */
  Series series(String model, LocalDate last, int known, int windowWeeks) {
    int total = Series.total(known, windowWeeks);
    int inWindow = Math.min(total, windowWeeks);
    LocalDate first = last.minusWeeks(total - 1L);
    return new Series(
        first,
        total - inWindow,
        inWindow,
        Observations.line(between(model, first, last), first, total));
  }

  private Map<LocalDate, WeeklyObservation> between(String model, LocalDate from, LocalDate to) {
    Map<LocalDate, WeeklyObservation> found = new HashMap<>();
    try (KeyValueIterator<String, WeeklyObservation> rows =
        store.range(Keys.week(model, from), Keys.week(model, to))) {
      rows.forEachRemaining(e -> found.put(e.value.getWeek(), e.value));
    }
    return found;
  }

  /** Forgets all weeks of a model. */
  void retire(String model) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, WeeklyObservation> rows = all(model)) {
      rows.forEachRemaining(e -> keys.add(e.key));
    }
    keys.forEach(store::delete);
  }

  private KeyValueIterator<String, WeeklyObservation> all(String model) {
    String prefix = model + Keys.SEPARATOR;
    return store.range(prefix, prefix + Character.MAX_VALUE);
  }
}
