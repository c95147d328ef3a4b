package dev.freshet.ledger;

import dev.freshet.avro.internal.LedgerFact;
import dev.freshet.avro.internal.LedgerFeed;
import dev.freshet.avro.internal.LedgerHeader;
import dev.freshet.avro.internal.LedgerProgress;
import dev.freshet.avro.internal.LedgerRecord;
import dev.freshet.avro.internal.LedgerReplacement;
import dev.freshet.avro.internal.LedgerRetirement;
import dev.freshet.avro.internal.LedgerSpec;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Maps the ledger's inputs between their domain form and {@code LedgerRecord.avsc}. */
final class InputMapping {
  private InputMapping() {}

  static LedgerRecord toAvro(LedgerInput input) {
    Origin origin = input.origin();
    List<LedgerHeader> headers = new ArrayList<>(origin.headers().size());
    origin.headers().forEach(h -> headers.add(new LedgerHeader(h.name(), wrap(h.value()))));
    return new LedgerRecord(
        input.model(),
        origin.topic(),
        origin.partition(),
        origin.offset(),
        origin.timestampMillis(),
        wrap(origin.key()),
        wrap(origin.value()),
        headers,
        body(input.body()));
  }

  static LedgerInput fromAvro(LedgerRecord record) {
    List<Origin.Header> headers = new ArrayList<>(record.getHeaders().size());
    for (LedgerHeader header : record.getHeaders()) {
      headers.add(new Origin.Header(header.getName(), unwrap(header.getValue())));
    }
    Origin origin =
        new Origin(
            record.getTopic(),
            record.getPartition(),
            record.getOffset(),
            record.getTimestampMillis(),
            unwrap(record.getKey()),
            unwrap(record.getValue()),
            headers);
    return new LedgerInput(origin, body(record.getModel(), record.getBody()));
  }

  private static Object body(LedgerInput.Body body) {
    if (body instanceof LedgerInput.Booking booking) {
      return fact(booking.fact());
    }
    if (body instanceof LedgerInput.Progress progress) {
      return new LedgerProgress(progress.source(), progress.completeThroughMillis());
    }
    if (body instanceof LedgerInput.Replacement replacement) {
      return new LedgerReplacement(
          Math.toIntExact(replacement.week().toEpochDay()),
          replacement.issuedAtMillis(),
          replacement.facts().stream().map(InputMapping::fact).toList());
    }
    if (body instanceof LedgerInput.Spec spec) {
      return LedgerSerdes.toAvro(spec.rules());
    }
    return new LedgerRetirement();
  }

  private static LedgerInput.Body body(String model, Object body) {
    if (body instanceof LedgerFact fact) {
      return new LedgerInput.Booking(fact(model, fact));
    }
    if (body instanceof LedgerProgress progress) {
      return new LedgerInput.Progress(
          model, progress.getSource(), progress.getCompleteThroughMillis());
    }
    if (body instanceof LedgerReplacement replacement) {
      return new LedgerInput.Replacement(
          model,
          LocalDate.ofEpochDay(replacement.getWeek()),
          replacement.getIssuedAtMillis(),
          replacement.getFacts().stream().map(fact -> fact(model, fact)).toList());
    }
    if (body instanceof LedgerSpec spec) {
      return new LedgerInput.Spec(LedgerSerdes.fromAvro(spec));
    }
    return new LedgerInput.Retirement(model);
  }

  private static LedgerFact fact(Fact fact) {
    return new LedgerFact(
        LedgerFeed.valueOf(fact.identity().feed().name()),
        fact.identity().source(),
        fact.identity().eventId(),
        fact.revision(),
        fact.withdrawn(),
        fact.timeMillis(),
        fact.channel(),
        fact.currency().orElse(null),
        LedgerSerdes.amounts(fact.amounts()));
  }

  private static Fact fact(String model, LedgerFact fact) {
    return new Fact(
        new Identity(
            model, Feed.valueOf(fact.getFeed().name()), fact.getSource(), fact.getEventId()),
        fact.getRevision(),
        fact.getWithdrawn(),
        fact.getTimeMillis(),
        fact.getChannel(),
        Optional.ofNullable(fact.getCurrency()),
        LedgerSerdes.amountsOf(fact.getAmounts()));
  }

  static ByteBuffer wrap(byte[] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  static byte[] unwrap(ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
