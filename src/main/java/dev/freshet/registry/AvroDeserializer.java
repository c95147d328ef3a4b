package dev.freshet.registry;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads Avro records in Confluent's wire format, resolving the writer's schema to the reader's.
 *
 * <p>Null stays null (a tombstone). Safe for many threads. Failures are {@link RegistryException}s:
 * their decision tells a bad record from a registry that is away. Built without a client it makes
 * its own from the properties given to {@link #configure}, and reads the generated class named by
 * {@code specific.avro.value.type} (or {@code .key.type}), generic records if there is none.
 */
public final class AvroDeserializer<T extends IndexedRecord> implements Deserializer<T> {
  static final String VALUE_TYPE = "specific.avro.value.type";
  static final String KEY_TYPE = "specific.avro.key.type";

  /** From the writer's schema to a reader. */
  private Function<Schema, DatumReader<T>> readers;

  private SchemaRegistryClient client;
  private BoundedCache<Integer, DatumReader<T>> readings;

  /** For Kafka, which calls {@link #configure} next. */
  public AvroDeserializer() {}

  private AvroDeserializer(SchemaRegistryClient client, Function<Schema, DatumReader<T>> readers) {
    use(client, readers);
  }

  /** Gives {@code type}, whatever version of its schema the record was written with. */
  public static <T extends SpecificRecord> AvroDeserializer<T> specific(
      Class<T> type, SchemaRegistryClient client) {
    return new AvroDeserializer<>(client, Datums.readersOf(type));
  }

  /** Gives generic records with the schema they were written with. */
  public static AvroDeserializer<GenericRecord> generic(SchemaRegistryClient client) {
    return new AvroDeserializer<>(client, Datums.genericReaders());
  }

  /** Gives generic records with the schema {@code expected}. */
  public static AvroDeserializer<GenericRecord> generic(
      Schema expected, SchemaRegistryClient client) {
    return new AvroDeserializer<>(
        client, written -> new GenericDatumReader<>(written, expected, GenericData.get()));
  }

  @Override
  public void configure(Map<String, ?> properties, boolean isKey) {
    if (client == null) {
      Object type = properties.get(isKey ? KEY_TYPE : VALUE_TYPE);
      use(
          new SchemaRegistryClient(RegistryConfig.from(properties)),
          type == null ? Datums.genericReaders() : Datums.readersOf(type));
    }
  }

  @Override
  public T deserialize(String topic, byte[] payload) {
    if (payload == null) {
      return null;
    }
    if (client == null) {
      throw new IllegalStateException("AvroDeserializer: call configure() or pass a client first");
    }
    int id = WireFormat.schemaId(topic, payload);
    DatumReader<T> reader = readings.get(id, unseen -> readers.apply(client.schemaById(unseen)));
    return BinaryCodec.ofThread().decode(topic, payload, WireFormat.HEADER_BYTES, reader);
  }

  private void use(SchemaRegistryClient shared, Function<Schema, DatumReader<T>> chosen) {
    client = Objects.requireNonNull(shared, "client");
    readers = chosen;
    readings = new BoundedCache<>(shared.config().cacheCapacity());
  }
}
