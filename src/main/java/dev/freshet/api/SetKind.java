package dev.freshet.api;

import dev.freshet.avro.ChannelRoi;
import dev.freshet.avro.Contribution;
import dev.freshet.avro.ResponseCurve;
import dev.freshet.avro.SpendWeek;
import dev.freshet.registry.SingleObjectSerde;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** The rows that the API shows of a published set. */
enum SetKind {
  CONTRIBUTIONS('c', Contribution.class, Topics::contributions),
  ROI('r', ChannelRoi.class, Topics::roi),
  CURVES('u', ResponseCurve.class, Topics::curves),
  SPEND_WEEKS('w', SpendWeek.class, Topics::spendWeeks);

  private final char letter;
  private final Rows<?> rows;

  <T extends SpecificRecord> SetKind(
      char letter, Class<T> type, Function<Topics, Topic<String, T>> topic) {
    this.letter = letter;
    this.rows = new Rows<>(type, new SingleObjectSerde<>(type), topic);
  }

  /** Of which topic the rows are, how they are kept. */
  private record Rows<T extends SpecificRecord>(
      Class<T> type, SingleObjectSerde<T> serde, Function<Topics, Topic<String, T>> topic) {
    byte[] kept(Topics topics, byte[] published) {
      Topic<String, T> of = topic.apply(topics);
      return serde.serializer().serialize(of.name(), of.value(published));
    }
  }

  char letter() {
    return letter;
  }

  Class<? extends SpecificRecord> type() {
    return rows.type();
  }

  Topic<String, ?> topic(Topics topics) {
    return rows.topic().apply(topics);
  }

  /** A published row as the read model keeps it: readable without the registry. */
  byte[] kept(Topics topics, byte[] published) {
    return rows.kept(topics, published);
  }

  /** A row that the read model keeps. */
  SpecificRecord row(byte[] kept) {
    return rows.serde().deserializer().deserialize(name(), kept);
  }

  /** Version of the set that a row belongs to. */
  String versionOf(byte[] kept) {
    SpecificRecord row = row(kept);
    return (String) row.get(row.getSchema().getField("modelVersion").pos());
  }

  /** The kind whose rows stand in a topic; empty for other topics. */
  static Optional<SetKind> of(Topics topics, Topic<String, ?> topic) {
    return Arrays.stream(values()).filter(k -> k.topic(topics).equals(topic)).findFirst();
  }
}
