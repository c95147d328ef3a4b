package dev.freshet.refresh;

import dev.freshet.config.ClientKind;
import dev.freshet.topic.ModelPartitioner;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of a refresher's lane. */
final class RefresherClients {
  /** Without a lasting name nobody comes back for a dead instance's work: it is given up soon. */
  private static final int SESSION_MILLIS = 10_000;

  /**
   * Nobody takes over a transaction under a name that does not come back, and its readers wait
   * until it is over. It lasts as long as the brokers need to take some thousand rows.
   */
  private static final int TRANSACTION_MILLIS = 20_000;

  /** Records of a request hold an incumbent model. */
  private static final int MAX_RECORD_BYTES = 4 << 20;

  private final RefresherConfig config;
  private final String group;

  /**
   * @param group of the lane in all instances; its transactional ids begin with it
   */
  RefresherClients(RefresherConfig config, String group) {
    this.config = config;
    this.group = group;
  }

  /** Publishes what was fitted, in transactions. */
  Producer<byte[], byte[]> producer() {
    Map<String, Object> settings = ClientKind.PRODUCER.of(config.clientConfig());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId());
    settings.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, ModelPartitioner.class.getName());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
    settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, transactionalId() + "-producer");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Reads requests, as a member of the group. */
  Consumer<byte[], byte[]> requests() {
    Map<String, Object> settings = ClientKind.CONSUMER.of(config.clientConfig());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.backlog());
    // Who joins or leaves moves the partitions that must move: fits under way on others go on.
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, transactionalId());
    if (config.lasting()) {
      settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.instance());
    } else {
      settings.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    }
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Reads all of a topic, in no group. */
  Consumer<byte[], byte[]> specs() {
    Map<String, Object> settings = ClientKind.CONSUMER.of(config.clientConfig());
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, transactionalId() + "-specs");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private String transactionalId() {
    return group + "-" + config.instance();
  }
}
