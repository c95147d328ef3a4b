package dev.freshet.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The table of all settings, in the order in which they are shown. */
public final class Settings {
  private static final Pattern PLACE = Pattern.compile("[a-zA-Z0-9._-]+/\\d{1,9}/\\d{1,18}");
  private static final int LEAST_MEMORY_MIB = 16;
  private static final int MOST_MEMORY_MIB = 1 << 20;
  private static final int MOST_PORT = 65_535;

  public static final Setting<Path> CONFIG =
      Setting.optional(
          "config",
          Kind.path("FILE"),
          "none",
          "Properties file with settings, a line each, such as partitions=12. Not to be set in the"
              + " file itself.");

  public static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.required(
          "bootstrap-servers", Kind.text("list of host:port", "HOST:PORT,…"), "Kafka brokers.");

  public static final Setting<String> SCHEMA_REGISTRY =
      Setting.required(
          "schema-registry",
          Kind.text("list of URLs", "URL,…"),
          "Confluent-compatible schema registry; further URLs take over when one fails.");

  public static final Setting<String> TOPIC_PREFIX =
      Setting.of("topic-prefix", Kind.anyText("PREFIX"), "mmm.", "Prefix of all topics.");

  public static final Setting<Path> CLIENT_CONFIG =
      Setting.optional(
          "client-config",
          Kind.path("FILE"),
          "none",
          "Properties file for every Kafka client and the registry client, without the prefixes"
              + " kafka. and registry., as Kafka's own tools read it. A setting with prefix is"
              + " stronger, wherever it stands.");

  public static final Setting<String> ROLE =
      Setting.of(
          "role",
          Kind.oneOf("all", "ledger", "planner", "refresher", "api"),
          "all",
          "What this instance does.");

  public static final Setting<String> INSTANCE =
      Setting.optional(
          "instance",
          Kind.text("text", "NAME"),
          "host and process",
          "Name of this instance, unique in the cluster and the same after a restart: it then takes"
              + " its work up again at once. Without one there is no such promise.");

  public static final Setting<Boolean> CREATE_TOPICS =
      Setting.of("create-topics", Kind.yesOrNo(), "false", "Create the topics that are missing.");

  public static final Setting<Integer> PARTITIONS =
      Setting.of(
          "partitions",
          Kind.atLeast(1),
          "6",
          "Partitions of topics it creates and of internal ones.");

  public static final Setting<Integer> REPLICATION =
      Setting.of(
          "replication", Kind.between(1, Short.MAX_VALUE), "3", "Replication factor of the same.");

  public static final Setting<Duration> INPUT_RETENTION =
      Setting.optional(
          "input-retention",
          Kind.duration(Duration.ofDays(1)),
          "unlimited",
          "How long input topics that it creates keep records, such as P1500D: from them all else can"
              + " be made again, so no shorter than the longest window of a model. A start warns of"
              + " input topics that keep less.");

  public static final Setting<Path> STATE_DIR =
      Setting.of(
          "state-dir",
          Kind.path("FOLDER"),
          "freshet-state",
          "Folder of the state stores, on a disk that lasts.");

  public static final Setting<Integer> STANDBYS =
      Setting.of(
          "standbys",
          Kind.atLeast(0),
          "1",
          "Copies of each store on other instances, which take over without a restore. Without other"
              + " instances there are none.");

  public static final Setting<Integer> STATE_MEMORY_MIB =
      Setting.of(
          "state-memory-mib",
          Kind.between(LEAST_MEMORY_MIB, MOST_MEMORY_MIB),
          "256",
          "Memory of all state stores together, off the heap, in MiB.");

  public static final Setting<Integer> THREADS =
      Setting.of("threads", Kind.atLeast(1), "1", "Stream threads of each topology.");

  public static final Setting<Integer> FITS =
      Setting.optional(
          "fits", Kind.atLeast(1), "as many as processors", "Fits at once in each lane.");

  public static final Setting<Integer> BUILDS =
      Setting.of(
          "builds",
          Kind.atLeast(1),
          "8",
          "Builds and rebuilds that each partition of the planner asks for at once; the others wait"
              + " their turn.");

  public static final Setting<Integer> FLUSH_MILLIS =
      Setting.of(
          "flush-millis",
          Kind.atLeast(1),
          "1000",
          "How long weekly sums gather before they are published, in milliseconds.");

  public static final Setting<Boolean> KEYED_INPUTS =
      Setting.of(
          "keyed-inputs",
          Kind.yesOrNo(),
          "false",
          "Skip the repartition of events: all input topics have as many partitions as partitions"
              + " says, and producers key by model with Kafka's default partitioner.");

  public static final Setting<Duration> SETTLE_QUIET =
      Setting.of(
          "settle-quiet",
          Kind.duration(),
          "P7D",
          "How long nothing of the weeks that are due to settle may have changed, such as P7D or"
              + " PT12H; longer than any pause in a backfill.");

  public static final Setting<List<String>> PUT_ASIDE =
      Setting.optional(
          "put-aside",
          Kind.list("topic/partition/offset", PLACE, "mmm.spend/3/1234"),
          "none",
          "Records that the ledger puts with the dead letters unread, because reading or booking them fails.");

  public static final Setting<String> HTTP_HOST =
      Setting.of(
          "http-host",
          Kind.text("host name or address", "HOST"),
          "127.0.0.1",
          "Address that health, metrics and the API listen on; 0.0.0.0 for all there are.");

  public static final Setting<Integer> HTTP_PORT =
      Setting.of(
          "http-port",
          Kind.between(-1, MOST_PORT),
          "8085",
          "Their port; 0 takes any that is free, -1 serves nothing.");

  public static final Setting<Secret> API_TOKEN =
      Setting.optional(
          "api-token",
          Kind.secret("TOKEN"),
          "none",
          "Bearer token of orders to the API; without one it takes none. Better given as a file:"
              + " everybody on the machine sees a command line.");

  /** What every command needs that speaks to a cluster. */
  public static final List<Setting<?>> CLUSTER =
      List.of(CONFIG, BOOTSTRAP_SERVERS, SCHEMA_REGISTRY, TOPIC_PREFIX, CLIENT_CONFIG);

  /** All there are. */
  public static final List<Setting<?>> ALL =
      List.of(
          CONFIG,
          BOOTSTRAP_SERVERS,
          SCHEMA_REGISTRY,
          TOPIC_PREFIX,
          CLIENT_CONFIG,
          ROLE,
          INSTANCE,
          CREATE_TOPICS,
          PARTITIONS,
          REPLICATION,
          INPUT_RETENTION,
          STATE_DIR,
          STANDBYS,
          STATE_MEMORY_MIB,
          THREADS,
          FITS,
          BUILDS,
          FLUSH_MILLIS,
          KEYED_INPUTS,
          SETTLE_QUIET,
          PUT_ASIDE,
          HTTP_HOST,
          HTTP_PORT,
          API_TOKEN);

  private Settings() {}
}
