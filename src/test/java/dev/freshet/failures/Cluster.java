package dev.freshet.failures;

import dev.freshet.demo.LoopbackPorts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.io.file.PathUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Three Kafka nodes on the loopback address, each broker and KRaft controller in a JVM of its own:
 * replication 3, two replicas in sync needed, so that one may die at any time.
 *
 * <p>Nodes are numbered from 1 to 3.
 */
final class Cluster implements Brokers, AutoCloseable {
  static final int NODES = 3;
  private static final Duration STOP = Duration.ofSeconds(60);
  private static final List<String> JVM =
      List.of(
          "-Xms64m",
          "-Xmx320m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Dkafka.log.level=ERROR");

  private final List<ChildProcess> nodes = new ArrayList<>();
  private final String bootstrapServers;
  private Admin admin;

  /** Starts all nodes, with data and logs under {@code folder}. */
  Cluster(Path folder) throws Exception {
    int[] clients = IntStream.range(0, NODES).map(i -> LoopbackPorts.free()).toArray();
    int[] controllers = IntStream.range(0, NODES).map(i -> LoopbackPorts.free()).toArray();
    bootstrapServers =
        IntStream.of(clients)
            .mapToObj(port -> LoopbackPorts.HOST + ":" + port)
            .collect(Collectors.joining(","));
    String voters =
        IntStream.range(0, NODES)
            .mapToObj(i -> "%d@%s:%d".formatted(i + 1, LoopbackPorts.HOST, controllers[i]))
            .collect(Collectors.joining(","));
    String clusterId = Uuid.randomUuid().toString();
    for (int i = 0; i < NODES; i++) {
      Path data = folder.resolve("node-" + (i + 1));
      Properties settings = settings(i + 1, clients[i], controllers[i], voters, data);
      Path file = folder.resolve("node-%d.properties".formatted(i + 1));
      Files.createDirectories(folder);
      try (Writer writer = Files.newBufferedWriter(file)) {
        settings.store(writer, null);
      }
      format(clusterId, i + 1, data);
      nodes.add(
          new ChildProcess(
              "node " + (i + 1),
              folder.resolve("node-%d.log".formatted(i + 1)),
              JVM,
              List.of("kafka.Kafka", file.toString())));
    }
    nodes.forEach(ChildProcess::start);
    admin = connect();
    awaitWhole();
  }

  private static Properties settings(
      int node, int clientPort, int controllerPort, String voters, Path data) {
    Properties settings = new Properties();
    String clients = "CLIENTS://%s:%d".formatted(LoopbackPorts.HOST, clientPort);
    settings.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", Integer.toString(node)),
            Map.entry("log.dirs", data.toString()),
            Map.entry(
                "listeners",
                "%s,CONTROLLER://%s:%d".formatted(clients, LoopbackPorts.HOST, controllerPort)),
            Map.entry("advertised.listeners", clients),
            Map.entry("controller.quorum.voters", voters),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("inter.broker.listener.name", "CLIENTS"),
            Map.entry("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("default.replication.factor", "3"),
            Map.entry("min.insync.replicas", "2"),
            Map.entry("offsets.topic.replication.factor", "3"),
            Map.entry("transaction.state.log.replication.factor", "3"),
            Map.entry("transaction.state.log.min.isr", "2"),
            Map.entry("share.coordinator.state.topic.replication.factor", "3"),
            Map.entry("share.coordinator.state.topic.min.isr", "2")));
    settings.putAll(
        Map.ofEntries(
            // Few, since they are created while a client waits; enough that every node leads some.
            Map.entry("offsets.topic.num.partitions", "6"),
            Map.entry("transaction.state.log.num.partitions", "6"),
            Map.entry("share.coordinator.state.topic.num.partitions", "1"),
            // A dead broker is noticed sooner than by default (9 s), a busy one still is not.
            Map.entry("broker.session.timeout.ms", "6000"),
            Map.entry("broker.heartbeat.interval.ms", "1000"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("group.min.session.timeout.ms", "1000"),
            Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "4"),
            Map.entry("background.threads", "2"),
            Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
            Map.entry("log.cleaner.io.buffer.size", "131072"),
            Map.entry("log.index.size.max.bytes", "262144")));
    return settings;
  }

  private static void format(String clusterId, int node, Path data) throws Exception {
    Files.createDirectories(data);
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setClusterId(clusterId)
        .setNodeId(node)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(data.toString())
        .setDirectories(List.of(data.toString()))
        .run();
  }

  private Admin connect() {
    Map<String, Object> settings = new HashMap<>();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    return Admin.create(settings);
  }

  @Override
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public Admin admin() {
    return admin;
  }

  @Override
  public int replication() {
    return NODES;
  }

  /** Process of a node, from 1. */
  ChildProcess node(int number) {
    return nodes.get(number - 1);
  }

  /** The node whose controller is active. */
  int controller() throws Exception {
    return Brokers.call(admin.describeMetadataQuorum().quorumInfo()).leaderId();
  }

  /** The node that leads a partition. */
  int leader(String topic, int partition) throws Exception {
    return Brokers.call(admin.describeTopics(List.of(topic)).allTopicNames())
        .get(topic)
        .partitions()
        .get(partition)
        .leader()
        .id();
  }

  /** Starts the nodes that are down and waits until the cluster is whole. */
  void mend() {
    nodes.stream().filter(node -> !node.running()).forEach(ChildProcess::start);
    awaitWhole();
  }

  /** Waits until all nodes are up and every replica of every partition is in sync. */
  void awaitWhole() {
    Waiting.until("the cluster is whole", this::whole);
  }

  private boolean whole() throws Exception {
    Collection<Node> up = Brokers.call(admin.describeCluster().nodes());
    if (up.size() < NODES) {
      return false;
    }
    Collection<String> topics =
        Brokers.call(
            admin
                .listTopics(
                    new org.apache.kafka.clients.admin.ListTopicsOptions().listInternal(true))
                .names());
    return Brokers.call(admin.describeTopics(topics).allTopicNames()).values().stream()
        .flatMap(topic -> topic.partitions().stream())
        .allMatch(Cluster::inSync);
  }

  private static boolean inSync(TopicPartitionInfo partition) {
    return partition.leader() != null && partition.isr().size() == partition.replicas().size();
  }

  void printLogs() {
    nodes.forEach(node -> System.out.println(node.tail()));
  }

  /** SIGTERM of a node, and waits until it has handed over and ended. */
  void stop(int node) throws InterruptedException {
    node(node).stop(STOP);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(5));
    for (ChildProcess node : nodes) {
      try {
        if (node.running()) {
          node.kill();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Deletes a folder of an earlier run. */
  static void clear(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      PathUtils.deleteDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot empty " + folder, e);
    }
  }
}
