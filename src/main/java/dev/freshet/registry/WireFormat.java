package dev.freshet.registry;

import dev.freshet.registry.MalformedPayloadException.Reason;
import java.nio.ByteBuffer;

/** Confluent's framing of an Avro payload: a zero byte, then the schema's id in four bytes. */
final class WireFormat {
  static final int HEADER_BYTES = 5;
  private static final byte MAGIC = 0;

  private WireFormat() {}

  static byte[] header(int schemaId) {
    return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(schemaId).array();
  }

  static int schemaId(String topic, byte[] payload) {
    if (payload.length == 0) {
      throw new MalformedPayloadException(
          Reason.EMPTY,
          "Topic " + topic + ": empty payload; a deletion is written as null, not as no bytes");
    }
    if (payload[0] != MAGIC) {
      throw new MalformedPayloadException(
          Reason.WRONG_MAGIC,
          "Topic "
              + topic
              + ": first byte is "
              + payload[0]
              + ", not 0; the producer must write Confluent's Avro wire format");
    }
    if (payload.length < HEADER_BYTES) {
      throw new MalformedPayloadException(
          Reason.TOO_SHORT,
          "Topic " + topic + ": " + payload.length + " bytes cannot hold a schema id");
    }
    return ByteBuffer.wrap(payload).getInt(1);
  }
}
