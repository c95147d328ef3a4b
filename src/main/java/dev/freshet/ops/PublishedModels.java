package dev.freshet.ops;

import dev.freshet.avro.ModelSpec;
import dev.freshet.model.FittedModel;
import dev.freshet.refresh.StateCodec;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/** Reads a published model back: its own row holds all that answers are made from. */
public final class PublishedModels {
  private PublishedModels() {}

  /**
   * A model as it is published.
   *
   * @param currency ISO 4217 code of its spend
   * @param model the fit
   */
  public record Published(String currency, FittedModel model) {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if no such model is published
   */
  public static Published read(String name, ServiceConfig.Cluster cluster, Topics topics) {
    dev.freshet.avro.FittedModel row =
        newest(name, cluster, topics.models())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s: no model of that name is published on %s; its status on %s says what it waits for"
                            .formatted(name, topics.models().name(), topics.status().name())));
    ModelSpec spec =
        newest(name, cluster, topics.specs())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s: its spec is gone from %s, so it is being withdrawn"
                            .formatted(name, topics.specs().name())));
    byte[] state = new byte[row.getState().remaining()];
    row.getState().duplicate().get(state);
    return new Published(spec.getCurrency(), StateCodec.decode(state));
  }

  private static <T extends SpecificRecord> Optional<T> newest(
      String name, ServiceConfig.Cluster cluster, Topic<String, T> topic) {
    byte[][] last = new byte[1][];
    ModelRecords.read(
        name,
        cluster,
        topic,
        record -> last[0] = ModelRecords.key(record).equals(name) ? record.value() : last[0]);
    return Optional.ofNullable(last[0]).map(topic::value);
  }
}
