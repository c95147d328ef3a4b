package dev.freshet.ledger;

import dev.freshet.ledger.Verdict.Counted;
import dev.freshet.ledger.Verdict.Outcome;
import dev.freshet.ledger.Verdict.Refused;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Opens a settled week again with all its facts.
 *
 * <p>Of a settled week there are only sums, so a single event could not be told from one that is in
 * them already: the sums go, and the facts that come are booked as if they were the first. All or
 * nothing, in one step, so that no reader meets a week half filled.
 */
final class Reopening {
  private final LedgerStores stores;
  private final LedgerRules rules;
  private final Map<Ledger.Cell, WeekSum> sums = new LinkedHashMap<>();

  /** A fact, and what stood in the books for its identity; null for nothing. */
  private record Booking(Entry before, Entry after) {}

  Reopening(LedgerStores stores, LedgerRules rules) {
    this.stores = stores;
    this.rules = rules;
  }

  /** Replaces the week, which must have settled, or refuses and changes nothing. */
  Verdict replace(LedgerInput.Replacement replacement, PublishedWeek published) {
    LocalDate week = replacement.week();
    if (!rules.calendar().isWeek(week)) {
      return wrong(
          "%s is no first day of a week of %s, whose weeks start on %s"
              .formatted(week, rules.model(), rules.calendar().weekStart()));
    }
    if (published == null || !published.settled()) {
      return new Refused(
          Reason.NOT_SETTLED,
          "The week %s of %s has not settled; send its events one by one, with freshet load without --reopen"
              .formatted(week, rules.model()));
    }
    stores.sums(rules.model(), week).keySet().forEach(v -> sums.put(cell(week, v), WeekSum.ZERO));
    Map<Identity, Booking> bookings = new LinkedHashMap<>();
    try {
      for (Fact fact : replacement.facts()) {
        Optional<Refused> refusal = plan(fact, week, bookings);
        if (refusal.isPresent()) {
          return refusal.get();
        }
      }
    } catch (ArithmeticException e) {
      return Ledger.overflow(replacement.facts().stream().flatMap(f -> f.amounts().stream()));
    }
    apply(replacement, published, bookings);
    return new Counted(Outcome.REOPENED);
  }

  private Optional<Refused> plan(Fact fact, LocalDate week, Map<Identity, Booking> bookings) {
    Optional<Refused> refusal = SpecCheck.check(fact, rules);
    if (refusal.isPresent()) {
      return refusal;
    }
    if (!rules.calendar().weekOf(Instant.ofEpochMilli(fact.timeMillis())).equals(week)) {
      return Optional.of(
          wrong(
              "Event '%s' at %s lies outside of the week %s"
                  .formatted(
                      fact.identity().eventId(), Instant.ofEpochMilli(fact.timeMillis()), week)));
    }
    Booking planned = bookings.get(fact.identity());
    Entry original = planned == null ? stores.entry(fact.identity()) : planned.before();
    Entry before = planned == null ? original : planned.after();
    if (before != null && fact.revision() < before.revision()) {
      return Optional.empty();
    }
    if (before != null && fact.revision() == before.revision()) {
      return before.says(fact) ? Optional.empty() : Optional.of(Ledger.conflict(fact));
    }
    Entry after = Entry.of(fact, week);
    for (var move : Ledger.moves(before, after).entrySet()) {
      Ledger.Cell cell = move.getKey();
      WeekSum now = sums.get(cell);
      if (now == null) {
        now = cell.week().equals(week) ? WeekSum.ZERO : stored(cell);
      }
      sums.put(cell, now.plus(move.getValue()));
    }
    bookings.put(fact.identity(), new Booking(original, after));
    return Optional.empty();
  }

  private void apply(
      LedgerInput.Replacement replacement,
      PublishedWeek published,
      Map<Identity, Booking> bookings) {
    String model = rules.model();
    LocalDate week = replacement.week();
    stores.removeReadings(model, week);
    stores.putPublished(model, week, published.reopened(replacement.issuedAtMillis()));
    stores.markDirty(model, week);
    sums.forEach(
        (cell, sum) -> {
          stores.putSum(model, cell.week(), cell.variable(), sum);
          stores.markDirty(model, cell.week());
        });
    bookings.forEach(
        (identity, booking) -> {
          Ledger.moveReadings(stores, identity, booking.before(), booking.after());
          stores.putEntry(identity, booking.after());
          if (booking.before() != null) {
            Ledger.unsettle(stores, model, booking.before().week());
          }
        });
    Ledger.unsettle(stores, model, week);
  }

  private WeekSum stored(Ledger.Cell cell) {
    return stores.sum(rules.model(), cell.week(), cell.variable());
  }

  private static Ledger.Cell cell(LocalDate week, String variable) {
    return new Ledger.Cell(week, variable);
  }

  private static Refused wrong(String what) {
    return new Refused(Reason.WRONG_WEEK, what + "; correct it and send the week again");
  }
}
