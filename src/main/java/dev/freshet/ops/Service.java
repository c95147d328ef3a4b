package dev.freshet.ops;

import dev.freshet.config.ClientKind;
import dev.freshet.ledger.LedgerConfig;
import dev.freshet.ledger.LedgerRocksDb;
import dev.freshet.ledger.LedgerTopology;
import dev.freshet.model.BayesianFitter;
import dev.freshet.model.Fitter;
import dev.freshet.refresh.PlannerConfig;
import dev.freshet.refresh.PlannerTopology;
import dev.freshet.refresh.Refresher;
import dev.freshet.refresh.RefresherConfig;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * One running instance of Freshet: starts the parts of its role and stops them in reverse order.
 */
public final class Service implements AutoCloseable {
  private static final Logger LOG = LogManager.getLogger(Service.class);

  /** How long closing lasts at most, of all parts together: less than the 30 s that are usual. */
  public static final Duration CLOSE = Duration.ofSeconds(25);

  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final int REGISTRY_RETRIES = 8;
  private static final int SESSION_MILLIS = 10_000;

  /** Longer than 25 s of closing and the start of a process. */
  private static final int STATIC_SESSION_MILLIS = 45_000;

  private static final Duration DEBOUNCE = Duration.ofMillis(100);
  private static final Duration CLOSING = Duration.ofSeconds(30);
  private static final int MAX_RECORD_BYTES = 4 << 20;
  private static final int COMMIT_MILLIS = 500;

  /** Kafka Streams does not publish this name. */
  static final String GLOBAL_PROCESSING_HANDLER = "processing.exception.handler.global.enabled";

  private final ServiceConfig config;
  private final Topics topics;
  private final Fitter fitter;
  private final Clock clock;
  private final MeterRegistry meters;
  private final Deque<Part> parts = new ArrayDeque<>();
  private final List<RunningTopology> topologies = new CopyOnWriteArrayList<>();
  private final Vitals vitals;
  private Optional<Front> front = Optional.empty();
  private final CountDownLatch failed = new CountDownLatch(1);

  public Service(ServiceConfig config, Fitter fitter, Clock clock, MeterRegistry meters) {
    if (config.role() == Role.API && !config.http().on()) {
      throw new IllegalArgumentException("role api does nothing without HTTP: give it a port");
    }
    this.config = config;
    this.topics = topics(patient(config.cluster()));
    this.fitter = fitter;
    this.clock = clock;
    this.meters = meters;
    this.vitals = new Vitals(meters);
  }

  /**
   * A thread that dies of a registry out of reach costs a rebalance, so the service asks for some
   * 20 s before it gives in: a restart of the registry then goes by without one.
   */
  private static ServiceConfig.Cluster patient(ServiceConfig.Cluster cluster) {
    Map<String, Object> settings = new HashMap<>(cluster.clientConfig());
    settings.putIfAbsent("max.retries", REGISTRY_RETRIES);
    return new ServiceConfig.Cluster(
        cluster.bootstrapServers(), cluster.registryUrls(), cluster.prefix(), settings);
  }

  /** Topics of a cluster, with their serdes. */
  public static Topics topics(ServiceConfig.Cluster cluster) {
    return new Topics(
        cluster.prefix(), new SchemaRegistryClient(RegistryConfig.from(cluster.registry())));
  }

  /** Creates missing topics and registers the contracts. */
  public List<String> createTopics() {
    try (Admin admin = TopicAdmin.connect(config.cluster())) {
      List<String> created = new TopicAdmin(admin, topics).create(config.layout());
      topics.publishContracts();
      return created;
    }
  }

