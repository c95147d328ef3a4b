package dev.freshet.ledger;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Names and builders of the ledger's stores. A name is part of the data: a changed one loses what
 * the store held.
 *
 * <p>Small stores are in memory, all have a changelog. Sums are cached, so that a week that many
 * events fall into is written once a commit; Streams flushes the cache before each commit.
 */
final class StoreNames {
  static final String MODELS = "ledger-models";
  static final String ENTRIES = "ledger-entries";
  static final String SUMS = "ledger-sums";
  static final String READINGS = "ledger-readings";
  static final String WATERMARKS = "ledger-watermarks";
  static final String WEEKS = "ledger-weeks";
  static final String DIRTY = "ledger-dirty";
  static final String PENDING = "ledger-pending";

  private StoreNames() {}

  static Set<StoreBuilder<?>> builders() {
    return Set.of(
        inMemory(MODELS, LedgerSerdes.standing()),
        onDisk(ENTRIES, LedgerSerdes.entry()),
        onDisk(SUMS, LedgerSerdes.sum()).withCachingEnabled(),
        onDisk(READINGS, Serdes.Long()),
        inMemory(WATERMARKS, LedgerSerdes.watermark()),
        onDisk(WEEKS, LedgerSerdes.published()),
        inMemory(DIRTY, Serdes.ByteArray()),
        onDisk(PENDING, LedgerSerdes.input()));
  }

  private static <V> StoreBuilder<?> inMemory(String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), values)
        .withLoggingEnabled(Map.of());
  }

  private static <V> StoreBuilder<?> onDisk(String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.String(), values)
        .withLoggingEnabled(Map.of());
  }
}
