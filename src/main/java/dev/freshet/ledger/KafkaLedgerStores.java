package dev.freshet.ledger;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The ledger's books in Kafka Streams' state stores.
 *
 * <p>Standings, watermarks and the sums last used are also held decoded, since every event reads
 * them. What is held is built anew with every task, so an aborted transaction leaves nothing
 * behind; sums reach their store before each commit, all else at once.
 */
final class KafkaLedgerStores implements LedgerStores {
  private final KeyValueStore<String, Standing> standings;
  private final KeyValueStore<String, Entry> entries;
  private final KeyValueStore<String, WeekSum> sums;
  private final KeyValueStore<String, Long> readings;
  private final KeyValueStore<String, Watermark> watermarks;
  private final KnownWeeks weeks;
  private final KeyValueStore<String, Settlement> settlements;
  private final DirtyModels dirty;

  private final Map<String, Standing> heldStandings = new HashMap<>();
  private final Map<String, Settlement> heldSettlements = new HashMap<>();
  private final Map<String, Map<String, Watermark>> heldWatermarks = new HashMap<>();

  private final HeldSums heldSums;

  KafkaLedgerStores(ProcessingContext context) {
    standings = context.getStateStore(StoreNames.MODELS);
    entries = context.getStateStore(StoreNames.ENTRIES);
    sums = context.getStateStore(StoreNames.SUMS);
    readings = context.getStateStore(StoreNames.READINGS);
    watermarks = context.getStateStore(StoreNames.WATERMARKS);
    weeks = new KnownWeeks(context.getStateStore(StoreNames.WEEKS));
    settlements = context.getStateStore(StoreNames.SETTLEMENTS);
    dirty = new DirtyModels(context.getStateStore(StoreNames.DIRTY));
    heldSums = new HeldSums(sums);
    CommitHook commits = context.getStateStore(StoreNames.COMMITS);
    commits.beforeCommit(heldSums::write);
  }

  @Override
  public Standing standing(String model) {
    Standing held = heldStandings.get(model);
    if (held == null) {
      held = standings.get(model);
      if (held != null) {
        heldStandings.put(model, held);
      }
    }
    return held;
  }

  @Override
  public void putStanding(String model, Standing standing) {
    standings.put(model, standing);
    heldStandings.remove(model);
  }

  @Override
  public Entry entry(Identity identity) {
    return entries.get(StoreKeys.entry(identity));
  }

  @Override
  public void putEntry(Identity identity, Entry entry) {
    entries.put(StoreKeys.entry(identity), entry);
  }

  @Override
  public WeekSum sum(String model, LocalDate week, String variable) {
    return heldSums.get(model, week, variable);
  }

  @Override
  public void putSum(String model, LocalDate week, String variable, WeekSum sum) {
    heldSums.put(model, week, variable, sum);
  }

  @Override
  public SortedMap<String, WeekSum> sums(String model, LocalDate week) {
    heldSums.write(model, week);
    SortedMap<String, WeekSum> found = new TreeMap<>();
    String prefix = StoreKeys.week(model, week);
    try (KeyValueIterator<String, WeekSum> range =
        sums.range(StoreKeys.from(prefix), StoreKeys.to(prefix))) {
      range.forEachRemaining(cell -> found.put(StoreKeys.last(cell.key), cell.value));
    }
    return found;
  }

  @Override
  public void putReading(Reading reading) {
    readings.put(StoreKeys.reading(reading), reading.micros());
  }

  @Override
  public void removeReading(Reading reading) {
    readings.delete(StoreKeys.reading(reading));
  }

  @Override
  public OptionalLong lastReading(String model, LocalDate week, String variable) {
    String cell = StoreKeys.cell(model, week, variable);
    try (KeyValueIterator<String, Long> range =
        readings.reverseRange(StoreKeys.from(cell), StoreKeys.to(cell))) {
      return range.hasNext() ? OptionalLong.of(range.next().value) : OptionalLong.empty();
    }
  }

  @Override
  public Watermark watermark(String model, String source) {
    Map<String, Watermark> held = heldWatermarks.computeIfAbsent(model, key -> new HashMap<>());
    Watermark found = held.get(source);
    if (found == null) {
      found = watermarks.get(StoreKeys.source(model, source));
      if (found != null) {
        held.put(source, found);
      }
    }
    return found;
  }

