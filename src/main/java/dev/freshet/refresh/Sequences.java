package dev.freshet.refresh;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What the lanes of one refresher know of each other: the newest sequence seen of each model, and
 * which models are being fitted. Safe for use by many threads.
 */
final class Sequences {
  private final ConcurrentMap<String, Long> newest = new ConcurrentHashMap<>();
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  /** Notes that a request has been seen. */
  void saw(String model, long sequence) {
    newest.merge(model, sequence, Math::max);
  }

  /** Newest sequence seen of a model. */
  long newest(String model) {
    return newest.getOrDefault(model, 0L);
  }

  /** Takes a model for fitting; false when it is being fitted already. */
  boolean take(String model) {
    return busy.add(model);
  }

  /** Whether a model is being fitted. */
  boolean isTaken(String model) {
    return busy.contains(model);
  }

  /** Gives a model back. */
  void release(String model) {
    busy.remove(model);
  }
}
