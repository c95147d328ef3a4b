package dev.freshet.registry;

/**
 * The registry answered that it has no Avro schema with the id which a record names, or none that
 * can be read.
 */
public final class UnknownSchemaIdException extends RegistryException {
  private static final long serialVersionUID = 1L;

  private final int schemaId;

  UnknownSchemaIdException(int schemaId, String message) {
    super(Decision.REJECT_RECORD, message, null);
    this.schemaId = schemaId;
  }

  /**
   * In words that there is none.
   *
   * @param qualifier what kind there is none of, or how the registry said so; may be empty
   */
  static String none(int schemaId, String qualifier, String where) {
    return "No schema with id "
        + schemaId
        + (qualifier.isEmpty() ? "" : " " + qualifier)
        + " in the registry at "
        + where
        + ": the record is garbage or was written with another registry; check schema.registry.url"
        + " of the producer";
  }

  /** In words why the one that is there is of no use. */
  static String unreadable(int schemaId, String why, String where) {
    return "Schema "
        + schemaId
        + " of the registry at "
        + where
        + " cannot be read: "
        + why
        + "; the producer must write by the schema of the topic's subject";
  }

  public int schemaId() {
    return schemaId;
  }
}
