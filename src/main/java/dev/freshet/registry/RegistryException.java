package dev.freshet.registry;

import org.apache.kafka.common.errors.SerializationException;

/**
 * Something went wrong between a record's bytes and its value; the type says what, and {@link
 * #decision()} what the caller should do.
 */
public abstract class RegistryException extends SerializationException {
  private static final long serialVersionUID = 1L;

  /** What a caller does about a failure. */
  public enum Decision {
    /** The record may be fine: keep it, and try again later. */
    RETRY_LATER,
    /** This record will never be readable: put it with the dead letters and go on. */
    REJECT_RECORD,
    /** Every record will fail until a person changes something: stop and say so. */
    STOP
  }

  private final Decision decision;

  RegistryException(Decision decision, String message, Throwable cause) {
    super(message, cause);
    this.decision = decision;
  }

  public final Decision decision() {
    return decision;
  }
}
