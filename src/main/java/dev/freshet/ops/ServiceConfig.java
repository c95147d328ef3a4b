package dev.freshet.ops;

import dev.freshet.ledger.LedgerRocksDb;
import dev.freshet.registry.RegistryConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * @param keyedInputs whether all input topics have {@code partitions} partitions and every record
 *     is in its model's, so that the ledger needs no repartition
 * @param http where it answers over HTTP
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
    boolean keyedInputs,
    Http http) {

  /** Builds asked for at once by each partition, unless another number is configured. */
  public static final int DEFAULT_BUILDS = 8;

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

  /**
   * Where the service answers over HTTP, and to whom.
   *
   * @param host name or address of the interface it listens on
   * @param port its port; 0 takes a free one, {@link #NONE} none at all
   * @param token what a caller must show who orders something; without one nobody may
   */
  public record Http(String host, int port, Optional<String> token) {
    /** Port of a service that does not listen. */
    public static final int NONE = -1;

    /** Only programs on the same machine reach this. */
    public static final String LOOPBACK = "127.0.0.1";

    /** Does not listen. */
    public static final Http OFF = new Http(LOOPBACK, NONE, Optional.empty());

    public Http {
      Objects.requireNonNull(host, "host");
      if (port < NONE || port > 65_535) {
        throw new IllegalArgumentException(
            "HTTP port %d: need 1 to 65535, 0 for a free one or -1 for none".formatted(port));
      }
      if (token.filter(String::isBlank).isPresent()) {
        throw new IllegalArgumentException("the API token is blank: give one, or none at all");
      }
    }

    /** Whether it listens. */
    public boolean on() {
      return port != NONE;
    }

    /** Without the token, which is nobody's business. */
    @Override
    public String toString() {
      return "Http[host=%s, port=%d, token=%s]"
          .formatted(host, port, token.isPresent() ? "given" : "none");
    }
  }

  /** The same without HTTP. */
  public ServiceConfig(
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
      boolean keyedInputs) {
    this(
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
        keyedInputs,
        Http.OFF);
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
        false);
  }

  /** The same with inputs keyed by model, or not. */
  public ServiceConfig withKeyedInputs(boolean keyed) {
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
        keyed,
        http);
  }

  /** The same, answering over HTTP there. */
  public ServiceConfig withHttp(Http where) {
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
        keyedInputs,
        where);
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
    Objects.requireNonNull(http, "http");
    if (role == Role.API && !http.on()) {
      throw new IllegalArgumentException("role api does nothing without HTTP: give it a port");
    }
    positive("threads", threads);
    positive("partitions", partitions);
    positive("replication", replication);
    positive("fits", fits);
    positive("flush interval in ms", flush.toMillis());
    positive("builds", builds);
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " " + value + ": need 1 or more");
    }
  }
}
