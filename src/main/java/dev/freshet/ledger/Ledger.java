package dev.freshet.ledger;

import dev.freshet.ledger.Standing.Active;
import dev.freshet.ledger.Standing.Retiring;
import dev.freshet.ledger.Verdict.Counted;
import dev.freshet.ledger.Verdict.Outcome;
import dev.freshet.ledger.Verdict.Refused;
import dev.freshet.ledger.Verdict.Waiting;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Books events: every event is an upsert by its identity, the higher revision wins, and weekly sums
 * move by the difference.
 *
 * <p>So the sums are those of the newest revisions, whatever order, repetition or lateness the
 * events come in. A refused record changes nothing.
 */
final class Ledger {
  private final LedgerStores stores;

  Ledger(LedgerStores stores) {
    this.stores = stores;
  }

  /** Books a fact. */
  Verdict book(Fact fact) {
    if (!(stores.standing(fact.model()) instanceof Active active)) {
      return new Waiting();
    }
    LedgerRules rules = active.rules();
    Optional<Refused> refusal = SpecCheck.check(fact, rules);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    LocalDate week = rules.calendar().weekOf(Instant.ofEpochMilli(fact.timeMillis()));
    Settlement settlement = stores.settlement(fact.model());
    if (isSettled(settlement, fact.model(), week)) {
      return settled(fact.identity(), week);
    }
    Entry before = stores.entry(fact.identity());
    if (before != null && fact.revision() < before.revision()) {
      return new Counted(Outcome.OLDER);
    }
    if (before != null && fact.revision() == before.revision()) {
      return before.says(fact) ? new Counted(Outcome.DUPLICATE) : conflict(fact);
    }
    if (before != null && isSettled(settlement, fact.model(), before.week())) {
      return settled(fact.identity(), before.week());
    }
    return replace(fact, before, week);
  }

  /** Reopens a settled week and books all its facts anew, or changes nothing. */
  Verdict reopen(LedgerInput.Replacement replacement) {
    String model = replacement.model();
    if (!(stores.standing(model) instanceof Active active)) {
      return new Waiting();
    }
    if (stores.settlement(model).pruning()) {
      // What is left of the week would be taken for newer than what comes.
      stores.markDirty(model);
      return new Waiting();
    }
    PublishedWeek published = stores.published(model, replacement.week());
    if (published != null && replacement.issuedAtMillis() <= published.reopenedMillis()) {
      return new Counted(
          replacement.issuedAtMillis() == published.reopenedMillis()
              ? Outcome.DUPLICATE
              : Outcome.OLDER);
    }
    return new Reopening(stores, active.rules()).replace(replacement, published);
  }

  /** Moves a source's watermark. */
  Verdict progress(String model, String source, long completeThroughMillis) {
    if (!(stores.standing(model) instanceof Active active)) {
      return new Waiting();
    }
    if (!active.rules().sources().contains(source)) {
      return SpecCheck.unknownSource(source, active.rules());
    }
    advance(model, source, completeThroughMillis);
    return new Counted(Outcome.PROGRESS);
  }

  /** Takes a spec into use, for a new model or in place of the one before. */
  Verdict spec(LedgerRules rules) {
    Standing standing = stores.standing(rules.model());
    if (standing instanceof Retiring) {
      stores.putStanding(rules.model(), new Retiring(Optional.of(rules)));
      return new Counted(Outcome.SPEC);
    }
    if (standing instanceof Active active) {
      Optional<Refused> refusal = SpecCheck.change(active.rules(), rules);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      if (!active.rules().booksLike(rules)) {
        stores.publishedWeeks(rules.model()).forEach(w -> stores.markDirty(rules.model(), w));
      }
    }
    stores.putStanding(rules.model(), new Active(rules));
    stores.markDirty(rules.model());
    return new Counted(Outcome.SPEC);
  }

  /** Retires a model: its weeks are withdrawn from readers and its state is removed by and by. */
  Verdict retire(String model) {
    if (stores.standing(model) != null) {
      stores.putStanding(model, new Retiring(Optional.empty()));
      stores.markDirty(model);
    }
    return new Counted(Outcome.RETIRED);
  }

  private boolean isSettled(Settlement settlement, String model, LocalDate week) {
    if (!week.isBefore(settlement.before())) {
      return false;
    }
    PublishedWeek published = stores.published(model, week);
    return published != null && published.settled();
  }

