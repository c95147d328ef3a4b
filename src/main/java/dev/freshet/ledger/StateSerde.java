package dev.freshet.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Writes a domain record as Avro in single-object encoding: state needs no registry. */
final class StateSerde {
  private StateSerde() {}

  /**
   * A serde through the Avro class whose encoder and decoder are given.
   *
   * @param what names the record in messages
   */
  static <T, A extends SpecificRecordBase> Serde<T> of(
      String what,
      BinaryMessageEncoder<A> encoder,
      BinaryMessageDecoder<A> decoder,
      Function<T, A> toAvro,
      Function<A, T> fromAvro) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : encode(what, topic, encoder, toAvro.apply(value)),
        (topic, bytes) ->
            bytes == null ? null : fromAvro.apply(decode(what, topic, decoder, bytes)));
  }

  private static <A> byte[] encode(
      String what, String topic, BinaryMessageEncoder<A> encoder, A value) {
    try {
      ByteBuffer buffer = encoder.encode(value);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new SerializationException("Cannot write a " + what + " to " + topic, e);
    }
  }

  private static <A> A decode(
      String what, String topic, BinaryMessageDecoder<A> decoder, byte[] bytes) {
    try {
      return decoder.decode(bytes);
    } catch (IOException | RuntimeException e) {
      throw new SerializationException(
          "A record of "
              + topic
              + " is no "
              + what
              + " that this version knows; it was written by a newer version, or is damaged",
          e);
    }
  }
}
