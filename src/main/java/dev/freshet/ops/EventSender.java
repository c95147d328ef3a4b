package dev.freshet.ops;

import dev.freshet.config.ClientKind;
import dev.freshet.topic.ModelPartitioner;
import dev.freshet.topic.Topic;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends records to Freshet's topics; a record the broker refuses fails the next call, so that
 * nothing is lost without a word.
 */
public final class EventSender implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  public EventSender(ServiceConfig.Cluster cluster) {
    Map<String, Object> settings = cluster.client(ClientKind.PRODUCER);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    // A leader that has just been elected may take a later batch before the first; one at a time
    // there is no later one.
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, ModelPartitioner.class.getName());
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Sends without waiting. */
  public <V> void send(Topic<String, V> topic, String key, V value) {
    send(topic.record(key, value));
  }

  /** Sends without waiting to one partition: that where the key's records are. */
  public <V> void send(Topic<String, V> topic, int partition, String key, V value) {
    ProducerRecord<byte[], byte[]> record = topic.record(key, value);
    send(new ProducerRecord<>(record.topic(), partition, record.key(), record.value()));
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    throwFailure();
    producer.send(
        record,
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
  }

  /** Waits until the brokers have all that was sent. */
  public void flush() {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() {
    Exception e = failure.get();
    if (e != null) {
      throw new IllegalStateException("the brokers refused a record: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
