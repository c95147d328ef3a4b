package dev.freshet.ledger;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The sums of the weeks last used, decoded; those that changed reach their store when {@link
 * #write()} is called, which must be before each commit, and before their week is read there.
 *
 * <p>Many events of a week fall between two commits, and each would write its sum. Streams' own
 * cache saves the writes as well, but encodes each value put into it and keeps it in a sorted tree:
 * that was a sixth of the samples of a profile.
 */
final class HeldSums {
  private static final int HELD_WEEKS = 10_000;

  private final KeyValueStore<String, WeekSum> store;
  private final Set<Sums> changed = new LinkedHashSet<>();

  private final Map<Week, Sums> weeks =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Week, Sums> eldest) {
          boolean full = size() > HELD_WEEKS;
          if (full && changed.remove(eldest.getValue())) {
            eldest.getValue().write();
          }
          return full;
        }
      };

  private record Week(String model, LocalDate first) {}

  /** Sums of a week by variable, equal to itself alone. */
  private final class Sums {
    private final Week week;
    private final Map<String, WeekSum> known = new HashMap<>();
    private final Set<String> unwritten = new HashSet<>();

    Sums(Week week) {
      this.week = week;
    }

    void write() {
      for (String variable : unwritten) {
        WeekSum sum = known.get(variable);
        store.put(StoreKeys.cell(week.model(), week.first(), variable), sum.isZero() ? null : sum);
      }
      unwritten.clear();
    }
  }

  HeldSums(KeyValueStore<String, WeekSum> store) {
    this.store = store;
  }

  /** Sum of the variable in the week; zero without entries. */
  WeekSum get(String model, LocalDate week, String variable) {
    Map<String, WeekSum> known = of(model, week).known;
    WeekSum sum = known.get(variable);
    if (sum == null) {
      WeekSum found = store.get(StoreKeys.cell(model, week, variable));
      sum = found == null ? WeekSum.ZERO : found;
      known.put(variable, sum);
    }
    return sum;
  }

  void put(String model, LocalDate week, String variable, WeekSum sum) {
    Sums sums = of(model, week);
    sums.known.put(variable, sum);
    if (sums.unwritten.isEmpty()) {
      changed.add(sums);
    }
    sums.unwritten.add(variable);
  }

  private Sums of(String model, LocalDate week) {
    return weeks.computeIfAbsent(new Week(model, week), Sums::new);
  }

  /** Writes what has changed since it was last written. */
  void write() {
    changed.forEach(Sums::write);
    changed.clear();
  }

  /** Writes what has changed in the week. */
  void write(String model, LocalDate week) {
    Sums sums = weeks.get(new Week(model, week));
    if (sums != null && changed.remove(sums)) {
      sums.write();
    }
  }

  /** Drops what is held of the model, written or not. */
  void forget(String model) {
    weeks.keySet().removeIf(week -> week.model().equals(model));
    changed.removeIf(sums -> sums.week.model().equals(model));
  }
}
