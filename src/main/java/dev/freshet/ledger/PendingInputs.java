package dev.freshet.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the records of models without a spec in the order they came, so many a model and so many in
 * all.
 *
 * <p>A tombstone stands behind what waited when it came, in the same store, until that is taken
 * out.
 */
final class PendingInputs {
  private static final long NONE = -1;

  private final KeyValueStore<String, LedgerInput> store;
  private final int limitPerModel;
  private final int limitInAll;
  private final Map<String, Queue> queues = new HashMap<>();
  private int size;

  PendingInputs(KeyValueStore<String, LedgerInput> store, int limitPerModel, int limitInAll) {
    this.store = store;
    this.limitPerModel = limitPerModel;
    this.limitInAll = limitInAll;
    try (KeyValueIterator<String, LedgerInput> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, LedgerInput> record = all.next();
        String model = record.key.substring(0, record.key.indexOf('|'));
        Queue queue = queues.computeIfAbsent(model, key -> new Queue());
        queue.next = number(record.key);
        if (record.value.body() instanceof LedgerInput.Retirement) {
          queue.retiredBefore = queue.next;
        }
        queue.next++;
        queue.size++;
        size++;
      }
    }
  }

  /** Keeps the record; or says why there is no room for it. */
  Optional<String> add(LedgerInput input) {
    String model = input.model();
    Queue queue = queues.get(model);
    if (queue != null && queue.size >= limitPerModel) {
      return Optional.of(
          "%s has no spec, and %d records wait for it already; publish the spec and replay"
              .formatted(model, limitPerModel));
    }
    if (size >= limitInAll) {
      return Optional.of(
          "%s has no spec, and %d records of models without one wait already; publish the spec and replay, or correct the model"
              .formatted(model, limitInAll));
    }
    put(input);
    return Optional.empty();
  }

  /** Marks what waits of the model to be taken out by {@link #takeRetired}. */
  void retire(LedgerInput tombstone) {
    if (has(tombstone.model())) {
      put(tombstone);
      Queue queue = queues.get(tombstone.model());
      queue.retiredBefore = queue.next - 1;
    }
  }

  boolean has(String model) {
    return queues.containsKey(model);
  }

  /** Whether records wait that came before a tombstone. */
  boolean hasRetired(String model) {
    return has(model) && queues.get(model).retiredBefore != NONE;
  }

  /** Takes out up to {@code limit} records of the model, in the order they came. */
  List<LedgerInput> take(String model, int limit) {
    return take(model, limit, Long.MAX_VALUE);
  }

  /** Takes out up to {@code limit} records that came before the model's tombstone. */
  List<LedgerInput> takeRetired(String model, int limit) {
    Queue queue = queues.get(model);
    List<LedgerInput> taken = take(model, limit, queue.retiredBefore);
    if (taken.size() < limit) {
      queue.retiredBefore = NONE;
    }
    return taken.stream().filter(i -> !(i.body() instanceof LedgerInput.Retirement)).toList();
  }

  private void put(LedgerInput input) {
    Queue queue = queues.computeIfAbsent(input.model(), model -> new Queue());
    store.put(StoreKeys.pending(input.model(), queue.next++), input);
    queue.size++;
    size++;
  }

  private List<LedgerInput> take(String model, int limit, long last) {
    List<KeyValue<String, LedgerInput>> taken = new ArrayList<>();
    try (KeyValueIterator<String, LedgerInput> found =
        store.range(StoreKeys.from(model), StoreKeys.to(model))) {
      while (found.hasNext() && taken.size() < limit && number(found.peekNextKey()) <= last) {
        taken.add(found.next());
      }
    }
    taken.forEach(record -> store.delete(record.key));
    size -= taken.size();
    Queue queue = queues.get(model);
    if (queue != null) {
      queue.size -= taken.size();
      if (queue.size == 0) {
        queues.remove(model);
      }
    }
    return taken.stream().map(record -> record.value).toList();
  }

  private static long number(String key) {
    return Long.parseLong(StoreKeys.last(key));
  }

  private static final class Queue {
    private int size;
    private long next;
    private long retiredBefore = NONE;
  }
}
