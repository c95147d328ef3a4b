package dev.freshet.ops;

import dev.freshet.ledger.LedgerTopology;
import dev.freshet.ledger.Reason;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.DecodeFault;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Decides about records whose processing threw. Bad input is data and never comes here; what does
 * is an outage or an error of ours.
 *
 * <p>While a record is being decoded nothing has been written for it, and it is put aside. Behind
 * the repartition topic state may have been half changed: the thread ends and the transaction with
 * it.
 *
 * <p>That nothing was written follows from the topologies: what reads an input, but for the ledger
 * of keyed inputs, keeps no state and forwards once, as the last thing it does. Bytes still at hand
 * do not show it: Kafka Streams frees those of a record with a send to a topic, but not when a
 * store changes, nor for the processor that forwarded a record with other headers.
 */
public final class ProcessFaultHandler extends FaultHandler implements ProcessingExceptionHandler {
  private static final Logger LOG = LogManager.getLogger(ProcessFaultHandler.class);

  @Override
  public Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
    if (DecodeFault.of(exception) == DecodeFault.OUTAGE) {
      count("process", "outage");
      return Response.fail();
    }
    boolean untouched =
        context.topic() != null
            && !internal(context.topic())
            && !LedgerTopology.BOOKS.equals(context.processorNodeId())
            && (context.sourceRawKey() != null || context.sourceRawValue() != null);
    if (!untouched) {
      LOG.error(
          "{}: this is an error of Freshet, please report it. Nothing of the record was kept and it is read again; "
              + "when the error stays, the instance stops",
          where(context),
          exception);
      count("process", "failed");
      return Response.fail();
    }
    LOG.error("{}: put aside, please report this error", where(context), exception);
    count("process", "put_aside");
    DeadLetters.Place place =
        new DeadLetters.Place(context.topic(), context.partition(), context.offset());
    return Response.resume(
        letter(
            DeadLetters.original(
                place,
                context.timestamp(),
                context.sourceRawKey(),
                context.sourceRawValue(),
                context.headers()),
            Reason.UNEXPECTED.name(),
            "An error of Freshet while it read the record: %s; report it with the log, and replay with the version that mends it"
                .formatted(exception)));
  }
}
