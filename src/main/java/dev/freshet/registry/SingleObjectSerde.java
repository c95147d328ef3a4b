package dev.freshet.registry;

import dev.freshet.registry.MalformedPayloadException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Reads and writes generated records in Avro's single-object encoding, for state stores and
 * internal topics: it needs no registry.
 *
 * <p>Layout: bytes C3 01, the CRC-64-AVRO fingerprint of the writer's schema in parsing canonical
 * form (eight bytes, little-endian), Avro binary. Reference: Apache Avro 1.12 specification,
 * section "Single object encoding". Null stays null. Safe for many threads.
 */
public final class SingleObjectSerde<T extends SpecificRecord> implements Serde<T> {
  private static final int HEADER_BYTES = 10;
  private static final short MARKER = (short) 0xC301;

  private final byte[] header;
  private final DatumWriter<T> writer;
  private final Map<Long, DatumReader<T>> readers = new HashMap<>();

  public SingleObjectSerde(Class<T> type) {
    this(type, List.of());
  }

  /**
   * @param older schemas that data still in stores may have been written with
   */
  public SingleObjectSerde(Class<T> type, List<Schema> older) {
    TrustedRecords.trust(type);
    SpecificData model = Datums.modelOf(type);
    Schema current = model.getSchema(type);
    for (Schema written : older) {
      readers.put(fingerprint(written), new SpecificDatumReader<>(written, current, model));
    }
    readers.put(fingerprint(current), new SpecificDatumReader<>(current, current, model));
    writer = new SpecificDatumWriter<>(current, model);
    header = new byte[HEADER_BYTES];
    ByteBuffer.wrap(header)
        .putShort(MARKER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(fingerprint(current));
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, value) ->
        value == null ? null : BinaryCodec.ofThread().encode(topic, header, writer, value);
  }

  @Override
  public Deserializer<T> deserializer() {
    return this::read;
  }

  /** Whether the bytes are of this type, in its current schema. */
  public boolean wrote(byte[] bytes) {
    return bytes.length >= HEADER_BYTES
        && Arrays.equals(bytes, 0, HEADER_BYTES, header, 0, HEADER_BYTES);
  }

  private T read(String topic, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length < HEADER_BYTES) {
      throw new MalformedPayloadException(
          bytes.length == 0 ? Reason.EMPTY : Reason.TOO_SHORT,
          "Topic " + topic + ": " + bytes.length + " bytes cannot hold a single-object header");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (buffer.getShort() != MARKER) {
      throw new MalformedPayloadException(
          Reason.WRONG_MAGIC, "Topic " + topic + ": not in Avro's single-object encoding");
    }
    long fingerprint = buffer.order(ByteOrder.LITTLE_ENDIAN).getLong();
    DatumReader<T> reader = readers.get(fingerprint);
    if (reader == null) {
      throw new MalformedPayloadException(
          Reason.UNKNOWN_FINGERPRINT,
          "Topic "
              + topic
              + ": written with a schema of fingerprint "
              + Long.toHexString(fingerprint)
              + ", which this version does not know; give the serde that schema, or reset the application");
    }
    return BinaryCodec.ofThread().decode(topic, bytes, HEADER_BYTES, reader);
  }

  private static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }
}
