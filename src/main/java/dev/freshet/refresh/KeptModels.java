package dev.freshet.refresh;

import dev.freshet.avro.FittedModel;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The published models, in the planner's store: of each the one at hand. Tombstones the rows of
 * those that no longer count.
 */
final class KeptModels {
  private final KeyValueStore<String, FittedModel> store;
  private final Topics topics;
  private final BiConsumer<Topic<String, ?>, String> tombstone;

  /**
   * @param tombstone takes a topic and the key of a row to withdraw
   */
  KeptModels(
      KeyValueStore<String, FittedModel> store,
      Topics topics,
      BiConsumer<Topic<String, ?>, String> tombstone) {
    this.store = store;
    this.topics = topics;
    this.tombstone = tombstone;
  }

  /** The model at hand; null without one. */
  FittedModel get(String model) {
    return store.get(model);
  }

  /** Sequence of the model at hand; 0 without one. */
  long sequence(String model) {
    FittedModel row = store.get(model);
    return row == null ? 0 : row.getSequence();
  }

  /**
   * Takes a model in, and tombstones what only the one before had. The refresher does so itself,
   * unless that one came while the request was on its way and it knew an older one.
   */
  void put(FittedModel row) {
    FittedModel before = store.get(row.getModel());
    if (before != null && !before.getModelVersion().equals(row.getReplaces())) {
      Map<Topic<String, ?>, List<String>> present = ResultKeys.of(topics, row);
      ResultKeys.of(topics, before)
          .forEach(
              (topic, keys) -> {
                Set<String> obsolete = new TreeSet<>(keys);
                present.get(topic).forEach(obsolete::remove);
                obsolete.forEach(key -> tombstone.accept(topic, key));
              });
    }
    store.put(row.getModel(), row);
  }

  /** Tombstones a model and all its rows. */
  void withdraw(FittedModel row) {
    ResultKeys.of(topics, row)
        .forEach((topic, keys) -> keys.forEach(key -> tombstone.accept(topic, key)));
    tombstone.accept(topics.models(), row.getModel());
  }

  /** Forgets the model at hand and tombstones it. */
  void retire(String model) {
    FittedModel last = store.delete(model);
    if (last != null) {
      withdraw(last);
    }
  }
}
