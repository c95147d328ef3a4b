package dev.freshet.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the records of models without a spec in the order they came, so many a model. */
final class PendingInputs {
  private final KeyValueStore<String, LedgerInput> store;
  private final int limitPerModel;
  private final Map<String, Queue> queues = new HashMap<>();

  PendingInputs(KeyValueStore<String, LedgerInput> store, int limitPerModel) {
    this.store = store;
    this.limitPerModel = limitPerModel;
    try (KeyValueIterator<String, LedgerInput> all = store.all()) {
      while (all.hasNext()) {
        String key = all.next().key;
        int split = key.indexOf('|');
        Queue queue = queues.computeIfAbsent(key.substring(0, split), model -> new Queue());
        queue.size++;
        queue.next = Long.parseLong(key.substring(split + 1)) + 1;
      }
    }
  }

  /** Keeps the record; false when the model's room is full. */
  boolean add(LedgerInput input) {
    Queue queue = queues.computeIfAbsent(input.model(), model -> new Queue());
    if (queue.size >= limitPerModel) {
      return false;
    }
    store.put(StoreKeys.pending(input.model(), queue.next++), input);
    queue.size++;
    return true;
  }

  boolean has(String model) {
    return queues.containsKey(model);
  }

  /** Takes out up to {@code limit} records of the model, in the order they came. */
  List<LedgerInput> take(String model, int limit) {
    List<KeyValue<String, LedgerInput>> taken = new ArrayList<>();
    try (KeyValueIterator<String, LedgerInput> found =
        store.range(StoreKeys.from(model), StoreKeys.to(model))) {
      while (found.hasNext() && taken.size() < limit) {
        taken.add(found.next());
      }
    }
    taken.forEach(record -> store.delete(record.key));
    Queue queue = queues.get(model);
    if (queue != null) {
      queue.size -= taken.size();
      if (queue.size == 0) {
        queues.remove(model);
      }
    }
    return taken.stream().map(record -> record.value).toList();
  }

  private static final class Queue {
    private int size;
    private long next;
  }
}