  @Override
  public void putWatermark(String model, String source, Watermark watermark) {
    watermarks.put(StoreKeys.source(model, source), watermark);
    heldWatermarks.computeIfAbsent(model, key -> new HashMap<>()).put(source, watermark);
  }

  @Override
  public PublishedWeek published(String model, LocalDate week) {
    return weeks.get(model, week);
  }

  @Override
  public void putPublished(String model, LocalDate week, PublishedWeek published) {
    weeks.put(model, week, published);
  }

  @Override
  public NavigableSet<LocalDate> knownWeeks(String model) {
    return weeks.all(model);
  }

  @Override
  public long replacedMillis(String model, LocalDate week) {
    return weeks.replacedMillis(model, week);
  }

  @Override
  public void forgetPublished(String model, LocalDate week) {
    weeks.forget(model, week);
  }

  @Override
  public Settlement settlement(String model) {
    Settlement held = heldSettlements.get(model);
    if (held == null) {
      Settlement found = settlements.get(model);
      held = found == null ? Settlement.NONE : found;
      heldSettlements.put(model, held);
    }
    return held;
  }

  @Override
  public void putSettlement(String model, Settlement settlement) {
    settlements.put(model, settlement);
    heldSettlements.put(model, settlement);
  }

  @Override
  public List<String> models() {
    List<String> models = new ArrayList<>();
    try (KeyValueIterator<String, Standing> all = standings.all()) {
      all.forEachRemaining(standing -> models.add(standing.key));
    }
    return models;
  }

  @Override
  public void removeReadings(String model, LocalDate week) {
    readings(model, week).forEach(readings::delete);
  }

  @Override
  public void pruneReadings(String model, LocalDate week) {
    List<String> keys = readings(model, week);
    for (int i = 0; i + 1 < keys.size(); i++) {
      if (StoreKeys.sameCell(keys.get(i), keys.get(i + 1))) {
        readings.delete(keys.get(i));
      }
    }
  }

  /** Keys of the week's readings: by variable, then time. */
  private List<String> readings(String model, LocalDate week) {
    List<String> keys = new ArrayList<>();
    String prefix = StoreKeys.week(model, week);
    try (KeyValueIterator<String, Long> range =
        readings.range(StoreKeys.from(prefix), StoreKeys.to(prefix))) {
      range.forEachRemaining(reading -> keys.add(reading.key));
    }
    return keys;
  }

  @Override
  public Pruned pruneEntries(String model, Set<LocalDate> settled, String cursor, int limit) {
    List<String> gone = new ArrayList<>();
    int seen = 0;
    String next = null;
    String from = cursor == null ? StoreKeys.from(model) : cursor;
    try (KeyValueIterator<String, Entry> range = entries.range(from, StoreKeys.to(model))) {
      while (range.hasNext()) {
        if (seen == limit) {
          next = range.peekNextKey();
          break;
        }
        KeyValue<String, Entry> entry = range.next();
        seen++;
        if (settled.contains(entry.value.week()) && settled.contains(entry.value.latest())) {
          gone.add(entry.key);
        }
      }
    }
    gone.forEach(entries::delete);
    return new Pruned(seen, next);
  }

  @Override
  public void markDirty(String model, LocalDate week) {
    dirty.mark(model, week);
  }

  @Override
  public void markDirty(String model) {
    dirty.mark(model);
  }

  @Override
  public List<String> dirtyModels() {
    return dirty.models();
  }

  @Override
  public NavigableSet<LocalDate> dirtyWeeks(String model) {
    return dirty.weeks(model);
  }

  @Override
  public void clearDirty(String model, LocalDate week) {
    dirty.clear(model, week);
  }

  @Override
  public void clearDirty(String model) {
    dirty.clear(model);
  }

  @Override
  public int purge(String model, int limit) {
    heldWatermarks.remove(model);
    heldSettlements.remove(model);
    heldSums.forget(model);
    settlements.delete(model);
    int removed = 0;
    for (KeyValueStore<String, ?> store : List.of(entries, sums, readings, watermarks)) {
      removed += purge(store, model, limit - removed);
    }
    return removed;
  }

  private static <V> int purge(KeyValueStore<String, V> store, String model, int limit) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, V> range =
        store.range(StoreKeys.from(model), StoreKeys.to(model))) {
      while (range.hasNext() && keys.size() < limit) {
        keys.add(range.next().key);
      }
    }
    keys.forEach(store::delete);
    return keys.size();
  }
}
