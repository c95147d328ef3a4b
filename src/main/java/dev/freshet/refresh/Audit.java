package dev.freshet.refresh;

import dev.freshet.avro.RefreshRequest;
import dev.freshet.model.Fitter;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Fits a retained request again and compares what it gives with what was published, byte by byte.
 *
 * <p>A result is a function of its request alone, so the same engine on the same platform must give
 * the same bytes. Compacted topics keep the newest row of a key for certain and earlier ones for a
 * while: rows that are gone are counted, not held against it.
 */
public final class Audit {
  private final RequestFitter fitter;
  private final Map<String, Topic<String, ?>> results = new HashMap<>();

  /**
   * What came of it.
   *
   * @param modelVersion version that the fit gives; empty when it publishes nothing
   * @param equal rows published as they are fitted now
   * @param gone rows of which nothing of that version is retained
   * @param difference the first row that differs, in words; empty when none does
   */
  public record Finding(
      Optional<String> modelVersion, int equal, int gone, Optional<String> difference) {
    /** Whether something could be compared and nothing differs. */
    public boolean holds() {
      return difference.isEmpty() && equal > 0;
    }
  }

  public Audit(Topics topics, Fitter fitter, Clock clock) {
    this.fitter = new RequestFitter(topics, fitter, clock, "audit");
    for (Topic<String, ?> topic : results(topics)) {
      results.put(topic.name(), topic);
    }
  }

  /** Topics that hold results. */
  public static List<Topic<String, ?>> results(Topics topics) {
    return List.of(
        topics.contributions(),
        topics.roi(),
        topics.curves(),
        topics.spendWeeks(),
        topics.models());
  }

  /**
   * Fits the request and compares.
   *
   * @param published by topic, then key, all values that are retained
   * @param expected version that the report of the request names
   */
  public Finding of(
      RefreshRequest request, Map<String, Map<String, List<byte[]>>> published, String expected) {
    RequestFitter.Answer answer = fitter.fit(request);
    String version = answer.report().getModelVersion();
    if (version == null) {
      return new Finding(
          Optional.empty(),
          0,
          0,
          Optional.of(
              "fitted again it is %s (%s), but it was published as %s"
                  .formatted(answer.report().getOutcome(), answer.report().getDetail(), expected)));
    }
    if (!version.equals(expected)) {
      return new Finding(
          Optional.of(version),
          0,
          0,
          Optional.of(
              "fitted again it is version %s, published was %s: another engine, or other settings of the fit"
                  .formatted(version, expected)));
    }
    int equal = 0;
    int gone = 0;
    for (ProducerRecord<byte[], byte[]> row : answer.rows()) {
      if (row.value() == null) {
        continue;
      }
      String key = new String(row.key(), StandardCharsets.UTF_8);
      List<byte[]> values =
          published.getOrDefault(row.topic(), Map.of()).getOrDefault(key, List.of());
      if (values.stream().anyMatch(value -> Arrays.equals(value, row.value()))) {
        equal++;
      } else if (values.stream().anyMatch(value -> version.equals(version(row.topic(), value)))) {
        return new Finding(
            Optional.of(version),
            equal,
            gone,
            Optional.of("%s, key %s: the published row differs".formatted(row.topic(), key)));
      } else {
        gone++;
      }
    }
    return new Finding(Optional.of(version), equal, gone, Optional.empty());
  }

  private String version(String topic, byte[] value) {
    return ((GenericRecord) results.get(topic).value(value)).get("modelVersion").toString();
  }
}
