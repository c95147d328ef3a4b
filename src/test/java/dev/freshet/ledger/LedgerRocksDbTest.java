package dev.freshet.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  void shouldShareOneBoundOverStoresOfDifferentTopologies() throws Exception {
    try (Options busy = options("ledger-entries");
        Options quiet = options("plans");
        RocksDB entries = RocksDB.open(busy, folder.resolve("entries").toString());
        RocksDB plans = RocksDB.open(quiet, folder.resolve("plans").toString())) {
      assertThat(property(plans, "rocksdb.block-cache-capacity"))
          .isEqualTo(property(entries, "rocksdb.block-cache-capacity"))
          .isEqualTo(LedgerRocksDb.DEFAULT_MEMORY_BYTES);
      long before = property(plans, "rocksdb.block-cache-usage");

      byte[] value = new byte[1 << 10];
      for (int i = 0; i < 4_096; i++) {
        entries.put(("acme/DE|" + i).getBytes(StandardCharsets.UTF_8), value);
      }

      // Write buffers of one store, some 4 MiB, stand in the cache that the other looks at.
      assertThat(property(plans, "rocksdb.block-cache-usage")).isGreaterThan(before + 3 * MIB);
      try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
        entries.flush(flush);
      }
      assertThat(entries.get("acme/DE|7".getBytes(StandardCharsets.UTF_8))).hasSize(1 << 10);
      assertThat(property(entries, "rocksdb.block-cache-usage"))
          .isEqualTo(property(plans, "rocksdb.block-cache-usage"));
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

  @Test
  void shouldGiveQuietStoresSmallWriteBuffers() {
    try (Options busy = options("ledger-entries");
        Options quiet = options("ledger-weeks")) {
      assertThat(busy.writeBufferSize()).isEqualTo(8 * MIB);
      assertThat(quiet.writeBufferSize()).isEqualTo(MIB);
    }
  }

  private static Options options(String store) {
    Options options = new Options().setCreateIfMissing(true);
    options.setTableFormatConfig(new BlockBasedTableConfig());
    new LedgerRocksDb().setConfig(store, options, Map.of());
    return options;
  }

  private static long property(RocksDB db, String name) throws RocksDBException {
    return db.getLongProperty(name);
  }
}
