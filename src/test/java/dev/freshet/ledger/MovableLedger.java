package dev.freshet.ledger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * One task's {@link LedgerProcessor} on real stores, that can be restarted on them, or moved: its
 * stores written anew from what they hold, as a restore from changelogs does. Or aborted: its
 * stores as of the last commit, what was sent since never seen, what was read since read again.
 */
final class MovableLedger {
  private static final Map<String, Serde<?>> STORES =
      Map.of(
          StoreNames.MODELS, LedgerSerdes.standing(),
          StoreNames.ENTRIES, EntrySerde.create(),
          StoreNames.SUMS, LedgerSerdes.sum(),
          StoreNames.READINGS, Serdes.Long(),
          StoreNames.WATERMARKS, LedgerSerdes.watermark(),
          StoreNames.WEEKS, LedgerSerdes.published(),
          StoreNames.SETTLEMENTS, LedgerSerdes.settlement(),
          StoreNames.DIRTY, Serdes.ByteArray(),
          StoreNames.PENDING, LedgerSerdes.input());

  private final LedgerConfig config;
  private MockProcessorContext<String, LedgerOutput> context;
  private LedgerProcessor processor;
  private List<MockProcessorContext.CapturedPunctuator> timers;
  private Instant now;

  private final Map<String, Map<String, Object>> committed = new HashMap<>();
  private final List<LedgerInput> readSinceCommit = new ArrayList<>();
  private final List<LedgerOutput> visible = new ArrayList<>();

  MovableLedger(LedgerConfig config, Instant now) {
    this.config = config;
    this.now = now;
    context = context();
    STORES.forEach((name, values) -> context.addStateStore(store(name, values)));
    context.addStateStore(hook());
    start();
  }

  private CommitHook hook() {
    CommitHook hook = CommitHook.named(StoreNames.COMMITS).build();
    hook.init(context.getStateStoreContext(), hook);
    return hook;
  }

  private static MockProcessorContext<String, LedgerOutput> context() {
    Properties properties = new Properties();
    properties.put("application.id", "test");
    properties.put("bootstrap.servers", "localhost:9092");
    return new MockProcessorContext<>(
        properties,
        new org.apache.kafka.streams.processor.TaskId(0, 0),
        Path.of("target").toFile());
  }

  private <V> KeyValueStore<String, V> store(String name, Serde<V> values) {
    KeyValueStore<String, V> store =
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }

  /** Another processor on the same stores after a commit: all that is in memory only is lost. */
  void restart() {
    commit();
    start();
  }

  /** What was sent can be seen from now on, and what was read is not read again. */
  void commit() {
    CommitHook hook = context.getStateStore(StoreNames.COMMITS);
    hook.flushCache();
    STORES.keySet().forEach(name -> committed.put(name, contents(name)));
    readSinceCommit.clear();
    context.forwarded().forEach(forwarded -> visible.add(forwarded.record().value()));
    context.resetForwards();
  }

  /** Dies without a commit: another processor reads again what was read since the last. */
  void abort() {
    context = context();
    STORES.forEach((name, values) -> context.addStateStore(restored(name, values)));
    context.addStateStore(hook());
    start();
    List<LedgerInput> again = List.copyOf(readSinceCommit);
    readSinceCommit.clear();
    again.forEach(this::take);
  }

  private Map<String, Object> contents(String name) {
    Map<String, Object> contents = new LinkedHashMap<>();
    KeyValueStore<String, Object> store = context.getStateStore(name);
    try (KeyValueIterator<String, Object> all = store.all()) {
      all.forEachRemaining(record -> contents.put(record.key, record.value));
    }
    return contents;
  }

  @SuppressWarnings("unchecked")
  private <V> KeyValueStore<String, V> restored(String name, Serde<V> values) {
    KeyValueStore<String, V> store = store(name, values);
    committed.getOrDefault(name, Map.of()).forEach((key, value) -> store.put(key, (V) value));
    return store;
  }

  private void start() {
    int others = context.scheduledPunctuators().size();
    processor =
        new LedgerProcessor(
            config, Clock.fixed(now, ZoneOffset.UTC), new LedgerMeters(new SimpleMeterRegistry()));
    processor.init(context);
    List<MockProcessorContext.CapturedPunctuator> all = context.scheduledPunctuators();
    timers = List.copyOf(all.subList(others, all.size()));
  }

  /** Another processor on other stores with the same contents. */
  void move() {
    commit();
    abort();
  }

  /** Time of clock and stream from now on; the processor is restarted to see it. */
  void clock(Instant instant) {
    now = instant;
    restart();
  }

  /** Reads a record that was sent now. */
  void take(LedgerInput.Body body) {
    take(new LedgerInput(new Origin("t", 0, 0, now.toEpochMilli(), null, null, List.of()), body));
  }

  private void take(LedgerInput input) {
    readSinceCommit.add(input);
    context.setCurrentStreamTimeMs(now.toEpochMilli());
    processor.process(new Record<>(input.model(), new Decoded.Passed(input), 0));
  }

  /** Fires the timers: the flush first. */
  void tick() {
    context.setCurrentStreamTimeMs(now.toEpochMilli());
    timers.forEach(timer -> timer.getPunctuator().punctuate(now.toEpochMilli()));
  }

  /** What was sent and committed since the last call. */
  List<LedgerOutput> sent() {
    List<LedgerOutput> sent = List.copyOf(visible);
    visible.clear();
    return sent;
  }

  /** Entries in the books. */
  long entries() {
    return contents(StoreNames.ENTRIES).size();
  }

  /** Weeks of the model that have settled. */
  Set<LocalDate> settled(String model) {
    Set<LocalDate> settled = new HashSet<>();
    contents(StoreNames.WEEKS)
        .forEach(
            (key, week) -> {
              if (((PublishedWeek) week).settled()
                  && key.equals(StoreKeys.week(model, date(key)))) {
                settled.add(date(key));
              }
            });
    return settled;
  }

  private static LocalDate date(String key) {
    return LocalDate.parse(StoreKeys.last(key));
  }
}
