package dev.freshet.ops;

import dev.freshet.ledger.LedgerConfig;
import dev.freshet.ledger.LedgerRocksDb;
import dev.freshet.registry.RegistryConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Settings of one instance of the service.
 *
 * @param role what it does
 * @param cluster where Kafka and the registry are
 * @param instance name of the instance, unique in the cluster
 * @param lasting whether the name outlives a restart: then the instance is a static member of its
 *     groups, and a restart takes its work up again at once
 * @param state where state is kept, and how much
 * @param threads stream threads of each topology
 * @param partitions partitions of internal topics and of topics it creates
 * @param replication replication factor of internal topics and of topics it creates
 * @param fits fits at once in each lane of the refresher
 * @param flush how long weekly sums gather before they are published
 * @param builds builds and rebuilds that each partition of the planner asks for at once
 * @param settleQuiet how long nothing of the weeks that are due to settle may have changed
 */
public record ServiceConfig(
    Role role,
    Cluster cluster,
    String instance,
    boolean lasting,
    State state,
    int threads,
    int partitions,
    int replication,
    int fits,
    Duration flush,
    int builds,
    Duration settleQuiet) {

  /** Builds asked for at once by each partition, unless another number is configured. */
  public static final int DEFAULT_BUILDS = 8;

  /** Quiet before weeks settle, unless another time is configured. */
  public static final Duration DEFAULT_SETTLE_QUIET = LedgerConfig.defaults().settleQuiet();

  /**
   * Where Kafka and the registry are, and how to speak to them.
   *
   * @param bootstrapServers Kafka brokers, {@code host:port,…}
   * @param registryUrls schema registry URLs, comma separated
   * @param prefix prefix of all topics
   * @param clientConfig further settings of every Kafka client and of the registry client
   */
  public record Cluster(
      String bootstrapServers,
      String registryUrls,
      String prefix,
      Map<String, Object> clientConfig) {
    private static final Set<String> REGISTRY_SETTINGS = RegistryConfig.definition().names();

    public Cluster {
      Objects.requireNonNull(bootstrapServers, "bootstrapServers");
      Objects.requireNonNull(registryUrls, "registryUrls");
      Objects.requireNonNull(prefix, "prefix");
      clientConfig = Map.copyOf(clientConfig);
    }

    /** Settings of a Kafka client. */
    public Map<String, Object> kafkaClient() {
      Map<String, Object> all = new HashMap<>(clientConfig);
      all.keySet().removeIf(Cluster::isRegistrySetting);
      all.put("bootstrap.servers", bootstrapServers);
      return all;
    }

    /** Settings of the registry client and the serdes. */
    public Map<String, Object> registry() {
      Map<String, Object> all = new HashMap<>(clientConfig);
      all.keySet().removeIf(k -> !isRegistrySetting(k));
      all.put("schema.registry.url", registryUrls);
      return all;
    }

    private static boolean isRegistrySetting(String key) {
      return key.startsWith("schema.registry.") || REGISTRY_SETTINGS.contains(key);
    }
  }

  /**
   * Where state is kept, and how much.
   *
   * @param dir folder of the state stores
   * @param standbys copies of each store on other instances, which take over without a restore
   * @param memoryBytes memory of all RocksDB stores of the process together
   */
  public record State(Path dir, int standbys, long memoryBytes) {
    private static final long LEAST_MEMORY = 16L << 20;

    public State {
      Objects.requireNonNull(dir, "dir");
      if (standbys < 0) {
        throw new IllegalArgumentException("standbys " + standbys + ": need 0 or more");
      }
      if (memoryBytes < LEAST_MEMORY) {
        throw new IllegalArgumentException(
            "state memory of %d bytes: need 16 MiB or more".formatted(memoryBytes));
      }
    }

    /** Without copies elsewhere, and with the default bound of memory. */
    public static State in(Path dir) {
      return new State(dir, 0, LedgerRocksDb.DEFAULT_MEMORY_BYTES);
    }
  }

  /** One instance alone, with the default bound of memory. */
  public ServiceConfig(
      Role role,
      Cluster cluster,
      String instance,
      boolean lasting,
      Path stateDir,
      int threads,
      int partitions,
      int replication,
      int fits,
      Duration flush) {
    this(
        role,
        cluster,
        instance,
        lasting,
        State.in(stateDir),
        threads,
        partitions,
        replication,
        fits,
        flush,
        DEFAULT_BUILDS,
        DEFAULT_SETTLE_QUIET);
  }

  public ServiceConfig withSettleQuiet(Duration quiet) {
    return new ServiceConfig(
        role,
        cluster,
        instance,
        lasting,
        state,
        threads,
        partitions,
        replication,
        fits,
        flush,
        builds,
        quiet);
  }

  /** Folder of the state stores. */
  public Path stateDir() {
    return state.dir();
  }

  public ServiceConfig {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(state, "state");
    positive("threads", threads);
    positive("partitions", partitions);
    positive("replication", replication);
    positive("fits", fits);
    positive("flush interval in ms", flush.toMillis());
    positive("builds", builds);
    if (settleQuiet.isNegative()) {
      throw new IllegalArgumentException(
          "quiet before weeks settle %s: need PT0S or more".formatted(settleQuiet));
    }
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " " + value + ": need 1 or more");
    }
  }
}
