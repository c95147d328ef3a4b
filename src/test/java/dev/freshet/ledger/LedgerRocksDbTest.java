package dev.freshet.ledger;

import static org.assertj.core.api.Assertions.assertThat;

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

class LedgerRocksDbTest {
  private static final long MIB = 1L << 20;

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
