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
  private final WeekGate gate;

  Ledger(LedgerStores stores) {
    this.stores = stores;
    this.gate = new WeekGate(stores);
  }

  /**
   * Books a fact.
   *
   * @param sentMillis timestamp of its record, milliseconds since the epoch
   */
  Verdict book(Fact fact, long sentMillis) {
    if (!(stores.standing(fact.model()) instanceof Active active)) {
      return new Waiting();
    }
    LedgerRules rules = active.rules();
    Optional<Refused> refusal = SpecCheck.check(fact, rules);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    LocalDate named = rules.calendar().weekOf(Instant.ofEpochMilli(fact.timeMillis()));
    Entry before = stores.entry(fact.identity());
    if (before != null && fact.revision() < before.revision()) {
      remember(fact, before, named);
      return new Counted(Outcome.OLDER);
    }
    if (before != null && fact.revision() == before.revision() && before.says(fact)) {
      remember(fact, before, named);
      return new Counted(Outcome.DUPLICATE);
    }
    // A withdrawal concerns the week that its fact stands in, whatever time it bears.
    LocalDate week = fact.withdrawn() && before != null ? before.week() : named;
    refusal = gate.refusal(fact, before, week, sentMillis);
    if (refusal.isEmpty() && before != null && fact.revision() == before.revision()) {
      refusal = Optional.of(conflict(fact));
    }
    if (refusal.isPresent()) {
      remember(fact, before, named);
      return refusal.get();
    }
    Verdict verdict = replace(fact, before, week);
    if (!named.equals(week) && verdict instanceof Counted) {
      remember(fact, stores.entry(fact.identity()), named);
    }
    return verdict;
  }

  /**
   * Notes the week that a revision named which does not count in it: it may come again. The entry
   * stays while that week is open, and the week must be known to settle.
   */
  private void remember(Fact fact, Entry before, LocalDate named) {
    if (before == null || named.equals(before.week())) {
      return;
    }
    if (named.isAfter(before.latest())) {
      stores.putEntry(fact.identity(), before.seenIn(named));
    }
    if (stores.published(fact.model(), named) == null) {
      stores.markDirty(fact.model(), named);
      unsettle(stores, fact.model(), named);
    }
  }

  /** Reopens a settled week and books all its facts anew, or changes nothing. */
  Verdict reopen(LedgerInput.Replacement replacement) {
    String model = replacement.model();
    if (!(stores.standing(model) instanceof Active active)) {
      return new Waiting();
    }
    PublishedWeek published = stores.published(model, replacement.week());
    if (published != null && replacement.issuedAtMillis() <= published.reopenedMillis()) {
      return new Counted(
          replacement.issuedAtMillis() == published.reopenedMillis()
              ? Outcome.DUPLICATE
              : Outcome.OLDER);
    }
    return new Reopening(stores, gate, active.rules()).replace(replacement, published);
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
        stores.knownWeeks(rules.model()).forEach(w -> stores.markDirty(rules.model(), w));
      }
    }
    stores.putStanding(rules.model(), new Active(rules));
    stores.markDirty(rules.model());
    return new Counted(Outcome.SPEC);
  }

  /** Retires a model: its weeks are withdrawn from readers and its state is removed by and by. */
  Verdict retire(String model) {
    stores.putStanding(model, new Retiring(Optional.empty()));
    stores.markDirty(model);
    return new Counted(Outcome.RETIRED);
  }

  private Verdict replace(Fact fact, Entry last, LocalDate week) {
    Entry before = gate.open(fact.model(), last);
    Entry after = Entry.of(fact, week).following(last);
    Map<Cell, WeekSum> sums = moves(before, after);
    try {
      sums.replaceAll(
          (cell, move) -> stores.sum(fact.model(), cell.week(), cell.variable()).plus(move));
    } catch (ArithmeticException e) {
      return overflow(fact.amounts().stream());
    }
    sums.forEach(
        (cell, sum) -> {
          stores.putSum(fact.model(), cell.week(), cell.variable(), sum);
          stores.markDirty(fact.model(), cell.week());
        });
    if (sums.isEmpty()) {
      // So that the week is known, and settles, also when nothing in it counts.
      stores.markDirty(fact.model(), week);
    }
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
    return new Counted(last == null ? Outcome.ACCEPTED : Outcome.RESTATED);
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
