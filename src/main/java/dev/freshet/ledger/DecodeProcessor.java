package dev.freshet.ledger;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Carries records from the input topics through the {@link InputDecoder}. */
final class DecodeProcessor extends ContextualProcessor<byte[], byte[], String, Decoded> {
  private final InputDecoder decoder;
  private final Clock clock;

  DecodeProcessor(InputDecoder decoder, Clock clock) {
    this.decoder = decoder;
    this.clock = clock;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Decoded decoded = decoder.decode(origin(record), clock.millis());
    String model = decoded instanceof Decoded.Passed passed ? passed.input().model() : null;
    context().forward(new Record<>(model, decoded, record.timestamp(), new RecordHeaders()));
  }

  private Origin origin(Record<byte[], byte[]> record) {
    RecordMetadata place =
        context()
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record of a topic has its metadata"));
    List<Origin.Header> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new Origin.Header(header.key(), header.value()));
    }
    return new Origin(
        place.topic(),
        place.partition(),
        place.offset(),
        record.timestamp(),
        record.key(),
        record.value(),
        headers);
  }
}
