package dev.freshet.ledger;

import dev.freshet.avro.internal.LedgerOrigin;
import dev.freshet.registry.SingleObjectSerde;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Tells where a record was read, also after it went through the repartition topic: it travels there
 * as it was read, with its place and key in one header more.
 */
final class Origins {
  /** The header; a producer's own of that name stands before it and stays. */
  static final String HEADER = "freshet.origin";

  private static final SingleObjectSerde<LedgerOrigin> SERDE =
      new SingleObjectSerde<>(LedgerOrigin.class);
  private static final Serializer<LedgerOrigin> WRITER = SERDE.serializer();
  private static final Deserializer<LedgerOrigin> READER = SERDE.deserializer();

  private Origins() {}

  /** Of a record of an input topic. */
  static Origin read(Record<byte[], byte[]> record, RecordMetadata place) {
    return new Origin(
        place.topic(),
        place.partition(),
        place.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        list(record.headers()));
  }

  /** The headers under which a record of an input topic goes to the repartition topic. */
  static Headers carry(Record<byte[], byte[]> record, RecordMetadata place) {
    LedgerOrigin origin =
        new LedgerOrigin(
            place.topic(), place.partition(), place.offset(), InputMapping.wrap(record.key()));
    return new RecordHeaders(record.headers()).add(HEADER, WRITER.serialize(place.topic(), origin));
  }

  /** Of a record of the repartition topic, as {@link #carry} wrote it. */
  static Origin carried(Record<String, byte[]> record, RecordMetadata place) {
    Header last = record.headers().lastHeader(HEADER);
    if (last == null) {
      throw new IllegalStateException(
          "record %d of %s-%d has no header %s: only Freshet may write to its internal topics"
              .formatted(place.offset(), place.topic(), place.partition(), HEADER));
    }
    LedgerOrigin origin = READER.deserialize(place.topic(), last.value());
    // carry() put its header last.
    List<Origin.Header> headers = list(record.headers());
    return new Origin(
        origin.getTopic(),
        origin.getPartition(),
        origin.getOffset(),
        record.timestamp(),
        InputMapping.unwrap(origin.getKey()),
        record.value(),
        headers.subList(0, headers.size() - 1));
  }

  private static List<Origin.Header> list(Headers headers) {
    List<Origin.Header> all = new ArrayList<>();
    for (Header header : headers) {
      all.add(new Origin.Header(header.key(), header.value()));
    }
    return all;
  }
}
