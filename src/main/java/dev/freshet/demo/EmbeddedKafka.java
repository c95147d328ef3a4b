package dev.freshet.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.commons.io.file.PathUtils;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Runs a real one-node Kafka (broker and KRaft controller) inside this process, for the
 * demonstration and for tests.
 *
 * <p>{@link #stop()} and {@link #start()} restart the broker on the same port with the same data;
 * {@link #close()} also deletes the directory when this class created it. Topics are not created by
 * use: a mistyped topic name is an error here as on a well-kept cluster.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final int START_ATTEMPTS = 5;

  private final Path directory;
  private final boolean ownsDirectory;
  private final boolean fixedPort;
  private final Map<String, String> overrides = new LinkedHashMap<>();
  private int port;
  private KafkaRaftServer server;
  private boolean startedBefore;

  private EmbeddedKafka(Path directory, boolean ownsDirectory, int port) {
    this.directory = Objects.requireNonNull(directory, "directory");
    this.ownsDirectory = ownsDirectory;
    this.port = port;
    this.fixedPort = port != 0;
  }

  /** A broker whose data live in a fresh temporary directory until {@link #close()}. */
  public static EmbeddedKafka temporary() {
    try {
      return new EmbeddedKafka(Files.createTempDirectory("freshet-kafka-"), true, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot create a temporary directory for the embedded broker; check java.io.tmpdir", e);
    }
  }

  /** A broker whose data stay in {@code directory}, on any free port. */
  public static EmbeddedKafka in(Path directory) {
    return new EmbeddedKafka(directory, false, 0);
  }

  /** A broker whose data stay in {@code directory}, on {@code port}. */
  public static EmbeddedKafka in(Path directory, int port) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("Broker port must be in 1..65535, not " + port);
    }
    return new EmbeddedKafka(directory, false, port);
  }

  /** Adds or replaces a broker setting; takes effect at the next {@link #start()}. */
  public synchronized EmbeddedKafka with(String setting, String value) {
    overrides.put(
        Objects.requireNonNull(setting, "setting"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /** Starts the broker and returns when it takes requests. */
  public synchronized EmbeddedKafka start() {
    if (server != null) {
      throw new IllegalStateException("The embedded broker already runs on " + bootstrapServers());
    }
    for (int attempt = 1; server == null; attempt++) {
      choosePort();
      try {
        server = launch(LoopbackPorts.free());
      } catch (Exception e) {
        // Between choosing a free port and binding it, another process may take it.
        if (rootCause(e) instanceof BindException && attempt < START_ATTEMPTS) {
          continue;
        }
        throw new IllegalStateException(
            "The embedded broker did not start on "
                + bootstrapServers()
                + " with data in "
                + directory
                + ": "
                + rootCause(e),
            e);
      }
    }
    startedBefore = true;
    return this;
  }

  /** Address for clients, {@code host:port}; stays the same over restarts. */
  public synchronized String bootstrapServers() {
    if (port == 0) {
      throw new IllegalStateException("The embedded broker has no address yet: call start() first");
    }
    return LoopbackPorts.HOST + ":" + port;
  }

  /** Where the data are. */
  public Path directory() {
    return directory;
  }

  public synchronized boolean isRunning() {
    return server != null;
  }

  /** Shuts the broker down in order and keeps its data; does nothing when it is not running. */
  public synchronized void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }

  @Override
  public synchronized void close() {
    stop();
    if (ownsDirectory) {
      deleteDirectory(directory);
    }
  }

  private void choosePort() {
    if (!fixedPort && !startedBefore) {
      port = LoopbackPorts.free();
    } else if (!LoopbackPorts.isFree(port)) {
      throw new IllegalStateException(
          "The embedded broker cannot listen on "
              + bootstrapServers()
              + ": the port is taken; stop what listens there or choose another port");
    }
  }

  /**
   * Launches the server, where need be under a neutral locale: KafkaConfig upper-cases "classic" by
   * the default locale and in Turkish then does not find its own constant CLASSIC.
   */
  private KafkaRaftServer launch(int controllerPort) throws Exception {
    Locale usual = Locale.getDefault();
    if ("i".toUpperCase(usual).equals("I")) {
      return launchServer(controllerPort);
    }
    Locale.setDefault(Locale.ROOT);
    try {
      return launchServer(controllerPort);
    } finally {
      Locale.setDefault(usual);
    }
  }

  private KafkaRaftServer launchServer(int controllerPort) throws Exception {
    KafkaConfig config =
        KafkaConfig.fromProps(
            EmbeddedKafkaSettings.of(directory, port, controllerPort, overrides), false);
    if (!Files.exists(directory.resolve("meta.properties"))) {
      format();
    }
    KafkaRaftServer candidate = new KafkaRaftServer(config, Time.SYSTEM);
    try {
      candidate.startup();
    } catch (Exception e) {
      try {
        candidate.shutdown();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    return candidate;
  }

  private void format() throws Exception {
    Files.createDirectories(directory);
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(EmbeddedKafkaSettings.NODE_ID)
        .setControllerListenerName(EmbeddedKafkaSettings.CONTROLLER)
        .setMetadataLogDirectory(directory.toString())
        .setDirectories(List.of(directory.toString()))
        .run();
  }

  private static Throwable rootCause(Throwable e) {
    return e.getCause() == null ? e : rootCause(e.getCause());
  }

  private static void deleteDirectory(Path root) {
    try {
      PathUtils.deleteDirectory(root);
    } catch (NoSuchFileException e) {
      // Somebody else removed it already: nothing is left to do.
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete the embedded broker's data in " + root, e);
    }
  }
}
