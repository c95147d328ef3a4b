package dev.freshet.ledger;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
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
  private static final long CACHE_BYTES = 192L << 20;
  private static final long WRITE_BUFFERS_BYTES = 64L << 20;
  private static final long WRITE_BUFFER_BYTES = 8L << 20;
  private static final double BITS_PER_KEY = 10;

  private static final class Shared {
    private static final Cache CACHE = new LRUCache(CACHE_BYTES);
    private static final WriteBufferManager WRITE_BUFFERS =
        new WriteBufferManager(WRITE_BUFFERS_BYTES, CACHE);
    // Most events are new: the filter answers "not there" without reading a block.
    private static final BloomFilter FILTER = new BloomFilter(BITS_PER_KEY, false);
  }

  @Override
  public void setConfig(String storeName, Options options, Map<String, Object> configs) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(Shared.CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    table.setFilterPolicy(Shared.FILTER);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(Shared.WRITE_BUFFERS);
    options.setWriteBufferSize(WRITE_BUFFER_BYTES);
  }

  @Override
  public void close(String storeName, Options options) {
    // Shared by all stores; RocksDB counts its own references.
  }
}
