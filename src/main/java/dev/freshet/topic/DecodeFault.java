package dev.freshet.topic;

import dev.freshet.registry.RegistryException;
import dev.freshet.registry.UnknownSchemaIdException;
import java.io.EOFException;
import java.io.IOException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;

/** What a failure to decode a record means for it. */
public enum DecodeFault {
  /** The bytes are not the topic's record, and never will be. */
  MALFORMED,
  /** The registry does not know the schema, or has one that cannot be read. */
  UNKNOWN_SCHEMA,
  /** The record may be fine: a registry out of reach, or one that refuses us. */
  OUTAGE;

  /** The fault behind an exception of a topic's serde, Freshet's own or another. */
  public static DecodeFault of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownSchemaIdException) {
        return UNKNOWN_SCHEMA;
      }
      if (cause instanceof RegistryException known) {
        return known.decision() == RegistryException.Decision.REJECT_RECORD ? MALFORMED : OUTAGE;
      }
      boolean unreachable = cause instanceof IOException && !(cause instanceof EOFException);
      if (unreachable
          || cause instanceof RetriableException
          || cause instanceof InterruptException) {
        return OUTAGE;
      }
    }
    return MALFORMED;
  }
}
