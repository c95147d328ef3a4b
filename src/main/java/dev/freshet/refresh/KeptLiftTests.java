package dev.freshet.refresh;

import dev.freshet.avro.LiftTest;
import dev.freshet.topic.Keys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The lift tests of the planner's models, in its store: of each the newest by their last day. */
final class KeptLiftTests {
  /** Tests kept of one model; of more, those that ended first are forgotten. */
  static final int MOST = 200;

  private final KeyValueStore<String, LiftTest> store;

  KeptLiftTests(KeyValueStore<String, LiftTest> store) {
    this.store = store;
  }

  /** Takes a test in; false when it is the same as before. */
  boolean put(LiftTest test) {
    String key = Keys.experiment(test.getModel(), test.getExperiment());
    if (test.equals(store.get(key))) {
      return false;
    }
    store.put(key, test);
    List<LiftTest> all = of(test.getModel());
    all.stream()
        .sorted(
            Comparator.comparing(LiftTest::getTestEnd)
                .reversed()
                .thenComparing(LiftTest::getExperiment))
        .skip(MOST)
        .forEach(oldest -> store.delete(Keys.experiment(test.getModel(), oldest.getExperiment())));
    return true;
  }

  /** Forgets a test; false when there was none. */
  boolean withdraw(String model, String experiment) {
    return store.delete(Keys.experiment(model, experiment)) != null;
  }

  /** A model's tests, by name. */
  List<LiftTest> of(String model) {
    List<LiftTest> found = new ArrayList<>();
    String prefix = model + Keys.SEPARATOR;
    try (KeyValueIterator<String, LiftTest> rows =
        store.range(prefix, prefix + Character.MAX_VALUE)) {
      rows.forEachRemaining(e -> found.add(e.value));
    }
    return found;
  }

  /** Forgets all tests of a model. */
  void retire(String model) {
    of(model).forEach(test -> withdraw(model, test.getExperiment()));
  }
}
