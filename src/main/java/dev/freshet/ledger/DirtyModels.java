package dev.freshet.ledger;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Marks what the next flush has to publish; kept in a store, so that a restart forgets nothing, and
 * in memory, so that a mark already set costs nothing.
 */
final class DirtyModels {
  private static final byte[] MARK = new byte[0];

  private final KeyValueStore<String, byte[]> store;
  private final Map<String, NavigableSet<LocalDate>> weeks = new LinkedHashMap<>();

  DirtyModels(KeyValueStore<String, byte[]> store) {
    this.store = store;
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        String key = all.next().key;
        int split = key.indexOf('|');
        if (split < 0) {
          weeks.computeIfAbsent(key, model -> new TreeSet<>());
        } else {
          weeks
              .computeIfAbsent(key.substring(0, split), model -> new TreeSet<>())
              .add(LocalDate.parse(key.substring(split + 1)));
        }
      }
    }
  }

  void mark(String model) {
    marked(model);
  }

  void mark(String model, LocalDate week) {
    if (marked(model).add(week)) {
      store.put(StoreKeys.week(model, week), MARK);
    }
  }

  private NavigableSet<LocalDate> marked(String model) {
    NavigableSet<LocalDate> marked = weeks.get(model);
    if (marked == null) {
      marked = new TreeSet<>();
      weeks.put(model, marked);
      store.put(model, MARK);
    }
    return marked;
  }

  List<String> models() {
    return List.copyOf(weeks.keySet());
  }

  NavigableSet<LocalDate> weeks(String model) {
    return weeks.getOrDefault(model, new TreeSet<>());
  }

  void clear(String model, LocalDate week) {
    if (weeks(model).remove(week)) {
      store.delete(StoreKeys.week(model, week));
    }
  }

  void clear(String model) {
    if (!weeks(model).isEmpty()) {
      throw new IllegalStateException("weeks of " + model + " are still marked: " + weeks(model));
    }
    if (weeks.remove(model) != null) {
      store.delete(model);
    }
  }
}
