package dev.freshet.ledger;

import static java.util.Map.entry;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/**
 * Bounds the memory of all RocksDB stores of the process together: one block cache, and write
 * buffers of a size that follows from how many stores there can be, since each store of each
 * partition would otherwise take its own 100 MB.
 *
 * <p>RocksDB's own bound of write buffers over several stores is left alone: it makes the store
 * that is written to give up its buffer, however little is in it, once others that nobody writes to
 * hold the budget. A planner beside an idle ledger then wrote files of two kilobytes.
 *
 * <p>The cache lives as long as the process; {@code close} leaves it alone.
 */
public final class LedgerRocksDb implements RocksDBConfigSetter {
  private static final Logger LOG = LogManager.getLogger(LedgerRocksDb.class);

  /** Setting: bytes of block cache, indexes, filters and write buffers of all stores together. */
  public static final String MEMORY_BYTES = "freshet.rocksdb.memory.bytes";

  /** Setting: tasks with stores that the process may come to hold, of all topologies together. */
  public static final String TASKS = "freshet.rocksdb.tasks";

  /** Default of the memory. */
  public static final long DEFAULT_MEMORY_BYTES = 256L << 20;

  private static final int WRITE_BUFFERS_PART = 2;

  /** Buffers of a store: one is written to while the other goes to disk. */
  private static final int BUFFERS = 2;

  /**
   * What a store gets of the write buffers of its task, in 36ths. Those that take a record or more
   * an event need the most: the smaller a buffer, the more often its entries are merged.
   */
  private static final Map<String, Integer> SHARES =
      Map.ofEntries(
          entry(StoreNames.ENTRIES, 16),
          entry(StoreNames.READINGS, 8),
          entry(StoreNames.SUMS, 4),
          entry(StoreNames.PENDING, 4),
          entry(StoreNames.WEEKS, 4),
          entry("plans", 10),
          entry("weeks", 8),
          entry("models", 8),
          entry("asked", 4),
          entry("lives", 2),
          entry("experiments", 2),
          entry("pulse", 2));

  /** Sum of the shares of a task, the same for each topology. */
  static final int SHARES_OF_A_TASK = 36;

  /** RocksDB's own least. */
  private static final long LEAST_BUFFER_BYTES = 64L << 10;

  /** Entries' buffers below it are merged too often for full speed. */
  private static final long SOUND_BUFFER_BYTES = 512L << 10;

  /**
   * The cache in four parts, 32 MiB each by default. With RocksDB's own choice, 64 parts, a ledger
   * slowed down behind 13 million entries: a filter that outgrows a part is read again with each
   * look.
   */
  private static final int SHARD_BITS = 2;

  /** Part of the cache kept for indexes and filters before it goes to data. */
  private static final double INDEX_PART = 0.5;

  private static final double BITS_PER_KEY = 10;

  /** Part of a write buffer for its own filter. */
  private static final double MEMTABLE_FILTER_PART = 0.05;

  private static Shared shared;

  /** What all stores use. */
  private static final class Shared {
    private final long bytes;
    private final Cache cache;
    // Most events are new: the filter answers "not there" without reading a block.
    private final BloomFilter filter = new BloomFilter(BITS_PER_KEY, false);

    Shared(long bytes) {
      this.bytes = bytes;
      cache = new LRUCache(bytes - bytes / WRITE_BUFFERS_PART, SHARD_BITS, false, INDEX_PART);
    }
  }

  /**
   * Settings of a process.
   *
   * @param memoryBytes of block cache, indexes, filters and write buffers of all stores together
   * @param tasks with stores that it may come to hold, of all topologies together, at least 1
   */
  public static Map<String, Object> settings(long memoryBytes, int tasks) {
    long entries = bufferBytes(StoreNames.ENTRIES, memoryBytes, tasks);
    if (entries < SOUND_BUFFER_BYTES) {
      LOG.warn(
          "{} MiB of memory for state are little for {} tasks, and will cost speed: give {} MiB with --state-memory-mib",
          memoryBytes >> 20,
          tasks,
          (memoryBytes * SOUND_BUFFER_BYTES / entries >> 20) + 1);
    }
    return Map.of(MEMORY_BYTES, memoryBytes, TASKS, tasks);
  }

  private static long bufferBytes(String store, long memoryBytes, int tasks) {
    long share = memoryBytes / WRITE_BUFFERS_PART / tasks / SHARES_OF_A_TASK / BUFFERS;
    return Math.max(LEAST_BUFFER_BYTES, share * share(store));
  }

  /** What a store gets of its task's write buffers, in 36ths. */
  static int share(String store) {
    return SHARES.getOrDefault(store, 1);
  }

  private static synchronized Shared shared(long wanted) {
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
    long memory = number(configs.getOrDefault(MEMORY_BYTES, DEFAULT_MEMORY_BYTES));
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    Shared all = shared(memory);
    table.setBlockCache(all.cache);
    table.setCacheIndexAndFilterBlocks(true);
    // Else reads of data push out what tells that there is nothing to read.
    table.setCacheIndexAndFilterBlocksWithHighPriority(true);
    table.setPinL0FilterAndIndexBlocksInCache(true);
    table.setFilterPolicy(all.filter);
    options.setTableFormatConfig(table);
    // Most keys looked for are new: a search of the sorted buffer saved.
    options.setMemtableWholeKeyFiltering(true);
    options.setMemtablePrefixBloomSizeRatio(MEMTABLE_FILTER_PART);
    options.setMaxWriteBufferNumber(BUFFERS);
    options.setWriteBufferSize(
        bufferBytes(storeName, memory, (int) number(configs.getOrDefault(TASKS, 1))));
  }

  private static long number(Object setting) {
    return Long.parseLong(setting.toString());
  }

  @Override
  public void close(String storeName, Options options) {
    // Shared by all stores; RocksDB counts its own references.
  }
}
