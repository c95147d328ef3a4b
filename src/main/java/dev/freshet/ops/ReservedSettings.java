package dev.freshet.ops;

import dev.freshet.config.ClientKind;
import dev.freshet.ledger.LedgerRocksDb;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Settings of Kafka's clients that Freshet itself sets, so that nobody else's value would hold:
 * they are refused, with what to do instead.
 */
final class ReservedSettings {
  private static final String ALWAYS = "always %s; leave it out";
  private static final String OWN = "Freshet's own; leave it out";

  private final Map<String, String> words = new HashMap<>();

  private ReservedSettings() {
    ofAll(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, from("bootstrap-servers"));
    ofAll(StreamsConfig.CLIENT_ID_CONFIG, "made of role and instance; set 'instance'");
    streams();
    consumers();
    producers();
  }

  /** What to do instead, by name, with and without the prefixes of kinds of clients. */
  static Map<String, String> all() {
    return Map.copyOf(new ReservedSettings().words);
  }

  private static String from(String ours) {
    return "set from the setting '%s'; set that".formatted(ours);
  }

  private void streams() {
    words.put(StreamsConfig.APPLICATION_ID_CONFIG, from("topic-prefix"));
    words.put(StreamsConfig.STATE_DIR_CONFIG, from("state-dir"));
    words.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, from("threads"));
    words.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, from("standbys"));
    words.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, from("replication"));
    words.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, ALWAYS.formatted("exactly-once"));
    String stores = "Freshet's own, see state-memory-mib; leave it out";
    words.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, stores);
    words.put(LedgerRocksDb.MEMORY_BYTES, stores);
    words.put(LedgerRocksDb.TASKS, stores);
    for (String name :
        List.of(
            StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
            StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
            StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
            Service.GLOBAL_PROCESSING_HANDLER)) {
      words.put(name, OWN);
    }
    FaultHandler.names().forEach(name -> words.put(name, OWN));
  }

  private void consumers() {
    ofConsumers(ConsumerConfig.GROUP_ID_CONFIG, from("topic-prefix"));
    ofConsumers(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, from("instance"));
    ofConsumers(ConsumerConfig.ISOLATION_LEVEL_CONFIG, ALWAYS.formatted("read_committed"));
    ofConsumers(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, ALWAYS.formatted("false"));
    ofConsumers(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, ALWAYS.formatted("false"));
    for (String name :
        List.of(
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG)) {
      ofConsumers(name, OWN);
    }
    // A bound of memory for whoever is no part of Kafka Streams.
    String polled = ConsumerConfig.MAX_POLL_RECORDS_CONFIG;
    for (String name : List.of(polled, ClientKind.CONSUMER.prefix() + polled)) {
      words.put(
          name,
          "Freshet's own but in ledger and planner; theirs is kafka."
              + StreamsConfig.mainConsumerPrefix(polled));
    }
  }

  private void producers() {
    ofProducers(ProducerConfig.ACKS_CONFIG, ALWAYS.formatted("all"));
    ofProducers(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, ALWAYS.formatted("true"));
    ofProducers(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "made of role and instance; leave it out");
    for (String name :
        List.of(
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            ProducerConfig.PARTITIONER_CLASS_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG)) {
      ofProducers(name, OWN);
    }
  }

  private void ofAll(String name, String instead) {
    ofConsumers(name, instead);
    ofProducers(name, instead);
    words.put(StreamsConfig.adminClientPrefix(name), instead);
  }

  private void ofConsumers(String name, String instead) {
    for (String spelling :
        List.of(
            name,
            StreamsConfig.consumerPrefix(name),
            StreamsConfig.mainConsumerPrefix(name),
            StreamsConfig.restoreConsumerPrefix(name),
            StreamsConfig.globalConsumerPrefix(name))) {
      words.put(spelling, instead);
    }
  }

  private void ofProducers(String name, String instead) {
    words.put(name, instead);
    words.put(StreamsConfig.producerPrefix(name), instead);
  }
}