  private static Refused settled(Identity identity, LocalDate week) {
    return new Refused(
        Reason.SETTLED,
        "Event '%s' is of the week %s, which has settled: only its sums are kept; replace the week as a whole with freshet load --reopen"
            .formatted(identity.eventId(), week));
  }

  private Verdict replace(Fact fact, Entry before, LocalDate week) {
    Entry after = Entry.of(fact, week);
    Map<Cell, WeekSum> sums = new LinkedHashMap<>();
    try {
      for (var move : moves(before, after).entrySet()) {
        Cell cell = move.getKey();
        WeekSum now = stores.sum(fact.model(), cell.week(), cell.variable());
        sums.put(cell, now.plus(move.getValue()));
      }
    } catch (ArithmeticException e) {
      return overflow(fact.amounts().stream());
    }
    sums.forEach(
        (cell, sum) -> {
          stores.putSum(fact.model(), cell.week(), cell.variable(), sum);
          stores.markDirty(fact.model(), cell.week());
        });
    moveReadings(stores, fact.identity(), before, after);
    stores.putEntry(fact.identity(), after);
    unsettle(stores, fact.model(), week);
    if (before != null) {
      unsettle(stores, fact.model(), before.week());
    }
    if (fact.withdrawn()) {
      return new Counted(Outcome.WITHDRAWN);
    }
    advance(fact.model(), fact.identity().source(), fact.timeMillis());
    return new Counted(before == null ? Outcome.ACCEPTED : Outcome.RESTATED);
  }

  static void unsettle(LedgerStores stores, String model, LocalDate week) {
    Settlement settlement = stores.settlement(model);
    if (settlement.concerns(week)) {
      Settlement changed = settlement.changed(week);
      if (!changed.equals(settlement)) {
        stores.putSettlement(model, changed);
      }
    }
  }

  static Map<Cell, WeekSum> moves(Entry before, Entry after) {
    Map<Cell, WeekSum> moves = new LinkedHashMap<>();
    if (before != null) {
      for (Amount amount : before.amounts()) {
        WeekSum out = new WeekSum(Math.negateExact(amount.micros()), -1);
        moves.merge(new Cell(before.week(), amount.variable()), out, WeekSum::plus);
      }
    }
    for (Amount amount : after.amounts()) {
      WeekSum in = new WeekSum(amount.micros(), 1);
      moves.merge(new Cell(after.week(), amount.variable()), in, WeekSum::plus);
    }
    moves.values().removeIf(WeekSum::isZero);
    return moves;
  }

  static void moveReadings(LedgerStores stores, Identity identity, Entry before, Entry after) {
    if (identity.feed() != Feed.CONTEXT) {
      return;
    }
    Set<Reading> out =
        before == null
            ? Set.of()
            : Reading.of(identity, before).collect(Collectors.toCollection(HashSet::new));
    Set<Reading> in = Reading.of(identity, after).collect(Collectors.toSet());
    if (out.equals(in)) {
      return;
    }
    for (Reading reading : out) {
      stores.removeReading(reading);
      stores.markDirty(identity.model(), reading.week());
    }
    for (Reading reading : in) {
      stores.putReading(reading);
      stores.markDirty(identity.model(), reading.week());
    }
  }

  private void advance(String model, String source, long toMillis) {
    Watermark now = stores.watermark(model, source);
    if (now == null || toMillis > now.currentMillis()) {
      long published = now == null ? Watermark.NONE : now.publishedMillis();
      stores.putWatermark(model, source, new Watermark(toMillis, published));
      stores.markDirty(model);
    }
  }

  static Refused overflow(Stream<Amount> amounts) {
    return new Refused(
        Reason.OVERFLOW,
        "The week's sum of %s would leave the range of a 64-bit count of micros; correct the amount and send it again"
            .formatted(amounts.map(Amount::variable).distinct().toList()));
  }

  static Refused conflict(Fact fact) {
    return new Refused(
        Reason.CONFLICT,
        "Revision %d of event '%s' is in the books with other content, and the first stands; send the correction with a higher revision"
            .formatted(fact.revision(), fact.identity().eventId()));
  }

  record Cell(LocalDate week, String variable) {}
}
