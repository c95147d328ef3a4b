package dev.freshet.ledger;

import dev.freshet.avro.ModelSpec;
import dev.freshet.ledger.Decoded.Failed;
import dev.freshet.ledger.Decoded.Passed;
import dev.freshet.ledger.EventValidator.Judged;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.DecodeFault;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Turns a record of an input topic into what the ledger books, or into a dead letter.
 *
 * <p>An unreachable registry is neither: the exception goes up, nothing is committed, and the
 * record is read again.
 */
final class InputDecoder {
  /** With what decoding adds, twice this stays below the 1 MiB that brokers take by default. */
  static final int MAX_BYTES = 256 << 10;

  private final Map<String, BiFunction<Origin, Long, Decoded>> byTopic = new HashMap<>();
  private final Topic<String, ModelSpec> specs;
  private final Set<DeadLetters.Place> aside;

  /**
   * @param aside records to refuse unread
   */
  InputDecoder(Topics topics, EventValidator validator, Set<DeadLetters.Place> aside) {
    this.aside = aside;
    specs = topics.specs();
    event(topics.spend(), validator::spend);
    event(topics.impressions(), validator::impressions);
    event(topics.outcomes(), validator::outcome);
    event(topics.context(), validator::context);
    event(topics.progress(), validator::progress);
    event(topics.replacements(), validator::replacement);
    byTopic.put(specs.name(), (origin, now) -> spec(origin));
  }

  /** Whether this record was ordered to be put aside: then nothing of it may be looked at. */
  boolean isAside(String topic, int partition, long offset) {
    return !aside.isEmpty() && aside.contains(new DeadLetters.Place(topic, partition, offset));
  }

  Decoded decode(Origin origin, long nowMillis) {
    if (isAside(origin.topic(), origin.partition(), origin.offset())) {
      return failed(
          origin,
          Reason.UNEXPECTED,
          "Put aside by --put-aside; replay it with the version that mends it");
    }
    if (origin.bytes() > MAX_BYTES) {
      return failed(
          origin,
          Reason.TOO_LARGE,
          "Key, value and headers have %d bytes, and at most %d are taken; shorten the texts and send it again"
              .formatted(origin.bytes(), MAX_BYTES));
    }
    return byTopic.get(origin.topic()).apply(origin, nowMillis);
  }

  private <V> void event(Topic<String, V> topic, BiFunction<V, Long, Judged> judge) {
    byTopic.put(
        topic.name(),
        (origin, now) -> {
          V event;
          try {
            event = topic.value(origin.value());
          } catch (RuntimeException e) {
            return unreadable(origin, e);
          }
          if (event == null) {
            return failed(
                origin,
                Reason.MALFORMED,
                "The record has no value; to take a fact out, send it again with withdrawn set and a higher revision");
          }
          Judged judged = judge.apply(event, now);
          if (judged instanceof Judged.Rejected rejected) {
            return failed(origin, rejected.reason(), rejected.detail());
          }
          return new Passed(new LedgerInput(origin, ((Judged.Accepted) judged).body()));
        });
  }

  private Decoded spec(Origin origin) {
    if (origin.key() == null) {
      return failed(
          origin,
          Reason.SPEC_KEY_MISMATCH,
          "The record has no key; send the spec again with its model as key");
    }
    String key = new String(origin.key(), StandardCharsets.UTF_8);
    if (origin.value() == null) {
      return new Passed(new LedgerInput(origin, new LedgerInput.Retirement(key)));
    }
    ModelSpec record;
    try {
      record = specs.value(origin.value());
    } catch (RuntimeException e) {
      return unreadable(origin, e);
    }
    if (!key.equals(record.getModel())) {
      return failed(
          origin,
          Reason.SPEC_KEY_MISMATCH,
          "The key is '%s' but the spec is of model '%s'; send it again with its model as key"
              .formatted(key, record.getModel()));
    }
    try {
      LedgerRules rules = LedgerRules.of(SpecMapping.fromAvro(record));
      return new Passed(new LedgerInput(origin, new LedgerInput.Spec(rules)));
    } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
      return failed(
          origin,
          Reason.INVALID_SPEC,
          "The spec of %s breaks a rule: %s; mend it and send it again"
              .formatted(key, e.getMessage()));
    }
  }

  private static Decoded unreadable(Origin origin, RuntimeException e) {
    DecodeFault fault = DecodeFault.of(e);
    if (fault == DecodeFault.OUTAGE) {
      throw e;
    }
    return failed(origin, Reason.of(fault), Reason.inWords(fault, e));
  }

  private static Failed failed(Origin origin, Reason reason, String detail) {
    return new Failed(new DeadLetter(origin, reason, detail));
  }
}
