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
 * @param latest latest week that any of its revisions named: while that is open, an older revision
 *     that comes again must be known for what it is
 * @param replacedMillis order time of the replacement that brought the fact, or {@link
 *     Watermark#NONE}
 */
record Entry(
    int revision,
    boolean withdrawn,
    LocalDate week,
    long timeMillis,
    List<Amount> amounts,
    LocalDate latest,
    long replacedMillis) {
  Entry {
    Objects.requireNonNull(week, "week");
    Objects.requireNonNull(latest, "latest");
    amounts = List.copyOf(amounts);
  }

  /** Of a fact that never was in a later week, and that no replacement brought. */
  Entry(int revision, boolean withdrawn, LocalDate week, long timeMillis, List<Amount> amounts) {
    this(revision, withdrawn, week, timeMillis, amounts, week, Watermark.NONE);
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

  /** The same after an entry of the identity, whose weeks and replacement it remembers. */
  Entry following(Entry before) {
    return before == null ? this : seenIn(before.latest).broughtBy(before.replacedMillis);
  }

  /** The same, of which a revision that does not count has named this week. */
  Entry seenIn(LocalDate other) {
    return other.isAfter(latest)
        ? new Entry(revision, withdrawn, week, timeMillis, amounts, other, replacedMillis)
        : this;
  }

  /** The same, brought by the replacement ordered at this time. */
  Entry broughtBy(long atMillis) {
    return new Entry(revision, withdrawn, week, timeMillis, amounts, latest, atMillis);
  }

  /** Whether it says all there is to say without its latest week and its replacement. */
  boolean isPlain() {
    return latest.equals(week) && replacedMillis == Watermark.NONE;
  }

  /** Whether a fact of the same revision says the same; two withdrawals always do. */
  boolean says(Fact fact) {
    return withdrawn == fact.withdrawn()
        && (withdrawn || timeMillis == fact.timeMillis() && amounts.equals(fact.amounts()));
  }
}
