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
 *
 * <p>After a reset a replacement may come before the events that it replaced, or among them. What
 * the week was when it was ordered, it says; so it is taken all the same when the week may have
 * settled by then, and {@link WeekGate} leaves out what comes behind it and was sent before it.
 */
final class Reopening {
  private final LedgerStores stores;
  private final WeekGate gate;
  private final LedgerRules rules;
  private final Map<Ledger.Cell, WeekSum> sums = new LinkedHashMap<>();

  /** A fact, and what it is taken out of for it; null for nothing. */
  private record Booking(Entry before, Entry after) {}

  Reopening(LedgerStores stores, WeekGate gate, LedgerRules rules) {
    this.stores = stores;
    this.gate = gate;
    this.rules = rules;
  }

  /**
   * Replaces the week, or refuses and changes nothing.
   *
   * @param published what is known of the week; null for nothing
   */
  Verdict replace(LedgerInput.Replacement replacement, PublishedWeek published) {
    LocalDate week = replacement.week();
    if (!rules.calendar().isWeek(week)) {
      return wrong(
          "%s is no first day of a week of %s, whose weeks start on %s"
              .formatted(week, rules.model(), rules.calendar().weekStart()));
    }
    boolean settled = published != null && published.settled();
    if (!settled && replacement.issuedAtMillis() < earliestSettling(week)) {
      return new Refused(
          Reason.NOT_SETTLED,
          "The week %s of %s had not settled when its replacement was ordered; send its events one by one, with freshet load without --reopen"
              .formatted(week, rules.model()));
    }
    stores.sums(rules.model(), week).keySet().forEach(v -> sums.put(cell(week, v), WeekSum.ZERO));
    Map<Identity, Booking> bookings = new LinkedHashMap<>();
    try {
      for (Fact fact : replacement.facts()) {
        Optional<Refused> refusal = plan(fact, replacement, bookings);
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

  /** When the week can have settled at the earliest: its end and the horizon are passed. */
  private long earliestSettling(LocalDate week) {
    LocalDate passed = rules.calendar().plus(week, 1L + rules.settleWeeks());
    return rules.calendar().start(passed).toEpochMilli();
  }

  private Optional<Refused> plan(
      Fact fact, LedgerInput.Replacement replacement, Map<Identity, Booking> bookings) {
    LocalDate week = replacement.week();
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
    Entry last = planned == null ? stores.entry(fact.identity()) : planned.after();
    Entry before = planned == null ? elsewhere(last, week) : last;
    if (before != null && fact.revision() < before.revision()) {
      return Optional.empty();
    }
    if (before != null && fact.revision() == before.revision()) {
      return before.says(fact) ? Optional.empty() : Optional.of(Ledger.conflict(fact));
    }
    Entry after = Entry.of(fact, week).following(last).broughtBy(replacement.issuedAtMillis());
    for (var move : Ledger.moves(before, after).entrySet()) {
      Ledger.Cell cell = move.getKey();
      WeekSum now = sums.get(cell);
      if (now == null) {
        now = cell.week().equals(week) ? WeekSum.ZERO : stored(cell);
      }
      sums.put(cell, now.plus(move.getValue()));
    }
    Entry left = planned == null ? before : planned.before();
    bookings.put(fact.identity(), new Booking(left, after));
    return Optional.empty();
  }

  /** The entry where it counts in another, open week; what was in this week goes with its sums. */
  private Entry elsewhere(Entry entry, LocalDate week) {
    Entry open = gate.open(rules.model(), entry);
    return open == null || open.week().equals(week) ? null : open;
  }

  private void apply(
      LedgerInput.Replacement replacement,
      PublishedWeek published,
      Map<Identity, Booking> bookings) {
    String model = rules.model();
    LocalDate week = replacement.week();
    stores.removeReadings(model, week);
    PublishedWeek known = published == null ? PublishedWeek.UNTOLD : published;
    stores.putPublished(model, week, known.reopened(replacement.issuedAtMillis()));
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
