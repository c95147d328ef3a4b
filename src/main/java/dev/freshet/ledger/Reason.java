package dev.freshet.ledger;

import dev.freshet.topic.DecodeFault;

/** Why a record became a dead letter; the code in its header and the tag of its counter. */
public enum Reason {
  /** Not the topic's Avro record, or no value at all. */
  MALFORMED,
  /** The registry does not know the schema id of the record, or has a schema nobody can read. */
  UNKNOWN_SCHEMA,
  /** A record so big that the ledger's own topics could not carry it. */
  TOO_LARGE,
  /** A record without key, or under the key of another model. */
  KEY_MISMATCH,
  /** A record outside its model's partition, where inputs are taken as keyed by model. */
  MISPLACED,
  /** An error of the service while it decoded the record. */
  UNEXPECTED,
  /** The model is not {@code advertiser/market}. */
  INVALID_MODEL,
  /** A source, channel, event id or level that is empty, too long or has forbidden characters. */
  INVALID_NAME,
  /** A revision below 0. */
  INVALID_REVISION,
  /** A time further ahead of the clock than the skew setting allows. */
  TIME_IN_FUTURE,
  /** A time before 2000-01-01: usually seconds or micros in a field of milliseconds. */
  TIME_TOO_OLD,
  /** No amount where one is needed, or both a number and a category. */
  MISSING_AMOUNT,
  /** A source that the spec does not have. */
  UNKNOWN_SOURCE,
  /** A channel, outcome or context variable that the spec does not have. */
  UNKNOWN_VARIABLE,
  /** A variable that the spec takes from another source. */
  WRONG_SOURCE,
  /** A paid channel reported as organic, or the other way round. */
  ORGANIC_MISMATCH,
  /** A number for a category, or a category for a number. */
  WRONG_KIND,
  /** A currency other than the spec's, none where money is, or one where no money is. */
  FOREIGN_CURRENCY,
  /** The revision is in the books with other content; the first stands. */
  CONFLICT,
  /** The week's sum would leave the range of a 64-bit integer. */
  OVERFLOW,
  /** The week has settled, or was replaced without the event: it does not take it. */
  SETTLED,
  /** A week to replace that could not have settled yet and takes events one by one. */
  NOT_SETTLED,
  /** A week to replace that is none in the spec's calendar, or an event outside of it. */
  WRONG_WEEK,
  /** The model has no spec, and the waiting room is full: its own, or that of all such models. */
  PENDING_FULL,
  /** The model was retired while the record waited for its spec. */
  MODEL_RETIRED,
  /** A spec that breaks a rule of specs. */
  INVALID_SPEC,
  /** A spec whose key is not its model. */
  SPEC_KEY_MISMATCH,
  /** A spec that changes calendar, zone or currency under the same model name. */
  SPEC_INCOMPATIBLE,
  /** A lift test that is impossible in itself. */
  INVALID_EXPERIMENT;

  /** Reason of a record that cannot be decoded, and never will be as it is. */
  public static Reason of(DecodeFault fault) {
    return switch (fault) {
      case MALFORMED -> MALFORMED;
      case UNKNOWN_SCHEMA -> UNKNOWN_SCHEMA;
      case OUTAGE ->
          throw new IllegalArgumentException("an outage is no fault of the record: read it again");
    };
  }

  /** The same in words: what is wrong and what to do. */
  public static String inWords(DecodeFault fault, Throwable failure) {
    String what = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return switch (fault) {
      case UNKNOWN_SCHEMA ->
          what
              + "; if the registry lost the schema, register it under the same id and replay, or send"
              + " the record again by a producer of this registry";
      case MALFORMED, OUTAGE ->
          what
              + "; send it again as Avro in Confluent's wire format, by the schema of the topic's subject";
    };
  }
}
