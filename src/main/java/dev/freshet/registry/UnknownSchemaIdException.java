package dev.freshet.registry;

/** The registry answered that it has no Avro schema with the id which a record names. */
public final class UnknownSchemaIdException extends RegistryException {
  private static final long serialVersionUID = 1L;

  private final int schemaId;

  UnknownSchemaIdException(int schemaId, String qualifier, String where) {
    super(
        Decision.REJECT_RECORD,
        "No schema with id "
            + schemaId
            + (qualifier.isEmpty() ? "" : " " + qualifier)
            + " in the registry at "
            + where
            + ": the record is garbage or was written with another registry; check schema.registry.url"
            + " of the producer",
        null);
    this.schemaId = schemaId;
  }

  public int schemaId() {
    return schemaId;
  }
}
