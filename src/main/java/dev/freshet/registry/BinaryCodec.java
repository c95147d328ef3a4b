package dev.freshet.registry;

import dev.freshet.registry.MalformedPayloadException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Turns values into a header plus Avro binary and back, reusing one encoder, decoder and buffer a
 * thread.
 *
 * <p>A serde may be shared by threads, so nothing is kept in the serde itself. A buffer that one
 * large record made grow is let go after it.
 */
final class BinaryCodec {
  private static final int USUAL_BYTES = 1024;
  private static final int KEPT_BYTES = 1 << 20;
  private static final ThreadLocal<BinaryCodec> OF_THREAD =
      ThreadLocal.withInitial(BinaryCodec::new);

  private ByteArrayOutputStream buffer = new ByteArrayOutputStream(USUAL_BYTES);
  private BinaryEncoder encoder;
  private BinaryDecoder decoder;

  private BinaryCodec() {}

  static BinaryCodec ofThread() {
    return OF_THREAD.get();
  }

  <T> byte[] encode(String topic, byte[] header, DatumWriter<T> writer, T value) {
    buffer.reset();
    buffer.writeBytes(header);
    encoder = EncoderFactory.get().binaryEncoder(buffer, encoder);
    try {
      writer.write(value, encoder);
      encoder.flush();
    } catch (IOException | RuntimeException e) {
      // The encoder still holds a piece of the failed value, which must not get into the next.
      encoder = null;
      throw new SerializationException(
          "Topic " + topic + ": the value does not fit its own schema: " + e.getMessage(), e);
    }
    byte[] bytes = buffer.toByteArray();
    if (bytes.length > KEPT_BYTES) {
      buffer = new ByteArrayOutputStream(USUAL_BYTES);
    }
    return bytes;
  }

  <T> T decode(String topic, byte[] bytes, int offset, DatumReader<T> reader) {
    decoder = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, decoder);
    T value;
    boolean atEnd;
    try {
      value = reader.read(null, decoder);
      atEnd = decoder.isEnd();
    } catch (SecurityException e) {
      // Our omission, not the record's: rejecting the record would lose it.
      throw new IllegalStateException(
          "Topic " + topic + ": call TrustedRecords.trust() with the class that is read", e);
    } catch (IOException | RuntimeException e) {
      // Avro reports damage with a dozen unchecked types; all mean that these bytes are not a
      // value.
      throw new MalformedPayloadException(
          Reason.UNDECODABLE,
          "Topic "
              + topic
              + ": the "
              + (bytes.length - offset)
              + " bytes after the header are no value of the schema they name ("
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + ")",
          e);
    }
    if (!atEnd) {
      throw new MalformedPayloadException(
          Reason.TRAILING_BYTES,
          "Topic " + topic + ": bytes are left over after a whole value; the schema id is not its");
    }
    return value;
  }
}
