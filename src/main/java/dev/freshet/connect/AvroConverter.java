package dev.freshet.connect;

import dev.freshet.registry.AvroDeserializer;
import dev.freshet.registry.RegistryException;
import dev.freshet.registry.RegistryException.Decision;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.storage.Converter;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Gives sinks of Kafka Connect the Avro values of Freshet's topics, in Confluent's wire format; a
 * tombstone stays one.
 *
 * <p>Settings are those of the registry's client ({@code schema.registry.url} and so on). A record
 * that can never be read is a {@link DataException}, which Connect puts with its dead letters where
 * it is told to. A registry that is away or refuses is a {@link RetriableException}: Connect waits
 * as long as {@code errors.retry.timeout} says, and no record is put aside for it. One converter
 * serves one task, a thread at a time.
 */
public final class AvroConverter implements Converter {
  private static final Logger LOG = LogManager.getLogger(AvroConverter.class);

  private final AvroDeserializer<GenericRecord> deserializer = new AvroDeserializer<>();
  private final Map<Schema, Translation> translations = new HashMap<>();

  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {
    deserializer.configure(settings, isKey);
  }

  /**
   * The value of a record.
   *
   * @throws DataException if it can never be read
   * @throws RetriableException if it cannot be read for now
   */
  @Override
  public SchemaAndValue toConnectData(String topic, byte[] payload) {
    GenericRecord row = read(topic, payload);
    if (row == null) {
      return SchemaAndValue.NULL;
    }
    Translation translation = translations.computeIfAbsent(row.getSchema(), Translation::of);
    return new SchemaAndValue(translation.schema(), translation.apply(row));
  }

  private GenericRecord read(String topic, byte[] payload) {
    try {
      return deserializer.deserialize(topic, payload);
    } catch (RegistryException e) {
      if (e.decision() == Decision.REJECT_RECORD) {
        throw new DataException(e.getMessage(), e);
      }
      // Connect itself says nothing of what it tries again.
      LOG.warn("Topic {}: a record cannot be read for now: {}", topic, e.getMessage());
      throw new RetriableException(e.getMessage(), e);
    }
  }

  /**
   * Is not offered: events are written by producers, not by sources of Connect.
   *
   * @throws DataException always
   */
  @Override
  public byte[] fromConnectData(
      String topic, org.apache.kafka.connect.data.Schema schema, Object value) {
    throw new DataException(
        "Topic "
            + topic
            + ": "
            + AvroConverter.class.getName()
            + " only reads; use it with sink connectors");
  }
}
