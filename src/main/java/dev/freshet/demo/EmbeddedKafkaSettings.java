package dev.freshet.demo;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The broker settings that make a one-node Kafka correct, quick to start and small in memory. */
final class EmbeddedKafkaSettings {
  static final int NODE_ID = 1;
  static final String CONTROLLER = "CONTROLLER";

  /** Everything but the directory, the ports and what follows from them. */
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("process.roles", "broker,controller"),
          Map.entry("controller.listener.names", CONTROLLER),
          Map.entry("inter.broker.listener.name", "CLIENTS"),
          Map.entry("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT"),
          Map.entry("auto.create.topics.enable", "false"),
          // One node: every internal topic has one replica.
          Map.entry("default.replication.factor", "1"),
          Map.entry("min.insync.replicas", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          // Fewer partitions than the default 50: they are created on first use, while a client
          // waits.
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          // Groups form at once; tests may ask for short sessions.
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("group.min.session.timeout.ms", "1000"),
          // A transaction that a killed process left open ends soon after its own time-out.
          Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000"),
          // A broker without peers need not wait seconds for its own controller.
          Map.entry("broker.heartbeat.interval.ms", "500"),
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "4"),
          Map.entry("background.threads", "2"),
          Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
          Map.entry("log.cleaner.io.buffer.size", "131072"),
          Map.entry("log.index.size.max.bytes", "1048576"));

  private EmbeddedKafkaSettings() {}

  /** All settings of one broker; {@code overrides} win. */
  static Properties of(
      Path directory, int port, int controllerPort, Map<String, String> overrides) {
    String clients = "CLIENTS://" + LoopbackPorts.HOST + ":" + port;
    String controller = LoopbackPorts.HOST + ":" + controllerPort;
    Properties settings = new Properties();
    settings.putAll(DEFAULTS);
    settings.setProperty("node.id", Integer.toString(NODE_ID));
    settings.setProperty("log.dirs", directory.toString());
    settings.setProperty("listeners", clients + "," + CONTROLLER + "://" + controller);
    settings.setProperty("advertised.listeners", clients);
    settings.setProperty("controller.quorum.voters", NODE_ID + "@" + controller);
    settings.putAll(overrides);
    return settings;
  }
}
