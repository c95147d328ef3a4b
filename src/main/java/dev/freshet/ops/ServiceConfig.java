package dev.freshet.ops;

import dev.freshet.config.ClientKind;
import dev.freshet.config.Masking;
import dev.freshet.config.Secret;
import dev.freshet.ledger.LedgerConfig;
import dev.freshet.ledger.LedgerRocksDb;
import dev.freshet.registry.RegistryConfig;
import dev.freshet.topic.DeadLetters;
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
 * @param instance who it is
 * @param state where state is kept, and how much
 * @param layout how topics are divided and copied
 * @param load how much it does at once
 * @param booking how the ledger books
 * @param http what it serves to operators
 */
public record ServiceConfig(
    Role role,
    Cluster cluster,
    Instance instance,
    State state,
    Layout layout,
    Load load,
    Booking booking,
    Http http) {

  public ServiceConfig {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(cluster, "cluster");
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(layout, "layout");
    Objects.requireNonNull(load, "load");
    Objects.requireNonNull(booking, "booking");
    Objects.requireNonNull(http, "http");
  }

  /** One passing instance alone, on one broker, that serves nothing: for demo, bench and tests. */
  public static ServiceConfig alone(Role role, Cluster cluster, Path stateDir) {
    return new ServiceConfig(
        role,
        cluster,
        new Instance("alone", false),
        State.in(stateDir),
        new Layout(1, 1),
        Load.LEAST,
        Booking.DEFAULTS,
        Http.OFF);
  }

  public ServiceConfig withInstance(Instance other) {
    return new ServiceConfig(role, cluster, other, state, layout, load, booking, http);
  }

  public ServiceConfig withState(State other) {
    return new ServiceConfig(role, cluster, instance, other, layout, load, booking, http);
  }

  public ServiceConfig withLayout(Layout other) {
    return new ServiceConfig(role, cluster, instance, state, other, load, booking, http);
  }

  public ServiceConfig withLoad(Load other) {
    return new ServiceConfig(role, cluster, instance, state, layout, other, booking, http);
  }

  public ServiceConfig withBooking(Booking other) {
    return new ServiceConfig(role, cluster, instance, state, layout, load, other, http);
  }

  public ServiceConfig withHttp(Http other) {
    return new ServiceConfig(role, cluster, instance, state, layout, load, booking, other);
  }

  /**
   * Where Kafka and the registry are, and how to speak to them.
   *
   * @param bootstrapServers Kafka brokers, {@code host:port,…}
   * @param registryUrls schema registry URLs, comma separated
   * @param prefix prefix of all topics
   * @param clientConfig further settings of Kafka clients, those of one kind with its prefix, and
   *     of the registry client
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

    /** Settings of a Kafka client of this kind that is no part of Kafka Streams. */
    public Map<String, Object> client(ClientKind kind) {
      return kind.of(kafkaClient());
    }

    /** Settings of all Kafka clients, those of one kind with its prefix as Kafka Streams has it. */
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

    /** With secrets masked. */
    @Override
    public String toString() {
      return "Cluster[%s, %s, %s, %s]"
          .formatted(
              bootstrapServers,
              Masking.withoutUsers(registryUrls),
              prefix,
              Masking.masked(clientConfig));
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
   * Who the instance is.
   *
   * @param name unique in the cluster
   * @param lasting whether the name outlives a restart: then the instance is a static member of its
   *     groups, and a restart takes its work up again at once
   */
  public record Instance(String name, boolean lasting) {
    public Instance {
      Objects.requireNonNull(name, "name");
    }
  }

  /**
   * How topics are divided and copied.
   *
   * @param partitions of internal topics and of topics it creates
   * @param replication replication factor of the same
   * @param inputRetention how long input topics keep records; empty for ever
   */
  public record Layout(int partitions, int replication, Optional<Duration> inputRetention) {
    public Layout {
      positive("partitions", partitions);
      positive("replication", replication);
      inputRetention.ifPresent(kept -> positive("input retention in ms", kept.toMillis()));
    }

    /** Inputs are kept for ever. */
    public Layout(int partitions, int replication) {
      this(partitions, replication, Optional.empty());
    }
  }

  /**
   * How much it does at once.
   *
   * @param threads stream threads of each topology
   * @param fits fits at once in each lane of the refresher
   * @param builds builds and rebuilds that each partition of the planner asks for at once
   */
  public record Load(int threads, int fits, int builds) {
    /** One thread, one fit, and builds as by default. */
    public static final Load LEAST = new Load(1, 1, 8);

    public Load {
      positive("threads", threads);
      positive("fits", fits);
      positive("builds", builds);
    }

    public Load withThreads(int other) {
      return new Load(other, fits, builds);
    }

    public Load withFits(int other) {
      return new Load(threads, other, builds);
    }
  }

  /**
   * How the ledger books.
   *
   * @param flush how long weekly sums gather before they are published
   * @param keyedInputs whether all input topics have {@code partitions} partitions and every record
   *     is in its model's, so that the ledger needs no repartition
   * @param settleQuiet how long nothing of the weeks that are due to settle may have changed
   * @param aside records to put with the dead letters unread, because reading or booking them fails
   */
  public record Booking(
      Duration flush, boolean keyedInputs, Duration settleQuiet, Set<DeadLetters.Place> aside) {
    /** As {@link LedgerConfig#defaults()}. */
    public static final Booking DEFAULTS =
        new Booking(
            LedgerConfig.defaults().flushInterval(),
            LedgerConfig.defaults().keyedInputs(),
            LedgerConfig.defaults().settleQuiet(),
            LedgerConfig.defaults().aside());

    public Booking {
      Objects.requireNonNull(settleQuiet, "settleQuiet");
      aside = Set.copyOf(aside);
      positive("flush interval in ms", flush.toMillis());
    }

    public Booking withFlush(Duration other) {
      return new Booking(other, keyedInputs, settleQuiet, aside);
    }

    public Booking withKeyedInputs(boolean keyed) {
      return new Booking(flush, keyed, settleQuiet, aside);
    }

    public Booking withSettleQuiet(Duration quiet) {
      return new Booking(flush, keyedInputs, quiet, aside);
    }

    /** For the ledger, of so many partitions. */
    LedgerConfig ledger(int partitions) {
      return LedgerConfig.defaults()
          .withRepartitionPartitions(partitions)
          .withKeyedInputs(keyedInputs)
          .withFlushInterval(flush)
          .withSettleQuiet(settleQuiet)
          .withAside(aside);
    }
  }

  /**
   * What it serves to operators: health, metrics, and the API in its role.
   *
   * @param host name or address of the interface it listens on
   * @param port its port; 0 takes a free one, {@link #NONE} none at all
   * @param token what a caller must show who orders something; without one nobody may
   */
  public record Http(String host, int port, Optional<Secret> token) {
    /** Port of a service that does not listen. */
    public static final int NONE = -1;

    /** Only programs on the same machine reach this. */
    public static final String LOOPBACK = "127.0.0.1";

    /** Does not listen. */
    public static final Http OFF = new Http(LOOPBACK, NONE, Optional.empty());

    public Http {
      Objects.requireNonNull(host, "host");
      Objects.requireNonNull(token, "token");
      if (port < NONE || port > 65_535) {
        throw new IllegalArgumentException(
            "HTTP port %d: need 1 to 65535, 0 for a free one or -1 for none".formatted(port));
      }
    }

    /** Address of a port that it listens on, as a browser on this machine is given it. */
    public String address(int listening) {
      boolean anywhere = host.equals("0.0.0.0") || host.equals("::");
      String name = anywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
      return "http://%s:%d/".formatted(name, listening);
    }

    /** Whether it listens. */
    public boolean on() {
      return port != NONE;
    }
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " " + value + ": need 1 or more");
    }
  }
}
