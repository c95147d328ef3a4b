package dev.freshet.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.commons.io.file.PathUtils;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatchWithIndex;
import org.rocksdb.WriteOptions;

/**
 * A RocksDB of sorted bytes: one writer, whose batches are seen whole or not at all, and any number
 * of readers, each of which sees one moment.
 *
 * <p>What it holds can be read again from Kafka, so it is written without waiting for the disk: a
 * crash of the machine costs the newest batches, and their offsets with them.
 */
final class ReadStore implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(ReadStore.class);
  private static final long CACHE_BYTES = 32L << 20;
  private static final long WRITE_BUFFER_BYTES = 16L << 20;
  private static final long LARGE_BYTES = 8L << 10;
  private static final int CACHE_SHARD_BITS = 2;
  private static final int METADATA_BLOCK_BYTES = 4 << 10;
  private static final double BITS_PER_KEY = 10;

  static {
    RocksDB.loadLibrary();
  }

  private final Path folder;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final LRUCache cache = new LRUCache(CACHE_BYTES, CACHE_SHARD_BITS);
  private final BloomFilter filter = new BloomFilter(BITS_PER_KEY, false);
  private final WriteOptions writing = new WriteOptions();
  private final Options options =
      new Options()
          .setCreateIfMissing(true)
          .setWriteBufferSize(WRITE_BUFFER_BYTES)
          .setCompressionType(CompressionType.LZ4_COMPRESSION)
          // Large values are written once: merging the tree of keys does not copy them.
          .setEnableBlobFiles(true)
          .setMinBlobSize(LARGE_BYTES)
          .setEnableBlobGarbageCollection(true)
          .setTableFormatConfig(
              new BlockBasedTableConfig()
                  .setBlockCache(cache)
                  .setFilterPolicy(filter)
                  // In parts: the filter of a million rows is larger than a shard of the cache.
                  .setCacheIndexAndFilterBlocks(true)
                  .setCacheIndexAndFilterBlocksWithHighPriority(true)
                  .setIndexType(IndexType.kTwoLevelIndexSearch)
                  .setPartitionFilters(true)
                  .setMetadataBlockSize(METADATA_BLOCK_BYTES)
                  .setPinTopLevelIndexAndFilter(true));
  private RocksDB db;

  /** Opens the store of a folder, or a new one. */
  ReadStore(Path folder) {
    this.folder = folder;
    open();
  }

  private void open() {
    try {
      Files.createDirectories(folder);
      db = RocksDB.open(options, folder.toString());
    } catch (RocksDBException | IOException e) {
      throw new IllegalStateException("the read model in " + folder + " cannot be opened", e);
    }
  }

  /** What readers and the writer see. */
  interface View {
    /** Value of a key. */
    Optional<byte[]> get(byte[] key);

    /**
     * Hands on entries from a key on, in order, for as long as they are taken.
     *
     * @param each says whether it wants more
     */
    void scan(byte[] from, BiPredicate<byte[], byte[]> each);

    /** The same from the last key before {@code before} on, backwards. */
    void scanBack(byte[] before, BiPredicate<byte[], byte[]> each);
  }

  /** Changes that become visible together. */
  final class Batch implements View {
    private final WriteBatchWithIndex batch;
    private final ReadOptions reading;

    private Batch(WriteBatchWithIndex batch, ReadOptions reading) {
      this.batch = batch;
      this.reading = reading;
    }

    void put(byte[] key, byte[] value) {
      try {
        batch.put(key, value);
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    void delete(byte[] key) {
      try {
        batch.delete(key);
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      try {
        return Optional.ofNullable(batch.getFromBatchAndDB(db, reading, key));
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    @Override
    public void scan(byte[] from, BiPredicate<byte[], byte[]> each) {
      try (RocksIterator rows = batch.newIteratorWithBase(db.newIterator(reading))) {
        forward(rows, from, each);
      }
    }

    @Override
    public void scanBack(byte[] before, BiPredicate<byte[], byte[]> each) {
      try (RocksIterator rows = batch.newIteratorWithBase(db.newIterator(reading))) {
        backward(rows, before, each);
      }
    }
  }

  private final class Reader implements View {
    private final ReadOptions reading;

    private Reader(ReadOptions reading) {
      this.reading = reading;
    }

    @Override
    public Optional<byte[]> get(byte[] key) {
      try {
        return Optional.ofNullable(db.get(reading, key));
      } catch (RocksDBException e) {
        throw failed(e);
      }
    }

    @Override
    public void scan(byte[] from, BiPredicate<byte[], byte[]> each) {
      try (RocksIterator rows = db.newIterator(reading)) {
        forward(rows, from, each);
      }
    }

    @Override
    public void scanBack(byte[] before, BiPredicate<byte[], byte[]> each) {
      try (RocksIterator rows = db.newIterator(reading)) {
        backward(rows, before, each);
      }
    }
  }

  private static void forward(RocksIterator rows, byte[] from, BiPredicate<byte[], byte[]> each) {
    rows.seek(from);
    while (rows.isValid() && each.test(rows.key(), rows.value())) {
      rows.next();
    }
    check(rows);
  }

  private static void backward(
      RocksIterator rows, byte[] before, BiPredicate<byte[], byte[]> each) {
    rows.seekForPrev(before);
    if (rows.isValid() && Arrays.equals(rows.key(), before)) {
      rows.prev();
    }
    while (rows.isValid() && each.test(rows.key(), rows.value())) {
      rows.prev();
    }
    check(rows);
  }

  private static void check(RocksIterator rows) {
    try {
      rows.status();
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  private static IllegalStateException failed(RocksDBException e) {
    return new IllegalStateException("the read model's store failed: " + e.getMessage(), e);
  }

  /** Reads as of one moment. */
  <T> T read(Function<View, T> query) {
    lock.readLock().lock();
    try {
      requireOpen();
      Snapshot moment = db.getSnapshot();
      try (ReadOptions reading = new ReadOptions().setSnapshot(moment)) {
        return query.apply(new Reader(reading));
      } finally {
        db.releaseSnapshot(moment);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Writes all that {@code changes} puts and deletes, or nothing if it fails. */
  void write(Consumer<Batch> changes) {
    lock.readLock().lock();
    try (WriteBatchWithIndex batch = new WriteBatchWithIndex(true);
        ReadOptions reading = new ReadOptions()) {
      requireOpen();
      changes.accept(new Batch(batch, reading));
      db.write(writing, batch);
    } catch (RocksDBException e) {
      throw failed(e);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void requireOpen() {
    if (db == null) {
      throw new IllegalStateException("the read model is closed");
    }
  }

  /** Throws all away and begins anew. */
  void clear() {
    lock.writeLock().lock();
    try {
      requireOpen();
      db.close();
      db = null;
      deleteFolder();
      open();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void deleteFolder() {
    try {
      PathUtils.deleteDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the read model in " + folder + " cannot be removed", e);
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (db == null) {
        return;
      }
      try {
        db.syncWal();
      } catch (RocksDBException e) {
        LOG.warn("The newest rows of the read model will be read again: {}", e.getMessage());
      }
      db.close();
      db = null;
      options.close();
      writing.close();
      filter.close();
      cache.close();
    } finally {
      lock.writeLock().unlock();
    }
  }
}
