package dev.freshet.ledger;

import dev.freshet.registry.SingleObjectSerde;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Writes a domain record through its Avro form in single-object encoding. */
final class StateSerde {
  private StateSerde() {}

  static <T, A extends SpecificRecord> Serde<T> of(
      Class<A> type, Function<T, A> toAvro, Function<A, T> fromAvro) {
    Serde<A> avro = new SingleObjectSerde<>(type);
    var serializer = avro.serializer();
    var deserializer = avro.deserializer();
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : serializer.serialize(topic, toAvro.apply(value)),
        (topic, bytes) ->
            bytes == null ? null : fromAvro.apply(deserializer.deserialize(topic, bytes)));
  }
}
