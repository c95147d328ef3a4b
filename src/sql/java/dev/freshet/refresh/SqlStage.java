package dev.freshet.refresh;

import dev.freshet.connect.ConnectWorker;
import dev.freshet.demo.EmbeddedKafka;
import dev.freshet.demo.EmbeddedRegistry;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import dev.freshet.ops.TopicAdmin;
import dev.freshet.registry.AvroSerializer;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.registry.SchemaRegistryClient;
import dev.freshet.topic.ModelPartitioner;
import dev.freshet.topic.Topics;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * Broker, registry, worker and database of {@link SqlIT}, each told only what docs/bi.md says: the
 * worker has the rights of its table and no others.
 */
final class SqlStage implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final List<String> TABLES =
      List.of("models", "roi", "contributions", "spend_weeks", "status");

  final EmbeddedKafka kafka;
  final EmbeddedRegistry registry;
  final ServiceConfig.Cluster cluster;
  final Topics topics;
  final ConnectWorker worker;
  private final EmbeddedPostgres postgres;

  SqlStage(Path folder, EmbeddedPostgres postgres) throws Exception {
    this.postgres = postgres;
    kafka = EmbeddedKafka.in(folder.resolve("kafka"));
    broker().forEach(kafka::with);
    kafka.start();
    registry = EmbeddedRegistry.inMemory().start();
    cluster =
        new ServiceConfig.Cluster(
            kafka.bootstrapServers(),
            registry.url(),
            Topics.DEFAULT_PREFIX,
            new HashMap<>(client("admin")));
    topics = Service.topics(cluster);
    prepareTopics();
    prepareDatabase();
    worker =
        ConnectWorker.start(
            folder,
            kafka.bootstrapServers(),
            client("connect"),
            Map.of(
                "FRESHET_SQL_REGISTRY",
                registry.url(),
                "FRESHET_SQL_URL",
                postgres.getJdbcUrl("freshet_sink", "postgres"),
                "FRESHET_SQL_USER",
                "freshet_sink",
                "FRESHET_SQL_PASSWORD",
                "secret"));
    await(worker::answers);
    worker.create(ConnectWorker.FILES.resolve("freshet-sql.json"));
    await(() -> worker.runs("freshet-sql"));
  }

  private static Map<String, String> broker() {
    return Map.of(
        "listener.security.protocol.map", "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "sasl.enabled.mechanisms", "PLAIN",
        "sasl.mechanism.inter.broker.protocol", "PLAIN",
        "listener.name.clients.plain.sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\""
                + " password=\"secret\" user_admin=\"secret\" user_connect=\"secret\";",
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        // The controller's listener is the broker's own, on loopback.
        "super.users", "User:admin;User:ANONYMOUS");
  }

  private static Map<String, String> client(String user) {
    return Map.of(
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "PLAIN",
        "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"secret\";"
                .formatted(user));
  }

  private void prepareTopics() throws Exception {
    topics.publishContracts();
    try (Admin admin = TopicAdmin.connect(cluster)) {
      new TopicAdmin(admin, topics).create(new ServiceConfig.Layout(3, 1));
      admin
          .createTopics(List.of(new NewTopic("freshet-sql-dead-letters", 1, (short) 1)))
          .all()
          .get();
      List<AclBinding> rights = new ArrayList<>();
      for (ConnectRights.Right right : ConnectRights.documented()) {
        for (AclOperation operation : right.operations()) {
          rights.add(
              new AclBinding(
                  new ResourcePattern(right.type(), right.name(), right.pattern()),
                  new AccessControlEntry("User:connect", "*", operation, AclPermissionType.ALLOW)));
        }
      }
      admin.createAcls(rights).all().get();
    }
  }

  private void prepareDatabase() throws Exception {
    try (Connection connection = as("postgres")) {
      run(connection, "roles.sql");
      connection
          .createStatement()
          .execute("CREATE ROLE analyst LOGIN; GRANT freshet_reader TO analyst");
    }
    try (Connection connection = asSink()) {
      run(connection, "tables.sql");
      run(connection, "views.sql");
    }
  }

  private static void run(Connection connection, String file) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql(file));
    }
  }

  private static String sql(String file) throws Exception {
    return Files.readString(ConnectWorker.FILES.resolve("sql").resolve(file));
  }

  Connection asSink() throws SQLException {
    return as("freshet_sink");
  }

  Connection asReader() throws SQLException {
    return as("analyst");
  }

  private Connection as(String user) throws SQLException {
    return DriverManager.getConnection(postgres.getJdbcUrl(user, "postgres"));
  }

  RequestFitter fitter() {
    return new RequestFitter(topics, Histories.fitter(), Clock.systemUTC(), "here");
  }

  /** Sends records in one transaction, as the refresher does. */
  void publish(List<ProducerRecord<byte[], byte[]>> records) {
    try (Producer<byte[], byte[]> producer = producer()) {
      producer.beginTransaction();
      records.forEach(producer::send);
      producer.commitTransaction();
    }
  }

  /** The same, and takes it back. */
  void abort(List<ProducerRecord<byte[], byte[]>> records) {
    try (Producer<byte[], byte[]> producer = producer()) {
      producer.beginTransaction();
      records.forEach(producer::send);
      producer.flush();
      producer.abortTransaction();
    }
  }

  private Producer<byte[], byte[]> producer() {
    Map<String, Object> settings = new HashMap<>(cluster.kafkaClient());
    settings.put("transactional.id", "sql-test");
    settings.put("partitioner.class", ModelPartitioner.class.getName());
    settings.put("max.request.size", 4 << 20);
    Producer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  /** A row in the registry's wire format, its schema registered. */
  byte[] encoded(String topic, GenericRecord row) {
    return new AvroSerializer<GenericRecord>(
            new SchemaRegistryClient(RegistryConfig.at(registry.url())))
        .serialize(topic, row);
  }

  /** All committed records of a topic there are now. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    Map<String, Object> settings = new HashMap<>(cluster.kafkaClient());
    settings.put("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** Waits until the views show a version, and no row of another is left. */
  void awaitWhole(String model, String version) {
    await(
        () -> {
          worker.runs("freshet-sql");
          return rows("SELECT * FROM freshet.sets WHERE whole AND model = '%s' AND modelVersion = '%s'"
                          .formatted(model, version))
                      .size()
                  == 1
              && rows("SELECT 1 FROM freshet.contributions WHERE modelVersion <> '%s'"
                      .formatted(version))
                  .isEmpty();
        });
  }

  static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(250)).until(condition);
  }

  boolean has(String table, String key) throws SQLException {
    return !rows("SELECT 1 FROM freshet.%s WHERE recordKey = '%s'".formatted(table, key)).isEmpty();
  }

  /** What a file of connect/sql answers to an analyst. */
  List<Map<String, Object>> query(String file) throws Exception {
    try (Connection connection = asReader();
        Statement statement = connection.createStatement()) {
      return rows(statement, sql(file));
    }
  }

  List<Map<String, Object>> rows(String query) throws SQLException {
    try (Connection connection = asSink();
        Statement statement = connection.createStatement()) {
      return rows(statement, query);
    }
  }

  static List<Map<String, Object>> rows(Statement statement, String query) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        Map<String, Object> row = new TreeMap<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.put(result.getMetaData().getColumnName(i), value(result.getObject(i)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static Object value(Object column) throws SQLException {
    if (column instanceof Date date) {
      return date.toLocalDate();
    }
    if (column instanceof Timestamp timestamp) {
      return timestamp.toLocalDateTime();
    }
    return column instanceof java.sql.Array array ? List.of((Object[]) array.getArray()) : column;
  }

  /** All tables as they are, by name and record key. */
  Tables tables() throws SQLException {
    Map<String, Map<String, Map<String, Object>>> tables = new HashMap<>();
    for (String table : TABLES) {
      Map<String, Map<String, Object>> rows = new TreeMap<>();
      rows("SELECT * FROM freshet." + table)
          .forEach(row -> rows.put((String) row.get("recordkey"), row));
      tables.put(table, rows);
    }
    return new Tables(tables);
  }

  /** Tables at a moment. */
  record Tables(Map<String, Map<String, Map<String, Object>>> byName) {
    Map<String, Map<String, Object>> of(String table) {
      return byName.get(table);
    }
  }

  @Override
  public void close() throws Exception {
    worker.close();
    registry.close();
    kafka.close();
  }
}
