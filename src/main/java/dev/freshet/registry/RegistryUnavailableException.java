package dev.freshet.registry;

/** No registry gave a usable answer in time; the same call may succeed later. */
public final class RegistryUnavailableException extends RegistryException {
  private static final long serialVersionUID = 1L;

  RegistryUnavailableException(String message, Throwable cause) {
    super(Decision.RETRY_LATER, message, cause);
  }
}
