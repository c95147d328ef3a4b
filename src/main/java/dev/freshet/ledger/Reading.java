package dev.freshet.ledger;

import java.time.LocalDate;

/** One context number at its place in time, in the week it counts in. */
record Reading(Identity identity, LocalDate week, String variable, long timeMillis, long micros) {

  /** The readings of an entry: its context numbers; levels and other feeds have none. */
  static java.util.stream.Stream<Reading> of(Identity identity, Entry entry) {
    if (entry.withdrawn() || identity.feed() != Feed.CONTEXT) {
      return java.util.stream.Stream.empty();
    }
    return entry.amounts().stream()
        .filter(amount -> amount.variable().indexOf(':') < 0)
        .map(
            amount ->
                new Reading(
                    identity,
                    entry.week(),
                    amount.variable(),
                    entry.timeMillis(),
                    amount.micros()));
  }
}
