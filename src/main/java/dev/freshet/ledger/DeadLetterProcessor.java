package dev.freshet.ledger;

import dev.freshet.topic.DeadLetters;
import java.time.Clock;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Gives a record that was put aside its original form back, with the reason in its headers.
 *
 * <p>It bears the time it was put aside: retention counts from then, however old the event is.
 */
final class DeadLetterProcessor extends ContextualProcessor<String, DeadLetter, byte[], byte[]> {
  private final Clock clock;
  private final LedgerMeters meters;

  DeadLetterProcessor(Clock clock, LedgerMeters meters) {
    this.clock = clock;
    this.meters = meters;
  }

  @Override
  public void process(Record<String, DeadLetter> record) {
    DeadLetter letter = record.value();
    Origin origin = letter.origin();
    Headers headers = new RecordHeaders();
    origin.headers().forEach(header -> headers.add(header.name(), header.value()));
    meters.rejected(letter.reason());
    context()
        .forward(
            DeadLetters.letter(
                DeadLetters.original(
                    origin.place(),
                    origin.timestampMillis(),
                    origin.key(),
                    origin.value(),
                    headers),
                context().applicationId(),
                letter.reason().name(),
                letter.detail(),
                clock.millis()));
  }
}
