package dev.freshet.model;

/** Says that sampling broke down on data that looked sound; trying again gives the same. */
public final class FitFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public FitFailedException(String message) {
    super(message);
  }
}
