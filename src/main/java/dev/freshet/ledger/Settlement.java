package dev.freshet.ledger;

import java.time.LocalDate;
import java.util.Objects;

/**
 * How far a model has settled, and what is due next.
 *
 * @param before weeks before this one, where known, have settled
 * @param due weeks before this one settle next; none when it is not after {@code before}
 * @param sinceMillis since when those weeks are due without a change, milliseconds since the epoch
 * @param late whether weeks before {@code before} are open, and so are to settle (once more)
 * @param pruning whether entries of settled weeks may still be in the books
 */
record Settlement(
    LocalDate before, LocalDate due, long sinceMillis, boolean late, boolean pruning) {
  /** Of a model of which nothing has settled and nothing is due. */
  static final Settlement NONE = new Settlement(LocalDate.EPOCH, LocalDate.EPOCH, 0, false, false);

  Settlement {
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(due, "due");
  }

  /** Whether a change of the week concerns settling at all: almost never. */
  boolean concerns(LocalDate week) {
    return week.isBefore(before) || week.isBefore(due);
  }

  boolean isDue() {
    return due.isAfter(before) || late && sinceMillis > 0;
  }

  /**
   * After a change of an open week: it and those after it must lie still anew before they settle;
   * those before it go on.
   */
  Settlement changed(LocalDate week) {
    if (week.isBefore(before)) {
      return new Settlement(before, before, 0, true, pruning);
    }
    return week.isBefore(due) ? new Settlement(before, week, sinceMillis, late, pruning) : this;
  }

  /** From now on the weeks before {@code boundary} are due. */
  Settlement dueBefore(LocalDate boundary, long nowMillis) {
    return new Settlement(before, boundary, nowMillis, late, pruning);
  }

  /** Some weeks before {@code boundary} have settled, and there are more to settle at once. */
  Settlement settledInPart(LocalDate boundary) {
    return new Settlement(later(boundary), due, sinceMillis, late, true);
  }

  /** All weeks before {@code boundary} have settled; {@code weeks} of them just now. */
  Settlement settled(LocalDate boundary, int weeks) {
    LocalDate reached = later(boundary);
    return new Settlement(reached, reached, 0, false, pruning || weeks > 0);
  }

  private LocalDate later(LocalDate boundary) {
    return boundary.isAfter(before) ? boundary : before;
  }

  Settlement pruned() {
    return new Settlement(before, due, sinceMillis, late, false);
  }
}
