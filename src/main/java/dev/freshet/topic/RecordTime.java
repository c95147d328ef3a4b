package dev.freshet.topic;

import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes a record's timestamp for what it is worth: kept within the epoch and now.
 *
 * <p>Streams would stop at a negative one, and brokers refuse one too far ahead in the repartition
 * topic: either would stop the stream for good.
 */
public final class RecordTime implements TimestampExtractor {
  private final Clock clock;

  public RecordTime(Clock clock) {
    this.clock = clock;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return Math.max(0, Math.min(record.timestamp(), clock.millis()));
  }
}
