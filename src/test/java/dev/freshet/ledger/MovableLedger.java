package dev.freshet.ledger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * One task's {@link LedgerProcessor} on real stores, that can be restarted on them, or moved: its
 * stores written anew from what they hold, as a restore from changelogs does.
 */
final class MovableLedger {
  private static final Map<String, Serde<?>> STORES =
      Map.of(
          StoreNames.MODELS, LedgerSerdes.standing(),
          StoreNames.ENTRIES, LedgerSerdes.entry(),
          StoreNames.SUMS, LedgerSerdes.sum(),
          StoreNames.READINGS, Serdes.Long(),
          StoreNames.WATERMARKS, LedgerSerdes.watermark(),
          StoreNames.WEEKS, LedgerSerdes.published(),
          StoreNames.SETTLEMENTS, LedgerSerdes.settlement(),
          StoreNames.DIRTY, Serdes.ByteArray(),
          StoreNames.PENDING, LedgerSerdes.input());

  private static final Origin ORIGIN = new Origin("t", 0, 0, 0, null, null, List.of());

  private final LedgerConfig config;
  private MockProcessorContext<String, LedgerOutput> context;
  private LedgerProcessor processor;
  private List<MockProcessorContext.CapturedPunctuator> timers;
  private Instant now;

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

  private void commit() {
    CommitHook hook = context.getStateStore(StoreNames.COMMITS);
    hook.flushCache();
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
    MockProcessorContext<String, LedgerOutput> before = context;
    context = context();
    STORES.forEach((name, values) -> context.addStateStore(copy(before, name, values)));
    context.addStateStore(hook());
    start();
  }

  private <V> KeyValueStore<String, V> copy(
      MockProcessorContext<String, LedgerOutput> from, String name, Serde<V> values) {
    KeyValueStore<String, V> copy = store(name, values);
    KeyValueStore<String, V> original = from.getStateStore(name);
    try (KeyValueIterator<String, V> all = original.all()) {
      all.forEachRemaining(record -> copy.put(record.key, record.value));
    }
    return copy;
  }

  /** Time of clock and stream from now on; the processor is restarted to see it. */
  void clock(Instant instant) {
    now = instant;
    restart();
  }

  void take(LedgerInput.Body body) {
    context.setCurrentStreamTimeMs(now.toEpochMilli());
    processor.process(
        new Record<>(body.model(), new Decoded.Passed(new LedgerInput(ORIGIN, body)), 0));
  }

  /** Fires the timers: the flush first. */
  void tick() {
    context.setCurrentStreamTimeMs(now.toEpochMilli());
    timers.forEach(timer -> timer.getPunctuator().punctuate(now.toEpochMilli()));
  }

  /** What was sent since the last call. */
  List<LedgerOutput> sent() {
    List<LedgerOutput> sent = new ArrayList<>();
    context.forwarded().forEach(forwarded -> sent.add(forwarded.record().value()));
    context.resetForwards();
    return sent;
  }

  /** Entries in the books. */
  long entries() {
    KeyValueStore<String, Entry> entries = context.getStateStore(StoreNames.ENTRIES);
    try (KeyValueIterator<String, Entry> all = entries.all()) {
      long count = 0;
      while (all.hasNext()) {
        all.next();
        count++;
      }
      return count;
    }
  }
}
