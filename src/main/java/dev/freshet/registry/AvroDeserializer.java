package dev.freshet.registry;

import dev.freshet.registry.MalformedPayloadException.Reason;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads Avro records in Confluent's wire format, resolving the writer's schema to the reader's.
 *
 * <p>Null stays null (a tombstone). Safe for many threads. Failures are {@link RegistryException}s:
 * their decision tells a bad record from a registry that is away. Built without a client it makes
 * its own from the properties given to {@link #configure}.
 */
public final class AvroDeserializer<T extends IndexedRecord> implements Deserializer<T> {
  /** From topic and writer's schema to a reader. */
  private final BiFunction<String, Schema, DatumReader<T>> readers;

  private SchemaRegistryClient client;
  private BoundedCache<Integer, DatumReader<T>> readings;

  private AvroDeserializer(BiFunction<String, Schema, DatumReader<T>> readers) {
    this.readers = readers;
  }

  /**
   * For Kafka, which calls {@link #configure} next; gives the generated class that has the writer's
   * name, as Confluent's specific.avro.reader=true does.
   */
  public AvroDeserializer() {
    this(AvroDeserializer::byName);
  }

  /** Gives {@code type}, whatever version of its schema the record was written with. */
  public static <T extends SpecificRecord> AvroDeserializer<T> specific(
      Class<T> type, SchemaRegistryClient client) {
    Schema expected = Datums.schemaOf(type);
    return new AvroDeserializer<T>(
            (topic, written) -> new SpecificDatumReader<>(written, expected, Datums.modelOf(type)))
        .using(client);
  }

  /** Gives generic records with the schema they were written with. */
  public static AvroDeserializer<GenericRecord> generic(SchemaRegistryClient client) {
    return new AvroDeserializer<GenericRecord>(
            (topic, written) -> new GenericDatumReader<>(written, written, GenericData.get()))
        .using(client);
  }

  /** Gives generic records with the schema {@code expected}. */
  public static AvroDeserializer<GenericRecord> generic(
      Schema expected, SchemaRegistryClient client) {
    return new AvroDeserializer<GenericRecord>(
            (topic, written) -> new GenericDatumReader<>(written, expected, GenericData.get()))
        .using(client);
  }

  @Override
  public void configure(Map<String, ?> properties, boolean isKey) {
    if (client == null) {
      using(new SchemaRegistryClient(RegistryConfig.from(properties)));
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
    DatumReader<T> reader =
        readings.get(id, unseen -> readers.apply(topic, client.schemaById(unseen)));
    return BinaryCodec.ofThread().decode(topic, payload, WireFormat.HEADER_BYTES, reader);
  }

  private AvroDeserializer<T> using(SchemaRegistryClient shared) {
    client = Objects.requireNonNull(shared, "client");
    readings = new BoundedCache<>(shared.config().cacheCapacity());
    return this;
  }

  private static <T> DatumReader<T> byName(String topic, Schema written) {
    Class<?> type = SpecificData.get().getClass(written);
    if (type == null || !SpecificRecord.class.isAssignableFrom(type)) {
      throw new MalformedPayloadException(
          Reason.UNKNOWN_RECORD_CLASS,
          "Topic " + topic + ": no generated class for record " + written.getFullName());
    }
    SpecificData model = Datums.modelOf(type);
    return new SpecificDatumReader<>(written, model.getSchema(type), model);
  }
}
