package dev.freshet.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.demo.LoopbackPorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A Kafka Connect worker as a process of its own, by {@code connect/worker.properties}. Its clocks
 * are not UTC's, as they need not be.
 */
public final class ConnectWorker implements AutoCloseable {
  /** The files that are given to operators. */
  public static final Path FILES = Path.of("connect");

  private static final Path PLUGINS = Path.of("target", "connect", "plugins");
  private static final String NOT_THE_WORKERS = "(avro|postgresql|jackson-dataformat-xml)-.*";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final Path log;
  private final Process process;

  private ConnectWorker(String url, Path log, Process process) {
    this.url = url;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a worker.
   *
   * @param folder for its files
   * @param brokers bootstrap servers
   * @param security settings of each of its clients
   * @param environment variables that connectors may read
   */
  public static ConnectWorker start(
      Path folder, String brokers, Map<String, String> security, Map<String, String> environment)
      throws IOException {
    String url = "http://" + LoopbackPorts.HOST + ":" + LoopbackPorts.free();
    Map<String, String> here = new HashMap<>();
    here.put("bootstrap.servers", brokers);
    here.put("plugin.path", PLUGINS.toAbsolutePath().toString());
    here.put("listeners", url);
    for (String topic : List.of("config", "offset", "status")) {
      here.put(topic + ".storage.replication.factor", "1");
    }
    Properties settings = new Properties();
    try (var file = Files.newBufferedReader(FILES.resolve("worker.properties"))) {
      settings.load(file);
    }
    assertThat(settings).containsKeys(here.keySet().toArray());
    settings.putAll(here);
    for (String client : List.of("", "producer.", "consumer.", "admin.")) {
      security.forEach((name, value) -> settings.put(client + name, value));
    }
    Path properties = folder.resolve("worker.properties");
    try (var file = Files.newBufferedWriter(properties)) {
      settings.store(file, null);
    }
    Path logging =
        Files.writeString(
            folder.resolve("log4j2.properties"),
            """
            appender.console.type = Console
            appender.console.name = console
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %d{ISO8601} %-5p %c{1} [%t] %m%n%ex
            rootLogger.level = INFO
            rootLogger.appenderRef.console.ref = console
            """);
    Path log = folder.resolve("worker.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Duser.timezone=America/Havana",
                "-Dlog4j2.configurationFile=" + logging,
                "-cp",
                classPath(),
                "org.apache.kafka.connect.cli.ConnectDistributed",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new ConnectWorker(url, log, builder.start());
  }

  /** This JVM's libraries, without those that a worker has not got or that plug-ins must bring. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .filter(entry -> !Path.of(entry).getFileName().toString().matches(NOT_THE_WORKERS))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Whether it takes orders. */
  public boolean answers() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the worker has ended:\n" + log());
    }
    try {
      return send(HttpRequest.newBuilder(URI.create(url + "/connectors")).build()).statusCode()
          == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Creates a connector from a file. */
  public void create(Path connector) throws IOException {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(url + "/connectors"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofFile(connector))
                .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /** Whether the connector and its tasks run. */
  public boolean runs(String connector) {
    try {
      JsonNode status =
          JSON.readTree(
              send(HttpRequest.newBuilder(URI.create(url + "/connectors/" + connector + "/status"))
                      .build())
                  .body());
      List<String> states = status.path("tasks").findValuesAsText("state");
      if (states.contains("FAILED")) {
        throw new IllegalStateException(status.toPrettyString());
      }
      return status.path("connector").path("state").asText().equals("RUNNING")
          && !states.isEmpty()
          && states.stream().allMatch("RUNNING"::equals);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that it has logged. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
