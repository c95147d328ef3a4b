package dev.freshet.ledger;

import dev.freshet.topic.DecodeFault;
import dev.freshet.topic.ModelPartitioner;
import java.time.Clock;
import java.util.function.BiFunction;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Carries records through the {@link InputDecoder}, in the task that holds their model's books.
 *
 * @param <K> key of the records: bytes as read, or the model after the repartition topic
 */
final class DecodeProcessor<K> extends ContextualProcessor<K, byte[], String, Decoded> {
  private static final Logger LOG = LogManager.getLogger(DecodeProcessor.class);

  /** Partitions that need no check. */
  private static final int ANY = 0;

  private final InputDecoder decoder;
  private final Clock clock;
  private final BiFunction<Record<K, byte[]>, RecordMetadata, Origin> origins;
  private final int partitions;

  private DecodeProcessor(
      InputDecoder decoder,
      Clock clock,
      BiFunction<Record<K, byte[]>, RecordMetadata, Origin> origins,
      int partitions) {
    this.decoder = decoder;
    this.clock = clock;
    this.origins = origins;
    this.partitions = partitions;
  }

  /** Behind the repartition topic. */
  static DecodeProcessor<String> repartitioned(InputDecoder decoder, Clock clock) {
    return new DecodeProcessor<>(decoder, clock, Origins::carried, ANY);
  }

  /**
   * Straight behind input topics of as many partitions as there are books, on which every record is
   * in its model's; one that is not would miss its books, and is refused.
   */
  static DecodeProcessor<byte[]> keyed(InputDecoder decoder, Clock clock, int partitions) {
    return new DecodeProcessor<>(decoder, clock, Origins::read, partitions);
  }

  @Override
  public void process(Record<K, byte[]> record) {
    RecordMetadata place =
        context()
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record of a topic has its metadata"));
    Decoded decoded = decode(origins.apply(record, place));
    String model = null;
    if (decoded instanceof Decoded.Passed passed) {
      model = passed.input().model();
      if (partitions != ANY && ModelPartitioner.partition(model, partitions) != place.partition()) {
        decoded = misplaced(passed.input(), partitions);
      }
    }
    context().forward(new Record<>(model, decoded, record.timestamp(), new RecordHeaders()));
  }

  private Decoded decode(Origin origin) {
    try {
      return decoder.decode(origin, clock.millis());
    } catch (RuntimeException e) {
      if (DecodeFault.of(e) == DecodeFault.OUTAGE) {
        throw e;
      }
      LOG.error("{}: put aside, please report this error", origin.place(), e);
      return failed(
          origin,
          Reason.UNEXPECTED,
          "An error of Freshet while it decoded the record: %s; report it with the log, and replay with the version that mends it"
              .formatted(e));
    }
  }

  private static Decoded failed(Origin origin, Reason reason, String detail) {
    return new Decoded.Failed(new DeadLetter(origin, reason, detail));
  }

  private static Decoded misplaced(LedgerInput input, int partitions) {
    return failed(
        input.origin(),
        Reason.MISPLACED,
        "The record is in partition %d, and those of %s belong in %d; send it again with its model as key by a producer of Kafka's default partitioner (murmur2), or run without --keyed-inputs and replay"
            .formatted(
                input.origin().partition(),
                input.model(),
                ModelPartitioner.partition(input.model(), partitions)));
  }
}
