package dev.freshet.registry;

import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes Avro records, generic or generated, in Confluent's wire format under TopicNameStrategy.
 *
 * <p>Null stays null (a tombstone). Safe for many threads. Built without a client it makes its own
 * from the properties given to {@link #configure}.
 */
public final class AvroSerializer<T extends IndexedRecord> implements Serializer<T> {
  private record TopicSchema(String topic, Schema schema) {}

  private record Writing<T>(byte[] header, DatumWriter<T> writer) {}

  private SchemaRegistryClient client;
  private BoundedCache<TopicSchema, Writing<T>> writings;
  private boolean isKey;

  /** For Kafka, which calls {@link #configure} next. */
  public AvroSerializer() {}

  /** For values, with a client to share. */
  public AvroSerializer(SchemaRegistryClient client) {
    use(client);
  }

  @Override
  public void configure(Map<String, ?> properties, boolean isKey) {
    this.isKey = isKey;
    if (client == null) {
      use(new SchemaRegistryClient(RegistryConfig.from(properties)));
    }
  }

  @Override
  public byte[] serialize(String topic, T value) {
    if (value == null) {
      return null;
    }
    if (client == null) {
      throw new IllegalStateException("AvroSerializer: call configure() or pass a client first");
    }
    Writing<T> writing =
        writings.get(new TopicSchema(topic, value.getSchema()), key -> writing(key, value));
    return BinaryCodec.ofThread().encode(topic, writing.header(), writing.writer(), value);
  }

  private void use(SchemaRegistryClient shared) {
    client = Objects.requireNonNull(shared, "client");
    writings = new BoundedCache<>(shared.config().cacheCapacity());
  }

  private Writing<T> writing(TopicSchema key, T value) {
    String subject = Subjects.of(key.topic(), isKey);
    int id = schemaId(subject, Datums.contract(key.schema()));
    return new Writing<>(WireFormat.header(id), Datums.writer(value));
  }

  private int schemaId(String subject, Schema schema) {
    if (client.config().autoRegister()) {
      return client.register(subject, schema);
    }
    OptionalInt known = client.lookupId(subject, schema);
    if (known.isEmpty()) {
      throw new RegistryRequestException(
          404,
          40403,
          "The schema of "
              + schema.getFullName()
              + " is not registered under subject '"
              + subject
              + "' at "
              + client.config().where()
              + "; register it, or set "
              + RegistrySettings.AUTO_REGISTER
              + "=true");
    }
    return known.getAsInt();
  }
}
