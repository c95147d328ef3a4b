package dev.freshet.refresh;

import dev.freshet.avro.WeeklyObservation;
import dev.freshet.avro.internal.PlannerLife;
import dev.freshet.refresh.Life.Ledger;
import dev.freshet.spec.ModelSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Takes in the ledger's rows: keeps those of the life in force, and of the next one where the
 * ledger is ahead, and leaves those of former lives aside.
 */
final class WeeklyRows {
  private final KeptWeeks weeks;
  private final KeyValueStore<String, PlannerLife> lives;

  WeeklyRows(KeptWeeks weeks, KeyValueStore<String, PlannerLife> lives) {
    this.weeks = weeks;
    this.lives = lives;
  }

  /** A row has come. */
  Plan observed(Plan plan, WeeklyObservation row, Instant now, Intake intake) {
    String model = row.getModel();
    if (!life(model).takes(row.getSpecVersion())) {
      return plan;
    }
    KeptWeeks.Change change = weeks.put(model, row, plan.weeks().isClosed(row.getWeek()));
    if (!fits(plan).test(row.getWeek())) {
      // Of the next life: its spec has still to come.
      return plan;
    }
    return RefreshPlanner.observed(
        plan,
        new RefreshPlanner.Observed(
            row.getWeek(),
            PlanMapping.watermarks(row.getWatermarks()),
            change.values(),
            change.sinceAsked()),
        now,
        intake);
  }

  /** The ledger takes a week back: it has learnt that a life is over. */
  Plan withdrawn(Plan plan, String model, LocalDate week) {
    Life life = life(model).caughtUp();
    boolean known = weeks.withdraw(model, week);
    KeptWeeks.Span left = weeks.span(model, fits(plan));
    boolean last = known && left.first().isEmpty() && !RefreshPlanner.isRetired(plan);
    keep(model, last ? life.outpaced() : life);
    return known ? RefreshPlanner.withdrawn(plan, left.first(), left.newest()) : plan;
  }

  /** A spec has come. */
  Plan specified(Plan plan, ModelSpec spec, Instant now, Intake intake) {
    String version = spec.fingerprint();
    Life life = life(spec.model());
    Plan before = plan;
    boolean begins = plan.spec().isEmpty();
    if (begins) {
      Life begun = life.specified(version);
      boolean dropped = weeks.retain(spec.model(), row -> begun.takes(row.getSpecVersion()));
      Predicate<LocalDate> fitting = spec.calendar()::isWeek;
      if (dropped || weeks.span(spec.model(), fitting.negate()).first().isPresent()) {
        before = withRowsAtHand(plan, spec.model(), fitting, now);
      }
    }
    Plan after = RefreshPlanner.specified(before, spec, now, intake);
    boolean inForce = after.spec().orElseThrow().fingerprint().equals(version);
    if (inForce && (begins || !life.specs().isEmpty())) {
      keep(spec.model(), life.specified(version));
    }
    return after;
  }

  /** The spec was withdrawn: what is left of the plan, and the rows that are of the next life. */
  Plan retired(Plan plan, String model, Instant now) {
    Life life = life(model);
    // Rows without any spec so far may be of the life to come: the ledger takes them back if not.
    boolean dropped =
        plan.spec().isPresent() && weeks.retain(model, row -> life.outlasts(row.getSpecVersion()));
    List<String> specs =
        life.specs().isEmpty()
            ? plan.spec().map(ModelSpec::fingerprint).stream().toList()
            : life.specs();
    keep(model, life.retired(specs, dropped));
    return withRowsAtHand(RefreshPlanner.retired(plan), model, week -> true, now);
  }

  private Plan withRowsAtHand(Plan plan, String model, Predicate<LocalDate> fitting, Instant now) {
    KeptWeeks.Span span = weeks.span(model, fitting);
    return RefreshPlanner.begun(
        plan, span.first(), span.newest(), weeks.watermarks(model, fitting), now);
  }

  /** A request with all closed weeks of the model is written. */
  void asked(String model) {
    weeks.asked(model);
  }

  /** Lead-in and window that end with the plan's newest closed week; there is one at least. */
  Series series(String model, Plan plan) {
    LocalDate last = plan.weeks().closedThrough().orElseThrow();
    return weeks.series(model, last, plan.closedWeeks(), plan.spec().orElseThrow().windowWeeks());
  }

  /** Whether a week is one in the calendar of the spec in force; any is before there is a spec. */
  private static Predicate<LocalDate> fits(Plan plan) {
    return week -> plan.spec().map(spec -> spec.calendar().isWeek(week)).orElse(true);
  }

  private Life life(String model) {
    PlannerLife kept = lives.get(model);
    return kept == null
        ? Life.UNKNOWN
        : new Life(kept.getSpecs(), kept.getFormer(), Ledger.valueOf(kept.getLedger()));
  }

  private void keep(String model, Life life) {
    if (!life.equals(life(model))) {
      lives.put(model, new PlannerLife(life.specs(), life.former(), life.ledger().name()));
    }
  }
}
