package dev.freshet.ledger;

import dev.freshet.registry.LeadingText;
import dev.freshet.registry.UnknownSchemaIdException;
import dev.freshet.topic.DeadLetters;
import java.time.Clock;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Gives each record of the input topics its model as key.
 *
 * <p>The record itself is decoded and judged where it is booked. Here it is decoded only when its
 * model does not stand first.
 */
final class RouteProcessor extends ContextualProcessor<byte[], byte[], String, Routed> {
  private final LeadingText models;
  private final InputDecoder decoder;
  private final Clock clock;

  RouteProcessor(LeadingText models, InputDecoder decoder, Clock clock) {
    this.models = models;
    this.decoder = decoder;
    this.clock = clock;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place =
        context()
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record of a topic has its metadata"));
    String model = leadingModel(record, place);
    if (model == null) {
      Decoded decoded = decoder.decode(Origins.read(record, place), clock.millis());
      if (decoded instanceof Decoded.Failed failed) {
        Routed refused = new Routed.Refused(failed.letter());
        context().forward(new Record<>(null, refused, record.timestamp(), new RecordHeaders()));
        return;
      }
      model = ((Decoded.Passed) decoded).input().model();
    }
    context()
        .forward(
            new Record<>(
                model,
                new Routed.Onward(record.value()),
                record.timestamp(),
                Origins.carry(record, place)));
  }

  private String leadingModel(Record<byte[], byte[]> record, RecordMetadata place) {
    long bytes = DeadLetters.bytes(record.key(), record.value(), record.headers());
    if (bytes > InputDecoder.MAX_BYTES
        || decoder.isAside(place.topic(), place.partition(), place.offset())) {
      return null;
    }
    try {
      return models.read(place.topic(), record.value());
    } catch (UnknownSchemaIdException e) {
      return null;
    }
  }
}
