package dev.freshet.topic;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * One topic: its full name, how its keys and values are written, and what becomes of old records.
 *
 * @param name full name, with the prefix
 * @param keySerde keys
 * @param valueSerde values
 * @param retention policy the topic is created with
 */
public record Topic<K, V>(
    String name, Serde<K> keySerde, Serde<V> valueSerde, Retention retention) {

  /** What becomes of old records. */
  public enum Retention {
    /** Deleted after the cluster's or topic's retention time. */
    DELETE,
    /** Kept as long as operators say, for ever unless they do: all else is made of these. */
    INPUT,
    /** The newest record of each key stays. */
    COMPACT,
    /** Deleted after 30 days: dead letters. */
    THIRTY_DAYS
  }

  /**
   * A record of this topic in bytes; a null value is a tombstone.
   *
   * @throws org.apache.kafka.common.errors.SerializationException if the value does not fit
   */
  public ProducerRecord<byte[], byte[]> record(K key, V value) {
    return new ProducerRecord<>(
        name,
        keySerde.serializer().serialize(name, key),
        value == null ? null : valueSerde.serializer().serialize(name, value));
  }

  /** Value of a record's bytes; null for a tombstone. */
  public V value(byte[] bytes) {
    return bytes == null ? null : valueSerde.deserializer().deserialize(name, bytes);
  }
}
