package dev.freshet.registry;

/** The registry understood a request and refused it; repeating it will not help. */
public final class RegistryRequestException extends RegistryException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final int errorCode;

  RegistryRequestException(int status, int errorCode, String message) {
    super(Decision.STOP, message, null);
    this.status = status;
    this.errorCode = errorCode;
  }

  /** The HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** Confluent's error code, or the status when the answer had none. */
  public int errorCode() {
    return errorCode;
  }
}
