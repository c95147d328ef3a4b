package dev.freshet.registry;

/** A record's bytes are not what they claim to be, whatever the registry says. */
public final class MalformedPayloadException extends RegistryException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes. */
  public enum Reason {
    EMPTY,
    TOO_SHORT,
    WRONG_MAGIC,
    UNKNOWN_FINGERPRINT,
    UNDECODABLE,
    TRAILING_BYTES
  }

  private final Reason reason;

  MalformedPayloadException(Reason reason, String message) {
    this(reason, message, null);
  }

  MalformedPayloadException(Reason reason, String message, Throwable cause) {
    super(Decision.REJECT_RECORD, message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