  /** What is wrong with the topics; empty when all is well. */
  public List<String> checkTopics() {
    try (Admin admin = TopicAdmin.connect(config.cluster())) {
      TopicAdmin topicAdmin = new TopicAdmin(admin, topics);
      List<String> problems =
          new ArrayList<>(topicAdmin.check(Rights.topics(config.role(), topics)));
      for (String application : applications()) {
        problems.addAll(topicAdmin.checkInternal(application, config.layout().partitions()));
      }
      if (config.booking().keyedInputs() && config.role().includes(Role.LEDGER)) {
        try (Consumer<byte[], byte[]> reader = reader()) {
          problems.addAll(
              topicAdmin.checkKeyed(
                  LedgerTopology.sources(topics),
                  topics.application(LedgerTopology.APPLICATION_ID),
                  LedgerTopology.REPARTITION,
                  config.layout().partitions(),
                  reader));
        }
      }
      return problems;
    }
  }

  /** What may be lost of the topics as they are set up; they must exist. */
  public List<String> topicWarnings() {
    try (Admin admin = TopicAdmin.connect(config.cluster())) {
      return TopicDurability.warnings(
          admin,
          Rights.topics(config.role(), topics),
          applications(),
          config.layout().inputRetention());
    }
  }

  /** Ids of the role's applications of Kafka Streams. */
  private List<String> applications() {
    List<String> ids = new ArrayList<>();
    if (config.role().includes(Role.LEDGER)) {
      ids.add(topics.application(LedgerTopology.APPLICATION_ID));
    }
    if (config.role().includes(Role.PLANNER)) {
      ids.add(topics.application(PlannerTopology.APPLICATION_ID));
    }
    return ids;
  }

  /** Starts the parts of the role. Topics must exist. */
  public synchronized void start() {
    if (config.http().on()) {
      Front opened = new Front(config, topics, vitals, clock, meters);
      front = Optional.of(opened);
      parts.push(opened::close);
    }
    if (config.role().includes(Role.LEDGER)) {
      String id = topics.application(LedgerTopology.APPLICATION_ID);
      Properties settings = streamsConfig(id);
      settings.putAll(LedgerTopology.settings());
      settings.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
      LedgerConfig ledger = config.booking().ledger(config.layout().partitions());
      start(Role.LEDGER, id, LedgerTopology.build(ledger, topics, clock, meters), settings);
    }
    if (config.role().includes(Role.PLANNER)) {
      String id = topics.application(PlannerTopology.APPLICATION_ID);
      Properties settings = streamsConfig(id);
      PlannerConfig planner =
          new PlannerConfig(
              config.layout().partitions(),
              DEBOUNCE,
              CLOSING,
              config.load().builds(),
              BayesianFitter.ENGINE_VERSION);
      ReadingsProbe readings = readings();
      parts.push(readings::close);
      readings.start();
      start(
          Role.PLANNER,
          id,
          PlannerTopology.build(builder(settings), topics, planner, clock, readings, meters),
          settings);
    }
    if (config.role().includes(Role.REFRESHER)) {
      RefresherConfig refresher =
          new RefresherConfig(
              config.instance().name(),
              config.instance().lasting(),
              config.load().fits(),
              Math.max(16, 2 * config.load().fits()),
              BayesianFitter.ENGINE_VERSION,
              config.cluster().kafkaClient());
      Refresher worker = new Refresher(topics, refresher, fitter, clock, meters);
      parts.push(worker::close);
      worker.start();
      vitals.watch(
          Role.REFRESHER,
          "freshet-refresher",
          () ->
              worker.working()
                  ? Vitals.Vital.RUNNING
                  : worker.alive() ? Vitals.Vital.PREPARING : Vitals.Vital.LOST);
    }
    vitals.complete();
  }

  private ReadingsProbe readings() {
    return new ReadingsProbe(
        ReadingsProbe.planning(topics),
        ReadingsProbe.booking(topics, config.booking().keyedInputs()),
        new BrokerOffsets(TopicAdmin.connect(config.cluster()), reader()),
        clock);
  }

