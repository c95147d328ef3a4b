package dev.freshet.ledger;

import java.time.LocalDate;
import java.util.HashMap;
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

  /** The week used last: most events ask for theirs and then change it. */
  private Sums last;

  private record Week(String model, LocalDate first) {
    boolean is(String otherModel, LocalDate otherFirst) {
      return first.equals(otherFirst) && model.equals(otherModel);
    }
  }

  private static final class Held {
    private WeekSum sum;
    private boolean unwritten;

    Held(WeekSum sum) {
      this.sum = sum;
    }
  }

  /** Sums of a week by variable, equal to itself alone. */
  private final class Sums {
    private final Week week;
    private final Map<String, Held> known = new HashMap<>();
    private boolean unwritten;

    Sums(Week week) {
      this.week = week;
    }

    Held of(String variable) {
      Held held = known.get(variable);
      if (held == null) {
        WeekSum found = store.get(StoreKeys.cell(week.model(), week.first(), variable));
        held = new Held(found == null ? WeekSum.ZERO : found);
        known.put(variable, held);
      }
      return held;
    }

    void write() {
      known.forEach(
          (variable, held) -> {
            if (held.unwritten) {
              store.put(
                  StoreKeys.cell(week.model(), week.first(), variable),
                  held.sum.isZero() ? null : held.sum);
              held.unwritten = false;
            }
          });
      unwritten = false;
    }
  }

  HeldSums(KeyValueStore<String, WeekSum> store) {
    this.store = store;
  }

  /** Sum of the variable in the week; zero without entries. */
  WeekSum get(String model, LocalDate week, String variable) {
    return of(model, week).of(variable).sum;
  }

  void put(String model, LocalDate week, String variable, WeekSum sum) {
    Sums sums = of(model, week);
    Held held = sums.of(variable);
    held.sum = sum;
    held.unwritten = true;
    if (!sums.unwritten) {
      sums.unwritten = true;
      changed.add(sums);
    }
  }

  private Sums of(String model, LocalDate week) {
    if (last == null || !last.week.is(model, week)) {
      last = weeks.computeIfAbsent(new Week(model, week), Sums::new);
    }
    return last;
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
    last = null;
    weeks.keySet().removeIf(week -> week.model().equals(model));
    changed.removeIf(sums -> sums.week.model().equals(model));
  }
}
