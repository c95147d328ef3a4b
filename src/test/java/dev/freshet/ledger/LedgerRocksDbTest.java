package dev.freshet.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rocksdb.WriteOptions;

class LedgerRocksDbTest {
  private static final long MIB = 1L << 20;

  /** Their filter takes 3.2 MiB. */
  private static final int KEYS = 2_700_000;

  @TempDir private Path folder;

  @Test
  void shouldShareOneCacheOverStoresOfDifferentTopologies() throws Exception {
    try (Options busy = options("ledger-entries");
        Options quiet = options("plans");
        RocksDB entries = RocksDB.open(busy, folder.resolve("entries").toString());
        RocksDB plans = RocksDB.open(quiet, folder.resolve("plans").toString())) {
      assertThat(property(plans, "rocksdb.block-cache-capacity"))
          .isEqualTo(property(entries, "rocksdb.block-cache-capacity"))
          .isEqualTo(LedgerRocksDb.DEFAULT_MEMORY_BYTES / 2);

      byte[] value = new byte[1 << 10];
      for (int i = 0; i < 4_096; i++) {
        entries.put(key(i), value);
      }
      try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
        entries.flush(flush);
      }
      assertThat(entries.get(key(7))).hasSize(1 << 10);
      assertThat(property(entries, "rocksdb.block-cache-usage"))
          .isEqualTo(property(plans, "rocksdb.block-cache-usage"))
          .isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 12, 24})
  void shouldBoundTheWriteBuffersOfAllTasksTogether(int tasks) {
    long bytes =
        Stream.of(
                List.of(
                    "ledger-entries",
                    "ledger-readings",
                    "ledger-sums",
                    "ledger-pending",
                    "ledger-weeks"),
                List.of("plans", "weeks", "models", "asked", "lives", "experiments", "pulse"))
            .mapToLong(stores -> tasks * stores.stream().mapToLong(s -> buffers(s, tasks)).sum())
            .max()
            .orElseThrow();

    assertThat(bytes)
        .isLessThanOrEqualTo(LedgerRocksDb.DEFAULT_MEMORY_BYTES / 2)
        .isGreaterThan(LedgerRocksDb.DEFAULT_MEMORY_BYTES * 3 / 8);
  }

  private static long buffers(String store, int tasks) {
    try (Options options = options(store, tasks)) {
      return options.writeBufferSize() * options.maxWriteBufferNumber();
    }
  }

  // Whatever others hold: else each of its records becomes a file once they hold too much.
  @Test
  void shouldLeaveTheBufferOfAStoreToItself() throws Exception {
    int stores = 12;
    List<RocksDB> idle = new ArrayList<>();
    byte[] value = new byte[1 << 10];
    try (Options full = options("ledger-entries");
        Options options = options("plans")) {
      for (int store = 0; store < stores; store++) {
        RocksDB db = RocksDB.open(full, folder.resolve("idle" + store).toString());
        idle.add(db);
        for (int i = 0; i < 6_500; i++) {
          db.put(key(i), value);
        }
      }
      try (RocksDB plans = RocksDB.open(options, folder.resolve("plans").toString())) {
        for (int i = 0; i < 2_000; i++) {
          plans.put(key(i), value);
        }
        assertThat(plans.getLiveFilesMetaData()).isEmpty();
      }
    } finally {
      idle.forEach(RocksDB::close);
    }
  }

  @Test
  void shouldKeepTheFilterOfALargeFileInTheCache() throws Exception {
    try (Statistics statistics = new Statistics();
        Options options = options("ledger-entries").setStatistics(statistics);
        WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
        RocksDB entries = RocksDB.open(options, folder.toString())) {
      for (long i = 0; i < KEYS; i++) {
        // Every even number once, scattered: files in order would be left apart.
        entries.put(unlogged, key((int) (i * 1_000_003 % KEYS) * 2), new byte[0]);
      }
      entries.compactRange();
      lookForAbsent(entries);
      long read = statistics.getTickerCount(TickerType.BLOCK_CACHE_MISS);

      lookForAbsent(entries);

      assertThat(statistics.getTickerCount(TickerType.BLOCK_CACHE_MISS)).isEqualTo(read);
      assertThat(statistics.getTickerCount(TickerType.BLOCK_CACHE_HIT)).isPositive();
    }
  }

  private static void lookForAbsent(RocksDB db) throws RocksDBException {
    for (int i = 1; i < 2 * KEYS; i += 6_000) {
      assertThat(db.get(key(i))).isNull();
    }
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private static Options options(String store) {
    return options(store, 4);
  }

  private static Options options(String store, int tasks) {
    Options options = new Options().setCreateIfMissing(true);
    options.setTableFormatConfig(new BlockBasedTableConfig());
    new LedgerRocksDb()
        .setConfig(
            store, options, LedgerRocksDb.settings(LedgerRocksDb.DEFAULT_MEMORY_BYTES, tasks));
    return options;
  }

  private static long property(RocksDB db, String name) throws RocksDBException {
    return db.getLongProperty(name);
  }
}
