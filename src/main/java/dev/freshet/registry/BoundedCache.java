package dev.freshet.registry;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Remembers up to a fixed number of loaded values, the oldest leaving first.
 *
 * <p>A hit is one look-up without a lock. Threads that miss the same key together load it once. A
 * failed load is not remembered.
 */
final class BoundedCache<K, V> {
  private final ConcurrentMap<K, CompletableFuture<V>> values = new ConcurrentHashMap<>();
  private final Queue<K> byAge = new ConcurrentLinkedQueue<>();
  private final int capacity;

  BoundedCache(int capacity) {
    if (!(capacity > 0)) {
      throw new IllegalArgumentException("Cache capacity must be positive: " + capacity);
    }
    this.capacity = capacity;
  }

  V get(K key, Function<? super K, ? extends V> loader) {
    CompletableFuture<V> known = values.get(key);
    return known == null ? load(key, loader) : join(known);
  }

  /** The value if it is there already. */
  Optional<V> peek(K key) {
    CompletableFuture<V> known = values.get(key);
    return known == null || !known.isDone() ? Optional.empty() : Optional.of(join(known));
  }

  void put(K key, V value) {
    if (values.put(key, CompletableFuture.completedFuture(value)) == null) {
      admitted(key);
    }
  }

  void remove(K key) {
    values.remove(key);
    byAge.remove(key);
  }

  int size() {
    return values.size();
  }

  private V load(K key, Function<? super K, ? extends V> loader) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> earlier = values.putIfAbsent(key, mine);
    if (earlier != null) {
      return join(earlier);
    }
    try {
      V value = loader.apply(key);
      mine.complete(value);
      admitted(key);
      return value;
    } catch (RuntimeException | Error e) {
      values.remove(key, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private void admitted(K key) {
    byAge.add(key);
    while (values.size() > capacity) {
      K oldest = byAge.poll();
      if (oldest == null) {
        return;
      }
      values.remove(oldest);
    }
  }

  private V join(CompletableFuture<V> value) {
    try {
      return value.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
