package dev.freshet.api;

import dev.freshet.api.ReadStore.View;
import dev.freshet.avro.FittedModel;
import dev.freshet.avro.ModelSpec;
import dev.freshet.avro.ModelStatus;
import dev.freshet.avro.RefreshReport;
import dev.freshet.topic.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Finds what the API shows in the read model, as of one moment. */
final class Queries {
  private final View view;

  Queries(View view) {
    this.view = view;
  }

  Optional<ModelStatus> status(String model) {
    return view.get(ReadKeys.of(ReadKeys.STATUS, model)).map(Queries::status);
  }

  /** Whether the planner knows a model, or a set of it is published. */
  boolean knows(String model) {
    return status(model).isPresent() || published(model).isPresent();
  }

  /** The spec that was sent last. */
  Optional<ModelSpec> spec(String model) {
    return view.get(ReadKeys.of(ReadKeys.SPEC, model))
        .map(kept -> ReadModel.SPEC.deserializer().deserialize("", kept));
  }

  /** What the next refresh of a published set starts from, as {@code FittedModel.state}. */
  Optional<byte[]> state(FittedModel set) {
    return view.get(ReadKeys.state(set.getModel(), set.getModelVersion()));
  }

  /** The report of the request that published a set; empty when it is no longer kept. */
  Optional<RefreshReport> reportOf(FittedModel set) {
    return view.get(ReadKeys.report(set.getModel(), set.getSequence()))
        .map(kept -> ReadModel.REPORT.deserializer().deserialize("", kept));
  }

  private static ModelStatus status(byte[] kept) {
    return ReadModel.STATUS.deserializer().deserialize("", kept);
  }

  /** The newest set that has come whole. */
  Optional<FittedModel> published(String model) {
    return view.get(ReadKeys.of(ReadKeys.SHOWN, model))
        .map(kept -> ReadModel.MODEL.deserializer().deserialize("", kept));
  }

  /** Status of models in the order of their names, from the first behind {@code after} on. */
  List<ModelStatus> models(String after, int limit) {
    List<ModelStatus> found = new ArrayList<>();
    byte[] kind = ReadKeys.of(ReadKeys.STATUS, "");
    view.scan(
        ReadKeys.of(ReadKeys.STATUS, after),
        (key, kept) -> {
          if (!ReadKeys.startsWith(key, kind) || found.size() == limit) {
            return false;
          }
          if (!ReadKeys.textOf(key).equals(after)) {
            found.add(status(kept));
          }
          return true;
        });
    return found;
  }

  /**
   * Rows of a model's published set, in the order of their keys.
   *
   * @param from where to begin behind {@code model|}, such as a week
   * @param through where to end: rows that begin with it are the last; empty for all
   */
  List<SpecificRecord> rows(SetKind kind, String model, String from, String through) {
    List<SpecificRecord> found = new ArrayList<>();
    byte[] all = ReadKeys.rows(kind, model);
    int behindModel = all.length - 1;
    view.scan(
        ReadKeys.row(ReadKeys.SHOWN_ROW, kind, model + Keys.SEPARATOR + from),
        (key, kept) -> {
          if (!ReadKeys.startsWith(key, all)) {
            return false;
          }
          String rest = ReadKeys.textOf(key).substring(behindModel);
          if (!through.isEmpty() && rest.compareTo(through) > 0 && !rest.startsWith(through)) {
            return false;
          }
          found.add(kind.row(kept));
          return true;
        });
    return found;
  }

  /** Reports of a model, newest first. */
  List<RefreshReport> reports(String model, int limit) {
    List<RefreshReport> found = new ArrayList<>();
    byte[] all = ReadKeys.of(ReadKeys.REPORT, model + Keys.SEPARATOR);
    view.scanBack(
        ReadKeys.behindReports(model),
        (key, kept) -> {
          if (!ReadKeys.startsWith(key, all) || found.size() == limit) {
            return false;
          }
          found.add(ReadModel.REPORT.deserializer().deserialize("", kept));
          return true;
        });
    return found;
  }
}
