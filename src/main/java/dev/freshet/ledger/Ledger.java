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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    Entry before = stores.entry(fact.identity());
    if (before != null && fact.revision() < before.revision()) {
      return new Counted(Outcome.OLDER);
    }
    if (before != null && fact.revision() == before.revision()) {
      return before.says(fact) ? new Counted(Outcome.DUPLICATE) : conflict(fact);
    }
    return replace(fact, before, rules);
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

  private Verdict replace(Fact fact, Entry before, LedgerRules rules) {
    LocalDate week = rules.calendar().weekOf(Instant.ofEpochMilli(fact.timeMillis()));
    Entry after =
        new Entry(
            fact.revision(),
            fact.withdrawn(),
            week,
            fact.timeMillis(),
            fact.withdrawn() ? List.of() : fact.amounts());
    Map<Cell, WeekSum> sums = new LinkedHashMap<>();
    try {
      for (var move : moves(before, after).entrySet()) {
        Cell cell = move.getKey();
        WeekSum now = stores.sum(fact.model(), cell.week(), cell.variable());
        sums.put(cell, now.plus(move.getValue()));
      }
    } catch (ArithmeticException e) {
      return new Refused(
          Reason.OVERFLOW,
          "The week's sum of %s would leave the range of a 64-bit count of micros; correct the amount and send it again"
              .formatted(fact.amounts().stream().map(Amount::variable).toList()));
    }
    sums.forEach(
        (cell, sum) -> {
          stores.putSum(fact.model(), cell.week(), cell.variable(), sum);
          stores.markDirty(fact.model(), cell.week());
        });
    moveReadings(fact.identity(), before, after);
    stores.putEntry(fact.identity(), after);
    if (fact.withdrawn()) {
      return new Counted(Outcome.WITHDRAWN);
    }
    advance(fact.model(), fact.identity().source(), fact.timeMillis());
    return new Counted(before == null ? Outcome.ACCEPTED : Outcome.RESTATED);
  }

  private static Map<Cell, WeekSum> moves(Entry before, Entry after) {
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

  private void moveReadings(Identity identity, Entry before, Entry after) {
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

  private static Refused conflict(Fact fact) {
    return new Refused(
        Reason.CONFLICT,
        "Revision %d of event '%s' is in the books with other content, and the first stands; send the correction with a higher revision"
            .formatted(fact.revision(), fact.identity().eventId()));
  }

  private record Cell(LocalDate week, String variable) {}
}
