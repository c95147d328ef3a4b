package dev.freshet.ops;

import dev.freshet.topic.DecodeFault;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Decides about records that cannot be written: never goes on without them. A changelog that lacks
 * what its store has changes sums at the next restore; a lost row is lost for every reader; and in
 * a transaction a failed send forbids the commit anyway. What passes is tried again.
 */
public final class SendFaultHandler extends FaultHandler implements ProductionExceptionHandler {
  private static final Logger LOG = LogManager.getLogger(SendFaultHandler.class);

  @Override
  public Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
    if (exception instanceof RetriableException) {
      count("send", "retried");
      return Response.retry();
    }
    if (exception instanceof RecordTooLargeException) {
      LOG.error(
          "{}: topic {} does not take a record of {} bytes. Set its max.message.bytes, and "
              + "kafka.producer.max.request.size, above that; the record is written then",
          where(context),
          record.topic(),
          bytes(record));
    } else {
      LOG.error("{}: topic {} refused a record", where(context), record.topic(), exception);
    }
    count("send", "failed");
    return Response.fail();
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Response handleSerializationError(
      ErrorHandlerContext context,
      ProducerRecord record,
      Exception exception,
      SerializationExceptionOrigin origin) {
    if (DecodeFault.of(exception) == DecodeFault.OUTAGE) {
      count("send", "outage");
    } else {
      LOG.error(
          "{}: the {} of a record for topic {} cannot be written. Has its schema on the registry been changed?",
          where(context),
          origin,
          record.topic(),
          exception);
      count("send", "failed");
    }
    return Response.fail();
  }

  private static long bytes(ProducerRecord<byte[], byte[]> record) {
    long key = record.key() == null ? 0 : record.key().length;
    return key + (record.value() == null ? 0 : record.value().length);
  }
}
