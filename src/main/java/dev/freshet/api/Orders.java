package dev.freshet.api;

import dev.freshet.avro.CommandKind;
import dev.freshet.avro.RefreshCommand;
import dev.freshet.config.ClientKind;
import dev.freshet.topic.ModelPartitioner;
import dev.freshet.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Hands orders to the planner; an order is given once the brokers have it. */
final class Orders implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(Orders.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Topics topics;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private Producer<byte[], byte[]> producer;

  /**
   * @param producers makes the producer, with the first order: most instances never get one
   */
  Orders(Topics topics, Supplier<Producer<byte[], byte[]>> producers) {
    this.topics = topics;
    this.producers = producers;
  }

  /**
   * Orders a fit.
   *
   * @throws ProblemException if the brokers did not take it in time
   */
  void give(String model, CommandKind kind, Instant at, String reason) {
    try {
      producer()
          .send(topics.commands().record(model, new RefreshCommand(model, kind, at, reason)))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warn("An order for {} did not reach the brokers: {}", model, e.toString());
      throw new ProblemException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "the brokers did not confirm the order; it may or may not be carried out: see the model's refreshes, and order again if it is missing");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "the service is stopping");
    }
  }

  private synchronized Producer<byte[], byte[]> producer() {
    if (producer == null) {
      producer = producers.get();
    }
    return producer;
  }

  /** A producer that loses and doubles nothing. */
  static Producer<byte[], byte[]> producer(Map<String, Object> client) {
    Map<String, Object> settings = ClientKind.PRODUCER.of(client);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, ModelPartitioner.class.getName());
    settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "freshet-api-orders");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(1));
    }
  }
}
