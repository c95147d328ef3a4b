package dev.freshet.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tells readers what changed in a model since the flush before: its marked weeks in order, at most
 * so many rows.
 *
 * <p>Only the last row of a flush that leaves nothing marked carries the new watermarks; all others
 * repeat those published before. So a reader who trusts the watermarks never takes a week for
 * complete before the rows it was complete with. When only watermarks moved, the newest week's row
 * is repeated with them.
 */
final class WeeklyPublisher {
  private final LedgerStores stores;

  WeeklyPublisher(LedgerStores stores) {
    this.stores = stores;
  }

  /** Rows to publish now, at most {@code limit} (at least 1); the rest stays marked. */
  List<WeekRow> flush(LedgerRules rules, int limit) {
    String model = rules.model();
    Map<String, Long> told = new TreeMap<>();
    Map<String, Long> reached = new TreeMap<>();
    boolean moved = watermarks(rules, told, reached);
    List<LocalDate> weeks = new ArrayList<>(stores.dirtyWeeks(model));
    boolean all = weeks.size() <= limit;
    List<WeekRow> rows = new ArrayList<>();
    for (LocalDate week : all ? weeks : weeks.subList(0, limit)) {
      changed(rules, week, told, rows);
      stores.clearDirty(model, week);
    }
    if (all) {
      if (moved) {
        tellWatermarks(rules, reached, rows);
      }
      stores.clearDirty(model);
    }
    return rows;
  }

  /** Withdraws all of a model's weeks: the weeks whose rows are to be tombstoned. */
  NavigableSet<LocalDate> withdraw(String model) {
    NavigableSet<LocalDate> known = stores.knownWeeks(model);
    NavigableSet<LocalDate> weeks = new TreeSet<>(known);
    weeks.removeIf(week -> !stores.published(model, week).told());
    known.forEach(week -> stores.forgetPublished(model, week));
    List.copyOf(stores.dirtyWeeks(model)).forEach(week -> stores.clearDirty(model, week));
    return weeks;
  }

  /** The row of a published week as it stands, with the watermarks that readers know. */
  WeekRow asPublished(LedgerRules rules, LocalDate week) {
    Map<String, Long> told = new TreeMap<>();
    watermarks(rules, told, new TreeMap<>());
    List<WeekRow.Value> values = WeekValues.of(stores, rules, week);
    PublishedWeek before = stores.published(rules.model(), week);
    return row(rules, week, before, values, WeekValues.digest(values), told);
  }

  private void changed(
      LedgerRules rules, LocalDate week, Map<String, Long> watermarks, List<WeekRow> rows) {
    PublishedWeek before = stores.published(rules.model(), week);
    List<WeekRow.Value> values = WeekValues.of(stores, rules, week);
    String digest = WeekValues.digest(values);
    if (before == null && values.isEmpty()) {
      stores.putPublished(rules.model(), week, PublishedWeek.UNTOLD.with(0, digest));
    } else if (before == null || !before.digest().equals(digest)) {
      rows.add(row(rules, week, before, values, digest, watermarks));
    }
  }

  private WeekRow row(
      LedgerRules rules,
      LocalDate week,
      PublishedWeek before,
      List<WeekRow.Value> values,
      String digest,
      Map<String, Long> watermarks) {
    long revision = before == null ? 1 : before.revision() + 1;
    if (before != null && before.told() && before.digest().equals(digest)) {
      revision = before.revision();
    }
    PublishedWeek now =
        before == null ? new PublishedWeek(revision, digest) : before.with(revision, digest);
    stores.putPublished(rules.model(), week, now);
    return new WeekRow(
        rules.model(), week, revision, values, rules.version(), watermarks, now.settled());
  }

  private void tellWatermarks(LedgerRules rules, Map<String, Long> watermarks, List<WeekRow> rows) {
    if (rows.isEmpty()) {
      LocalDate week =
          newestTold(rules.model())
              .orElseGet(
                  () ->
                      rules
                          .calendar()
                          .weekOf(Instant.ofEpochMilli(Collections.min(watermarks.values()))));
      List<WeekRow.Value> values = WeekValues.of(stores, rules, week);
      PublishedWeek before = stores.published(rules.model(), week);
      rows.add(row(rules, week, before, values, WeekValues.digest(values), watermarks));
    } else {
      WeekRow last = rows.remove(rows.size() - 1);
      rows.add(
          new WeekRow(
              last.model(),
              last.week(),
              last.revision(),
              last.values(),
              last.specVersion(),
              watermarks,
              last.settled()));
    }
    for (String source : watermarks.keySet()) {
      Watermark told = stores.watermark(rules.model(), source).published();
      stores.putWatermark(rules.model(), source, told);
    }
  }

  private Optional<LocalDate> newestTold(String model) {
    return stores.knownWeeks(model).descendingSet().stream()
        .filter(week -> stores.published(model, week).told())
        .findFirst();
  }

  /** Fills in what has been told and what has been reached; says whether they differ. */
  private boolean watermarks(LedgerRules rules, Map<String, Long> told, Map<String, Long> reached) {
    Map<String, Watermark> known = new LinkedHashMap<>();
    for (String source : rules.sources()) {
      Watermark watermark = stores.watermark(rules.model(), source);
      if (watermark != null) {
        known.put(source, watermark);
        reached.put(source, watermark.currentMillis());
        if (watermark.publishedMillis() != Watermark.NONE) {
          told.put(source, watermark.publishedMillis());
        }
      }
    }
    return known.values().stream().anyMatch(Watermark::moved);
  }
}
