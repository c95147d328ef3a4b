package dev.freshet.ledger;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * What stands in the books for one identity.
 *
 * <p>The week is written down rather than derived again: when a release of the time zone data moves
 * a boundary, what was added to a week must still be taken out of that week.
 *
 * @param revision newest revision seen
 * @param withdrawn whether that revision withdrew the fact; it then counts nowhere
 * @param week week it counts in, by its first day
 * @param timeMillis event time, milliseconds since the epoch
 * @param amounts what it counts
 */
record Entry(
    int revision, boolean withdrawn, LocalDate week, long timeMillis, List<Amount> amounts) {
  Entry {
    Objects.requireNonNull(week, "week");
    amounts = List.copyOf(amounts);
  }

  /** What a fact leaves in the books. */
  static Entry of(Fact fact, LocalDate week) {
    return new Entry(
        fact.revision(),
        fact.withdrawn(),
        week,
        fact.timeMillis(),
        fact.withdrawn() ? List.of() : fact.amounts());
  }

  /** Whether a fact of the same revision says the same; two withdrawals always do. */
  boolean says(Fact fact) {
    return withdrawn == fact.withdrawn()
        && (withdrawn || timeMillis == fact.timeMillis() && amounts.equals(fact.amounts()));
  }
}
