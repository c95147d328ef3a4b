package dev.freshet.refresh;

import dev.freshet.registry.RegistryException;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Knows the newest spec of every model: reads {@code mmm.specs} to its end whenever it is asked, so
 * that what it answers was true after the question. For use by one thread.
 */
final class SpecReader {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Topics topics;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Supersession.Latest> latest = new HashMap<>();

  /**
   * @param consumer reads committed records only; not taken over
   */
  SpecReader(Topics topics, Consumer<byte[], byte[]> consumer) {
    this.topics = topics;
    this.consumer = consumer;
  }

  /**
   * The newest spec of a model.
   *
   * @throws TimeoutException if the brokers do not answer
   */
  Supersession.Latest latest(String model) {
    read();
    return latest.getOrDefault(model, new Supersession.Latest.Unknown());
  }

  private void read() {
    String topic = topics.specs().name();
    if (consumer.assignment().isEmpty()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      consumer.poll(POLL).forEach(this::take);
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(topic + " could not be read to its end in time");
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() != null) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      decode(key, record.value()).ifPresent(found -> latest.put(key, found));
    }
  }

  /**
   * Empty for what planner and ledger put with the dead letters: the spec before it still holds.
   */
  private Optional<Supersession.Latest> decode(String key, byte[] value) {
    if (value == null) {
      return Optional.of(new Supersession.Latest.Withdrawn());
    }
    ModelSpec spec;
    try {
      spec = SpecMapping.fromAvro(topics.specs().value(value));
    } catch (RuntimeException e) {
      if (e instanceof RegistryException fault
          && fault.decision() != RegistryException.Decision.REJECT_RECORD) {
        throw e;
      }
      return Optional.empty();
    }
    return spec.model().equals(key)
        ? Optional.of(new Supersession.Latest.Known(spec))
        : Optional.empty();
  }
}
