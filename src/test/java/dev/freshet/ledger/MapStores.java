package dev.freshet.ledger;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The ledger's books in plain maps. */
final class MapStores implements LedgerStores {
  private record Cell(String model, LocalDate week, String variable) {}

  private record Week(String model, LocalDate week) {}

  private record Feedline(String model, String source) {}

  private final Map<String, Standing> standings = new HashMap<>();
  private final Map<Identity, Entry> entries = new LinkedHashMap<>();
  private final Map<Cell, WeekSum> sums = new HashMap<>();
  private final Map<Cell, TreeSet<Reading>> readings = new HashMap<>();
  private final Map<Feedline, Watermark> watermarks = new HashMap<>();
  private final Map<Week, PublishedWeek> published = new HashMap<>();
  private final Map<String, Settlement> settlements = new HashMap<>();
  private final Map<String, TreeSet<LocalDate>> dirty = new LinkedHashMap<>();

  @Override
  public Standing standing(String model) {
    return standings.get(model);
  }

  @Override
  public void putStanding(String model, Standing standing) {
    if (standing == null) {
      standings.remove(model);
    } else {
      standings.put(model, standing);
    }
  }

  @Override
  public Entry entry(Identity identity) {
    return entries.get(identity);
  }

  @Override
  public void putEntry(Identity identity, Entry entry) {
    entries.put(identity, entry);
  }

  @Override
  public WeekSum sum(String model, LocalDate week, String variable) {
    return sums.getOrDefault(new Cell(model, week, variable), WeekSum.ZERO);
  }

  @Override
  public void putSum(String model, LocalDate week, String variable, WeekSum sum) {
    if (sum.isZero()) {
      sums.remove(new Cell(model, week, variable));
    } else {
      sums.put(new Cell(model, week, variable), sum);
    }
  }

  @Override
  public SortedMap<String, WeekSum> sums(String model, LocalDate week) {
    SortedMap<String, WeekSum> found = new TreeMap<>();
    sums.forEach(
        (cell, sum) -> {
          if (cell.model().equals(model) && cell.week().equals(week)) {
            found.put(cell.variable(), sum);
          }
        });
    return found;
  }

  @Override
  public void putReading(Reading reading) {
    readings
        .computeIfAbsent(
            cell(reading),
            key ->
                new TreeSet<>(
                    Comparator.comparingLong(Reading::timeMillis)
                        .thenComparing(r -> r.identity().eventId())
                        .thenComparing(r -> r.identity().source())))
        .add(reading);
  }

  @Override
  public void removeReading(Reading reading) {
    readings.get(cell(reading)).remove(reading);
  }

  @Override
  public OptionalLong lastReading(String model, LocalDate week, String variable) {
    TreeSet<Reading> found = readings.get(new Cell(model, week, variable));
    return found == null || found.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(found.last().micros());
  }

  private static Cell cell(Reading reading) {
    return new Cell(reading.identity().model(), reading.week(), reading.variable());
  }

  @Override
  public Watermark watermark(String model, String source) {
    return watermarks.get(new Feedline(model, source));
  }

  @Override
  public void putWatermark(String model, String source, Watermark watermark) {
    watermarks.put(new Feedline(model, source), watermark);
  }

  @Override
  public PublishedWeek published(String model, LocalDate week) {
    return published.get(new Week(model, week));
  }

  @Override
  public void putPublished(String model, LocalDate week, PublishedWeek row) {
    published.put(new Week(model, week), row);
  }

  @Override
  public long replacedMillis(String model, LocalDate week) {
    PublishedWeek known = published(model, week);
    return known == null ? Watermark.NONE : known.reopenedMillis();
  }

  @Override
  public NavigableSet<LocalDate> knownWeeks(String model) {
    NavigableSet<LocalDate> weeks = new TreeSet<>();
    published.keySet().stream()
        .filter(w -> w.model().equals(model))
        .forEach(w -> weeks.add(w.week()));
    return weeks;
  }

  @Override
  public void forgetPublished(String model, LocalDate week) {
    published.remove(new Week(model, week));
  }

  @Override
  public Settlement settlement(String model) {
    return settlements.getOrDefault(model, Settlement.NONE);
  }

  @Override
  public void putSettlement(String model, Settlement settlement) {
    settlements.put(model, settlement);
  }

  @Override
  public List<String> models() {
    return List.copyOf(standings.keySet());
  }

  @Override
  public void removeReadings(String model, LocalDate week) {
    readings.keySet().removeIf(c -> c.model().equals(model) && c.week().equals(week));
  }

  @Override
  public void pruneReadings(String model, LocalDate week) {
    readings.forEach(
        (cell, found) -> {
          if (cell.model().equals(model) && cell.week().equals(week) && !found.isEmpty()) {
            found.retainAll(Set.of(found.last()));
          }
        });
  }

  /** The cursor counts the entries passed; order is that of insertion. */
  @Override
  public Pruned pruneEntries(String model, Set<LocalDate> settled, String cursor, int limit) {
    List<Identity> all = entries.keySet().stream().filter(id -> id.model().equals(model)).toList();
    int from = cursor == null ? 0 : Integer.parseInt(cursor);
    int to = Math.min(all.size(), from + limit);
    int gone = 0;
    for (Identity id : all.subList(from, to)) {
      Entry entry = entries.get(id);
      if (settled.contains(entry.week()) && settled.contains(entry.latest())) {
        entries.remove(id);
        gone++;
      }
    }
    return new Pruned(to - from, to < all.size() ? Integer.toString(to - gone) : null);
  }

  /** Identities with an entry. */
  int entryCount() {
    return entries.size();
  }

  @Override
  public void markDirty(String model, LocalDate week) {
    dirty.computeIfAbsent(model, key -> new TreeSet<>()).add(week);
  }

  @Override
  public void markDirty(String model) {
    dirty.computeIfAbsent(model, key -> new TreeSet<>());
  }

  @Override
  public List<String> dirtyModels() {
    return List.copyOf(dirty.keySet());
  }

  @Override
  public NavigableSet<LocalDate> dirtyWeeks(String model) {
    return dirty.getOrDefault(model, new TreeSet<>());
  }

  @Override
  public void clearDirty(String model, LocalDate week) {
    dirty.get(model).remove(week);
  }

  @Override
  public void clearDirty(String model) {
    dirty.remove(model);
  }

  @Override
  public int purge(String model, int limit) {
    List<Identity> gone = new ArrayList<>();
    entries.keySet().stream()
        .filter(id -> id.model().equals(model))
        .limit(limit)
        .forEach(gone::add);
    gone.forEach(entries::remove);
    sums.keySet().removeIf(cell -> cell.model().equals(model));
    readings.keySet().removeIf(cell -> cell.model().equals(model));
    settlements.remove(model);
    watermarks.keySet().removeIf(line -> line.model().equals(model));
    return gone.size();
  }
}
