package dev.freshet.registry;

/** The registry refused a schema because readers or writers of the subject would break (409). */
public final class IncompatibleSchemaException extends RegistryException {
  private static final long serialVersionUID = 1L;

  private final String subject;

  IncompatibleSchemaException(String subject, String where, String details) {
    super(
        Decision.STOP,
        "The registry at "
            + where
            + " refuses the new schema of subject '"
            + subject
            + "' as incompatible with its earlier versions ("
            + details
            + "); deploy a schema that keeps the subject's compatibility level, or write to another topic",
        null);
    this.subject = subject;
  }

  public String subject() {
    return subject;
  }
}
