package dev.freshet.refresh;

import dev.freshet.avro.WeeklyObservation;
import dev.freshet.topic.Keys;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The weekly observations of the planner's models, in its stores: of each week the newest, and of a
 * closed week that has changed since the model's last request the one which that request held.
 */
final class KeptWeeks {
  private final KeyValueStore<String, WeeklyObservation> store;
  private final KeyValueStore<String, WeeklyObservation> asked;

  KeptWeeks(
      KeyValueStore<String, WeeklyObservation> store,
      KeyValueStore<String, WeeklyObservation> asked) {
    this.store = store;
    this.asked = asked;
  }

  /**
   * How a week has changed.
   *
   * @param values whether any value has, since the row before
   * @param sinceAsked largest relative change of a value since the model's last request, see {@link
   *     Observations#relativeChange}
   */
  record Change(boolean values, double sinceAsked) {}

  /** Oldest and newest week of a model; both empty when it has none. */
  record Span(Optional<LocalDate> first, Optional<LocalDate> newest) {}

  /**
   * Takes a week in.
   *
   * @param closed whether it is closed, so that the last request may have held it
   */
  Change put(String model, WeeklyObservation row, boolean closed) {
    String key = Keys.week(model, row.getWeek());
    WeeklyObservation before = store.get(key);
    if (!row.equals(before)) {
      store.put(key, row);
    }
    double change = Observations.relativeChange(before, row);
    WeeklyObservation last = closed ? asked.get(key) : null;
    if (last != null) {
      return new Change(change > 0, Observations.relativeChange(last, row));
    }
    if (closed && change > 0 && before != null) {
      asked.put(key, before);
    }
    return new Change(change > 0, change);
  }

  /** A request with all closed weeks of the model is written. */
  void asked(String model) {
    rows(asked, model).forEach(row -> asked.delete(Keys.week(model, row.getWeek())));
  }

  /** Forgets a week; false when there was none. */
  boolean withdraw(String model, LocalDate week) {
    asked.delete(Keys.week(model, week));
    return store.delete(Keys.week(model, week)) != null;
  }

  /** Of those weeks that are wanted. */
  Span span(String model, Predicate<LocalDate> wanted) {
    Optional<LocalDate> first = Optional.empty();
    Optional<LocalDate> newest = Optional.empty();
    for (WeeklyObservation row : rows(store, model)) {
      if (wanted.test(row.getWeek())) {
        newest = Optional.of(row.getWeek());
        first = first.isEmpty() ? newest : first;
      }
    }
    return new Span(first, newest);
  }

  /** By source, the furthest that any row of those weeks says. */
  Map<String, Instant> watermarks(String model, Predicate<LocalDate> wanted) {
    Map<String, Instant> furthest = new HashMap<>();
    for (WeeklyObservation row : rows(store, model)) {
      if (wanted.test(row.getWeek())) {
        PlanMapping.watermarks(row.getWatermarks())
            .forEach(
                (source, through) ->
                    furthest.merge(source, through, (a, b) -> a.isAfter(b) ? a : b));
      }
    }
    return furthest;
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

  /** Forgets the weeks of a model that are not to be kept; false when there were none. */
  boolean retain(String model, Predicate<WeeklyObservation> kept) {
    List<LocalDate> dropped =
        rows(store, model).stream().filter(kept.negate()).map(WeeklyObservation::getWeek).toList();
    dropped.forEach(week -> withdraw(model, week));
    return !dropped.isEmpty();
  }

  private static List<WeeklyObservation> rows(
      KeyValueStore<String, WeeklyObservation> weeks, String model) {
    List<WeeklyObservation> rows = new ArrayList<>();
    String prefix = model + Keys.SEPARATOR;
    try (KeyValueIterator<String, WeeklyObservation> all =
        weeks.range(prefix, prefix + Character.MAX_VALUE)) {
      all.forEachRemaining(e -> rows.add(e.value));
    }
    return rows;
  }
}
