package dev.freshet.ledger;

import java.util.LinkedHashSet;
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
 * <p>Small stores are in memory, all that hold something have a changelog. Sums are written once a
 * commit, however many events fall into a week.
 */
final class StoreNames {
  static final String MODELS = "ledger-models";
  static final String ENTRIES = "ledger-entries";
  static final String SUMS = "ledger-sums";
  static final String READINGS = "ledger-readings";
  static final String WATERMARKS = "ledger-watermarks";
  static final String WEEKS = "ledger-weeks";
  static final String SETTLEMENTS = "ledger-settlements";
  static final String DIRTY = "ledger-dirty";
  static final String PENDING = "ledger-pending";
  static final String COMMITS = "ledger-commits";

  private StoreNames() {}

  static Set<StoreBuilder<?>> builders() {
    Set<StoreBuilder<?>> stores = new LinkedHashSet<>();
    stores.add(inMemory(MODELS, LedgerSerdes.standing()));
    stores.add(onDisk(ENTRIES, EntrySerde.create()));
    stores.add(onDisk(SUMS, LedgerSerdes.sum()));
    stores.add(onDisk(READINGS, Serdes.Long()));
    stores.add(inMemory(WATERMARKS, LedgerSerdes.watermark()));
    stores.add(onDisk(WEEKS, LedgerSerdes.published()));
    stores.add(inMemory(SETTLEMENTS, LedgerSerdes.settlement()));
    stores.add(inMemory(DIRTY, Serdes.ByteArray()));
    stores.add(onDisk(PENDING, LedgerSerdes.input()));
    stores.add(CommitHook.named(COMMITS));
    return stores;
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
