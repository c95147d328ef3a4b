package dev.freshet.ledger;

import dev.freshet.ledger.Verdict.Refused;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Says whether a week still takes a fact.
 *
 * <p>A settled week takes none: only its sums are known. A replaced week holds what its replacement
 * said, and revisions of those facts sent since; anything else may be in there under another
 * identity, so that to take it could count it twice.
 */
final class WeekGate {
  private final LedgerStores stores;

  WeekGate(LedgerStores stores) {
    this.stores = stores;
  }

  /**
   * Why the fact may not be booked in the week; empty if it may.
   *
   * @param before what stands in the books for its identity; null for nothing
   * @param sentMillis timestamp of its record, milliseconds since the epoch
   */
  Optional<Refused> refusal(Fact fact, Entry before, LocalDate week, long sentMillis) {
    String model = fact.model();
    if (isSettled(model, week)) {
      return Optional.of(settled(fact.identity(), week));
    }
    long replaced = stores.replacedMillis(model, week);
    if (replaced != Watermark.NONE) {
      if (before == null || before.replacedMillis() != replaced) {
        return Optional.of(replaced(fact.identity(), week, replaced));
      }
      if (sentMillis <= replaced) {
        return Optional.of(sentBefore(fact.identity(), week, replaced, sentMillis));
      }
    }
    if (before == null || before.week().equals(week)) {
      return Optional.empty();
    }
    if (isSettled(model, before.week())) {
      return Optional.of(settled(fact.identity(), before.week()));
    }
    return replaced == Watermark.NONE && isReplaced(model, before)
        ? Optional.of(
            replaced(fact.identity(), before.week(), stores.replacedMillis(model, before.week())))
        : Optional.empty();
  }

  /** The entry where it counts in an open week; null where a replacement or settling ended that. */
  Entry open(String model, Entry entry) {
    return entry == null || isReplaced(model, entry) || isSettled(model, entry.week())
        ? null
        : entry;
  }

  private boolean isSettled(String model, LocalDate week) {
    if (!week.isBefore(stores.settlement(model).before())) {
      return false;
    }
    PublishedWeek published = stores.published(model, week);
    return published != null && published.settled();
  }

  /** Whether its week was replaced since, so that it counts no more. */
  private boolean isReplaced(String model, Entry entry) {
    long replaced = stores.replacedMillis(model, entry.week());
    return replaced != Watermark.NONE && replaced != entry.replacedMillis();
  }

  private static Refused settled(Identity identity, LocalDate week) {
    return new Refused(
        Reason.SETTLED,
        "Event '%s' is of the week %s, which has settled: only its sums are kept; replace the week as a whole with freshet load --reopen"
            .formatted(identity.eventId(), week));
  }

  private static Refused replaced(Identity identity, LocalDate week, long atMillis) {
    return new Refused(
        Reason.SETTLED,
        "Event '%s' is of the week %s, which was replaced as a whole without it (ordered %s); if it is missing there, replace the week again with freshet load --reopen"
            .formatted(identity.eventId(), week, Instant.ofEpochMilli(atMillis)));
  }

  private static Refused sentBefore(
      Identity identity, LocalDate week, long atMillis, long sentMillis) {
    return new Refused(
        Reason.SETTLED,
        "Event '%s' was sent %s, before its week %s was replaced as a whole (ordered %s); if it is newer all the same, replace the week again with freshet load --reopen"
            .formatted(
                identity.eventId(),
                Instant.ofEpochMilli(sentMillis),
                week,
                Instant.ofEpochMilli(atMillis)));
  }
}
