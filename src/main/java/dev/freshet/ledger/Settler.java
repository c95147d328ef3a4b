package dev.freshet.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Settles weeks: their entries are pruned, their sums stay.
 *
 * <p>A week settles when its end is behind the lowest watermark that readers were told of all
 * sources by the spec's horizon and by its grace (so it is closed: no reader can think otherwise),
 * behind the clock by the horizon, and when no week that is due has changed for a while. The last
 * is for backfills: one recent event moves a watermark over years whose events are still to come.
 *
 * <p>The clock here is never ahead of the records read, so a standstill of our own does not count
 * as quiet.
 */
final class Settler {
  /** Weeks that settle at a time, so that a transaction stays short. */
  static final int WEEKS_AT_A_TIME = 50;

  private final LedgerStores stores;
  private final WeeklyPublisher publisher;
  private final long quietMillis;
  private final Map<String, String> cursors = new HashMap<>();

  Settler(LedgerStores stores, Duration quiet) {
    this.stores = stores;
    this.publisher = new WeeklyPublisher(stores);
    this.quietMillis = quiet.toMillis();
  }

  /** Settles weeks of the model; rows tell readers of those that they know. */
  List<WeekRow> settle(LedgerRules rules, long nowMillis) {
    String model = rules.model();
    Settlement settlement = stores.settlement(model);
    LocalDate boundary = boundary(rules, nowMillis);
    if (!settlement.isDue()) {
      if (boundary.isAfter(settlement.before())
          || settlement.late() && boundary.isAfter(LocalDate.EPOCH)) {
        stores.putSettlement(
            model,
            open(model, boundary).isEmpty()
                ? settlement.settled(boundary, 0)
                : settlement.dueBefore(boundary, nowMillis));
      }
      return List.of();
    }
    // A source that the spec has got since moves the boundary back.
    LocalDate upTo = boundary.isBefore(settlement.due()) ? boundary : settlement.due();
    if (nowMillis - settlement.sinceMillis() < quietMillis
        || !stores.dirtyWeeks(model).headSet(upTo).isEmpty()) {
      return List.of();
    }
    List<LocalDate> weeks = open(model, upTo);
    boolean more = weeks.size() > WEEKS_AT_A_TIME;
    List<WeekRow> rows = new ArrayList<>();
    for (LocalDate week : more ? weeks.subList(0, WEEKS_AT_A_TIME) : weeks) {
      stores.putPublished(model, week, stores.published(model, week).settledNow());
      stores.pruneReadings(model, week);
      if (stores.published(model, week).told()) {
        rows.add(publisher.asPublished(rules, week));
      }
    }
    cursors.remove(model);
    stores.putSettlement(
        model,
        more
            ? settlement.settledInPart(weeks.get(WEEKS_AT_A_TIME))
            : settlement.settled(upTo, weeks.size()));
    return rows;
  }

  /** Removes entries of settled weeks, looking at up to {@code limit}; says at how many it did. */
  int prune(String model, int limit) {
    Settlement settlement = stores.settlement(model);
    if (!settlement.pruning() || limit <= 0) {
      return 0;
    }
    Set<LocalDate> settled = new HashSet<>();
    for (LocalDate week : stores.knownWeeks(model).headSet(settlement.before())) {
      if (stores.published(model, week).settled()) {
        settled.add(week);
      }
    }
    LedgerStores.Pruned pruned = stores.pruneEntries(model, settled, cursors.get(model), limit);
    if (pruned.cursor() == null) {
      cursors.remove(model);
      stores.putSettlement(model, settlement.pruned());
    } else {
      cursors.put(model, pruned.cursor());
    }
    return pruned.seen();
  }

  /** Weeks before the boundary that had events and have not settled, oldest first. */
  private List<LocalDate> open(String model, LocalDate boundary) {
    List<LocalDate> weeks = new ArrayList<>();
    for (LocalDate week : stores.knownWeeks(model).headSet(boundary)) {
      if (!stores.published(model, week).settled()) {
        weeks.add(week);
      }
    }
    return weeks;
  }

  /** First week that may not settle; {@link LocalDate#EPOCH} when none may. */
  private LocalDate boundary(LedgerRules rules, long nowMillis) {
    long told = Long.MAX_VALUE;
    for (String source : rules.sources()) {
      Watermark watermark = stores.watermark(rules.model(), source);
      if (watermark == null || watermark.publishedMillis() == Watermark.NONE) {
        return LocalDate.EPOCH;
      }
      told = Math.min(told, watermark.publishedMillis());
    }
    LocalDate passed = week(rules, Math.min(told, nowMillis));
    LocalDate horizon = rules.calendar().plus(passed, -rules.settleWeeks());
    LocalDate closed = week(rules, told - rules.grace().toMillis());
    return horizon.isBefore(closed) ? horizon : closed;
  }

  private static LocalDate week(LedgerRules rules, long millis) {
    return rules.calendar().weekOf(Instant.ofEpochMilli(millis));
  }
}