  /** Reads committed records, in no group. */
  Consumer<byte[], byte[]> reader() {
    Map<String, Object> client = config.cluster().client(ClientKind.CONSUMER);
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Waits until a part has stopped for good because of an error. */
  public void awaitFailure() throws InterruptedException {
    failed.await();
  }

  /** Waits until all topologies run, or the time is over. */
  public boolean awaitRunning(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (System.nanoTime() < deadline) {
      if (running()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return false;
  }

  /** Whether every topology runs. */
  public boolean running() {
    return topologies.stream().allMatch(s -> s.state() == KafkaStreams.State.RUNNING);
  }

  public Topics topics() {
    return topics;
  }

  /** Port that HTTP listens on; empty when it does not. */
  public synchronized OptionalInt httpPort() {
    return front.map(f -> OptionalInt.of(f.port())).orElse(OptionalInt.empty());
  }

  /** Address of the live view; empty where there is none, for want of HTTP or of the role. */
  public synchronized Optional<String> liveView() {
    return front
        .filter(f -> config.role().includes(Role.API))
        .map(f -> config.http().address(f.port()));
  }

  static StreamsBuilder builder(Properties settings) {
    return new StreamsBuilder(new TopologyConfig(new StreamsConfig(settings)));
  }

  private void start(Role role, String name, Topology topology, Properties settings) {
    RunningTopology running =
        RunningTopology.start(
            name, new KafkaStreams(topology, settings), clock, meters, failed::countDown);
    topologies.add(running);
    vitals.watch(role, name, () -> Vitals.of(running.state()));
    parts.push(running::close);
  }

  /** Tasks with stores that this instance has when it is the last one. */
  private int tasksWithStores() {
    long topologies = Stream.of(Role.LEDGER, Role.PLANNER).filter(config.role()::includes).count();
    return config.layout().partitions() * (int) Math.max(1, topologies);
  }

  Properties streamsConfig(String id) {
    Map<String, Object> settings = new HashMap<>(config.cluster().kafkaClient());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // A sum that many events fall into is written once a commit; readers wait for it as long.
    settings.putIfAbsent(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, config.state().dir().toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.load().threads());
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, config.layout().replication());
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, LedgerRocksDb.class);
    settings.putAll(LedgerRocksDb.settings(config.state().memoryBytes(), tasksWithStores()));
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.state().standbys());
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(GLOBAL_PROCESSING_HANDLER, true);
    settings.putAll(FaultHandler.settings(topics.deadLetters().name(), meters, clock));
    byDefault(settings, ClientKind.PRODUCER, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_RECORD_BYTES);
    settings.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), MAX_RECORD_BYTES);
    TopicDefaults.leastInSync(config.layout().replication())
        .ifPresent(
            n ->
                settings.putIfAbsent(
                    StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG), n));
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // A dead thread stays a member until its session ends, and its work waits as long. The session
    // of a static member outlasts a restart instead, so that nothing moves meanwhile.
    byDefault(
        settings,
        ClientKind.CONSUMER,
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
        config.instance().lasting() ? STATIC_SESSION_MILLIS : SESSION_MILLIS);
    if (config.instance().lasting()) {
      settings.put(
          StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
          config.instance().name());
    }
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }

  /** With its prefix it would be stronger than what was set for all clients. */
  private static void byDefault(
      Map<String, Object> settings, ClientKind kind, String name, Object value) {
    if (!settings.containsKey(name)) {
      settings.putIfAbsent(kind.prefix() + name, value);
    }
  }

  /** Stops the parts in reverse order, within 25 s even when the brokers do not answer. */
  @Override
  public synchronized void close() {
    long deadline = System.nanoTime() + CLOSE.toNanos();
    while (!parts.isEmpty()) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      try {
        parts.pop().close(left.compareTo(LEAST) < 0 ? LEAST : left.dividedBy(parts.size() + 1L));
      } catch (RuntimeException e) {
        LOG.warn("A part did not close cleanly", e);
      }
    }
    vitals.close();
    failed.countDown();
  }

  /** What runs, by how it is stopped. */
  @FunctionalInterface
  private interface Part {
    void close(Duration timeout);
  }
}
