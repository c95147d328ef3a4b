package dev.freshet.ops;

import dev.freshet.ledger.Reason;
import dev.freshet.topic.DecodeFault;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Decides about records that a source cannot deserialise. Inputs are read as bytes, so what comes
 * here stands in an internal topic and was written by a version this one does not know: nothing may
 * be skipped. An input of a later topology that is read by a serde is put aside unless its registry
 * is away.
 */
public final class DecodeFaultHandler extends FaultHandler
    implements DeserializationExceptionHandler {
  private static final Logger LOG = LogManager.getLogger(DecodeFaultHandler.class);

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    DecodeFault fault = DecodeFault.of(exception);
    if (internal(record.topic())) {
      LOG.error(
          "{}: a record of the application's own cannot be read, which nothing but a change of its form explains. "
              + "Go back to the version that wrote it, or give the serde the earlier schema",
          where(context),
          exception);
      count("decode", "failed");
      return Response.fail();
    }
    if (fault == DecodeFault.OUTAGE) {
      count("decode", "outage");
      return Response.fail();
    }
    count("decode", "put_aside");
    Reason reason = Reason.of(fault);
    return Response.resume(letter(record, reason.name(), Reason.inWords(fault, exception)));
  }
}
