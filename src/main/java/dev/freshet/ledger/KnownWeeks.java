package dev.freshet.ledger;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The weeks that had events. Which of them were replaced is also held in memory, since every event
 * asks; there are few.
 */
final class KnownWeeks {
  private final KeyValueStore<String, PublishedWeek> store;
  private final Map<String, Map<LocalDate, Long>> replaced = new HashMap<>();

  KnownWeeks(KeyValueStore<String, PublishedWeek> store) {
    this.store = store;
  }

  PublishedWeek get(String model, LocalDate week) {
    return store.get(StoreKeys.week(model, week));
  }

  void put(String model, LocalDate week, PublishedWeek known) {
    store.put(StoreKeys.week(model, week), known);
    if (known.reopenedMillis() != Watermark.NONE) {
      replaced(model).put(week, known.reopenedMillis());
    }
  }

  void forget(String model, LocalDate week) {
    replaced(model).remove(week);
    store.delete(StoreKeys.week(model, week));
  }

  NavigableSet<LocalDate> all(String model) {
    NavigableSet<LocalDate> found = new TreeSet<>();
    scan(model, (week, known) -> found.add(week));
    return found;
  }

  long replacedMillis(String model, LocalDate week) {
    Map<LocalDate, Long> times = replaced(model);
    return times.isEmpty() ? Watermark.NONE : times.getOrDefault(week, Watermark.NONE);
  }

  private Map<LocalDate, Long> replaced(String model) {
    Map<LocalDate, Long> held = replaced.get(model);
    if (held == null) {
      Map<LocalDate, Long> found = new HashMap<>();
      scan(
          model,
          (week, known) -> {
            if (known.reopenedMillis() != Watermark.NONE) {
              found.put(week, known.reopenedMillis());
            }
          });
      replaced.put(model, found);
      held = found;
    }
    return held;
  }

  private void scan(String model, BiConsumer<LocalDate, PublishedWeek> sink) {
    try (KeyValueIterator<String, PublishedWeek> range =
        store.range(StoreKeys.from(model), StoreKeys.to(model))) {
      range.forEachRemaining(
          week -> sink.accept(LocalDate.parse(StoreKeys.last(week.key)), week.value));
    }
  }
}
