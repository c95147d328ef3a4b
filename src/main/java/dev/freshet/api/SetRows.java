package dev.freshet.api;

import dev.freshet.api.ReadStore.Batch;
import dev.freshet.avro.FittedModel;
import dev.freshet.refresh.ResultKeys;
import dev.freshet.topic.Keys;
import dev.freshet.topic.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gathers the rows of sets and shows a set once it is whole.
 *
 * <p>Rows wait under the key of their topic, as many as of each version are counted; a set is whole
 * when as many wait as its model's row lists. Rows of a set that never becomes whole, because a
 * newer one has overwritten some of it, are overwritten or deleted in turn: what waits is never
 * more than one set a model.
 */
final class SetRows {
  private static final char STAGED = ReadKeys.STAGED_ROW;
  private static final char SHOWN = ReadKeys.SHOWN_ROW;

  private final Topics topics;

  SetRows(Topics topics) {
    this.topics = topics;
  }

  /** A model's row has come; empty when the model is withdrawn. */
  void model(Batch batch, String model, Optional<FittedModel> row) {
    Optional<FittedModel> before = shown(batch, model);
    row(batch, ReadKeys.NEWEST, model)
        .filter(waiting -> before.filter(b -> sameVersion(b, waiting)).isEmpty())
        .ifPresent(waiting -> deleteState(batch, waiting));
    if (row.isPresent()) {
      FittedModel next = row.get();
      batch.put(ReadKeys.state(model, next.getModelVersion()), bytes(next.getState()));
      // It is most of the row and read with every other.
      next.setState(ByteBuffer.allocate(0));
      batch.put(ReadKeys.of(ReadKeys.NEWEST, model), bytes(next));
      return;
    }
    batch.delete(ReadKeys.of(ReadKeys.NEWEST, model));
    before.ifPresent(
        last -> {
          keys(last).forEach(key -> batch.delete(key.at(SHOWN)));
          deleteState(batch, last);
        });
    batch.delete(ReadKeys.of(ReadKeys.SHOWN, model));
  }

  private static boolean sameVersion(FittedModel one, FittedModel other) {
    return one.getModelVersion().equals(other.getModelVersion());
  }

  private static void deleteState(Batch batch, FittedModel row) {
    batch.delete(ReadKeys.state(row.getModel(), row.getModelVersion()));
  }

  /** A row of a set has come; empty for a tombstone. */
  void row(Batch batch, SetKind kind, String key, Optional<byte[]> row) {
    byte[] at = new RowKey(kind, key).at(STAGED);
    String model = Keys.modelOf(key);
    batch.get(at).ifPresent(before -> count(batch, model, kind.versionOf(before), -1));
    if (row.isPresent()) {
      batch.put(at, row.get());
      count(batch, model, kind.versionOf(row.get()), 1);
    } else {
      batch.delete(at);
    }
  }

  /**
   * Shows the newest set of a model if it is whole and not shown yet.
   *
   * @return the set, if it is shown from now on
   */
  Optional<FittedModel> show(Batch batch, String model) {
    Optional<FittedModel> newest = row(batch, ReadKeys.NEWEST, model);
    Optional<FittedModel> before = shown(batch, model);
    if (newest.isEmpty() || newest.equals(before)) {
      return Optional.empty();
    }
    String version = newest.get().getModelVersion();
    List<RowKey> keys = keys(newest.get());
    if (waiting(batch, model, version) < keys.size()) {
      return Optional.empty();
    }
    List<byte[]> rows = new ArrayList<>();
    for (RowKey key : keys) {
      Optional<byte[]> row = batch.get(key.at(STAGED));
      if (row.isEmpty() || !key.kind().versionOf(row.get()).equals(version)) {
        return Optional.empty();
      }
      rows.add(row.get());
    }
    before.ifPresent(last -> keys(last).forEach(key -> batch.delete(key.at(SHOWN))));
    before
        .filter(last -> !sameVersion(last, newest.get()))
        .ifPresent(last -> deleteState(batch, last));
    for (int i = 0; i < rows.size(); i++) {
      batch.put(keys.get(i).at(SHOWN), rows.get(i));
      batch.delete(keys.get(i).at(STAGED));
    }
    count(batch, model, version, -keys.size());
    batch.put(ReadKeys.of(ReadKeys.SHOWN, model), bytes(newest.get()));
    return newest;
  }

  private static void count(Batch batch, String model, String version, int change) {
    byte[] at = ReadKeys.count(model, version);
    long now = waiting(batch, model, version) + change;
    if (now > 0) {
      batch.put(at, ReadModel.number(now));
    } else {
      batch.delete(at);
    }
  }

  private static long waiting(Batch batch, String model, String version) {
    return batch.get(ReadKeys.count(model, version)).map(ReadModel::number).orElse(0L);
  }

  private static Optional<FittedModel> shown(Batch batch, String model) {
    return row(batch, ReadKeys.SHOWN, model);
  }

  private static Optional<FittedModel> row(Batch batch, char kind, String model) {
    return batch
        .get(ReadKeys.of(kind, model))
        .map(bytes -> ReadModel.MODEL.deserializer().deserialize("", bytes));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static byte[] bytes(FittedModel row) {
    return ReadModel.MODEL.serializer().serialize("", row);
  }

  /** Key of a row of a set, as its topic has it. */
  private record RowKey(SetKind kind, String key) {
    byte[] at(char where) {
      return ReadKeys.row(where, kind, key);
    }
  }

  /** Keys of a set's rows that the API shows. */
  private List<RowKey> keys(FittedModel row) {
    List<RowKey> keys = new ArrayList<>();
    ResultKeys.of(topics, row)
        .forEach(
            (topic, all) ->
                SetKind.of(topics, topic)
                    .ifPresent(kind -> all.forEach(key -> keys.add(new RowKey(kind, key)))));
    return keys;
  }
}
