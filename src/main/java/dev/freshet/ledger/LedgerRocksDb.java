package dev.freshet.ledger;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Bounds the memory of all RocksDB stores of the process together: one block cache and one write
 * buffer budget, since each store of each partition would otherwise take its own 100 MB.
 *
 * <p>Both are shared and live as long as the process; {@code close} leaves them alone.
 */
public final class LedgerRocksDb implements RocksDBConfigSetter {
  private static final Logger LOG = LogManager.getLogger(LedgerRocksDb.class);

  /** Setting: bytes of block cache, indexes, filters and write buffers of all stores together. */
  public static final String MEMORY_BYTES = "freshet.rocksdb.memory.bytes";

  /** Default of the setting. */
  public static final long DEFAULT_MEMORY_BYTES = 192L << 20;

  private static final int WRITE_BUFFERS_PART = 3;

  /**
   * The cache in four parts, 48 MiB each by default. With RocksDB's own choice, 3 MiB each, a
   * ledger slowed down behind 13 million entries: a filter that outgrows a part is read from disk
   * again and again.
   */
  private static final int SHARD_BITS = 2;

  /** Part of the cache kept for indexes and filters before it goes to data. */
  private static final double INDEX_PART = 0.5;

  private static final long WRITE_BUFFER_BYTES = 8L << 20;
  private static final long SMALL_WRITE_BUFFER_BYTES = 1L << 20;
  private static final double BITS_PER_KEY = 10;

  /** Part of a write buffer for its own filter. */
  private static final double MEMTABLE_FILTER_PART = 0.05;

  /** Stores that take a record or more an event; all others take one a week or a spec. */
  private static final Set<String> BUSY =
      Set.of(StoreNames.ENTRIES, StoreNames.SUMS, StoreNames.READINGS, StoreNames.PENDING);

  private static Shared shared;

  /** What all stores use; write buffers are counted within the cache. */
  private static final class Shared {
    private final long bytes;
    private final Cache cache;
    private final WriteBufferManager writeBuffers;
    // Most events are new: the filter answers "not there" without reading a block.
    private final BloomFilter filter = new BloomFilter(BITS_PER_KEY, false);

    Shared(long bytes) {
      this.bytes = bytes;
      cache = new LRUCache(bytes, SHARD_BITS, false, INDEX_PART);
      writeBuffers = new WriteBufferManager(bytes / WRITE_BUFFERS_PART, cache);
    }
  }

  private static synchronized Shared shared(Map<String, Object> configs) {
    Object bytes = configs.getOrDefault(MEMORY_BYTES, DEFAULT_MEMORY_BYTES);
    long wanted = Long.parseLong(bytes.toString());
    if (shared == null) {
      shared = new Shared(wanted);
    } else if (shared.bytes != wanted) {
      LOG.warn(
          "{}={} comes too late: stores of this process share {} bytes since the first of them was opened",
          MEMORY_BYTES,
          wanted,
          shared.bytes);
    }
    return shared;
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    Shared all = shared(configs);
    table.setBlockCache(all.cache);
    table.setCacheIndexAndFilterBlocks(true);
    // Else reads of data push out what tells that there is nothing to read.
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    table.setFilterPolicy(all.filter);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(all.writeBuffers);
    if (BUSY.contains(storeName)) {
      // Most keys looked for are new: a search of the sorted buffer saved.
      options.setMemtableWholeKeyFiltering(true);
      options.setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER_PART);
    }
    // A quiet store with a large buffer would reach its disk at a clean close only.
    options.setWriteBufferSize(
        BUSY.contains(storeName) ? WRITE_BUFFER_BYTES : SMALL_WRITE_BUFFER_BYTES);
  }

  @Override
  public void close(String storeName, Options options) {
    // Shared by all stores; RocksDB counts its own references.
  }
}
