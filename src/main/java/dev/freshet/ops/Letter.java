package dev.freshet.ops;

import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.DeadLetters.Place;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One dead letter as a person sees it.
 *
 * @param record as it stands in the dead-letter topic
 * @param model model it is about; empty when neither value nor key tells
 * @param event value in words of its schema; empty when it cannot be read
 * @param replayed whether its record has been sent again already
 */
public record Letter(
    ConsumerRecord<byte[], byte[]> record, String model, Optional<String> event, boolean replayed) {

  /** Code of the reason. */
  public String reason() {
    return text(DeadLetters.REASON);
  }

  /** The reason in words. */
  public String detail() {
    return text(DeadLetters.DETAIL);
  }

  /** Where its record was read; empty in letters of others. */
  public Optional<Place> origin() {
    return DeadLetters.origin(record.headers());
  }

  /** When it was put aside. */
  public Instant putAside() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  /** How often its record was replayed before it became this letter. */
  public long replays() {
    return DeadLetters.replays(record.headers());
  }

  /** Key of the record as text; empty without one. */
  public String key() {
    return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
  }

  /** Whether the record was too large to be kept. */
  public boolean omitted() {
    return DeadLetters.number(record.headers(), DeadLetters.OMITTED).isPresent();
  }

  private String text(String header) {
    return DeadLetters.text(record.headers(), header).orElse("");
  }
}
