package dev.freshet.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers Confluent's Schema Registry REST API from memory, for the demonstration and for tests, so
 * that any Confluent-compatible tool decodes our topics.
 *
 * <p>Given a file, it keeps schemas, ids and levels there over restarts. It knows Avro only and has
 * no deletion, contexts, references or authentication.
 */
public final class EmbeddedRegistry implements AutoCloseable {
  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    // Without it the JDK's server waits for a delayed acknowledgement: 44 ms an answer, not 2.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final Path file;
  private final RegistryRoutes routes;
  private final RegistryCatalog catalog;
  private int port;
  private HttpServer server;
  private ExecutorService workers;

  private EmbeddedRegistry(Path file, int port) {
    this.file = file;
    this.port = port;
    this.catalog = load(file);
    this.routes = new RegistryRoutes(catalog);
  }

  /** A registry whose content ends with this object. */
  public static EmbeddedRegistry inMemory() {
    return new EmbeddedRegistry(null, 0);
  }

  /** A registry that keeps its content in {@code file} (JSON), on any free port. */
  public static EmbeddedRegistry persistedIn(Path file) {
    return persistedIn(file, 0);
  }

  /**
   * A registry that keeps its content in {@code file} (JSON), on {@code port} (0: any free one).
   */
  public static EmbeddedRegistry persistedIn(Path file, int port) {
    return new EmbeddedRegistry(Objects.requireNonNull(file, "file"), port);
  }

  /** Starts answering; after {@link #stop()} again on the same port with the same content. */
  public synchronized EmbeddedRegistry start() {
    if (server != null) {
      throw new IllegalStateException("The embedded registry already runs on " + url());
    }
    port = port == 0 ? LoopbackPorts.free() : port;
    try {
      server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByName(LoopbackPorts.HOST), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The embedded registry cannot listen on "
              + LoopbackPorts.HOST
              + ":"
              + port
              + ": "
              + e.getMessage(),
          e);
    }
    workers =
        Executors.newFixedThreadPool(
            4,
            task -> {
              Thread thread = new Thread(task, "embedded-registry");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(workers);
    server.createContext("/", this::answer);
    server.start();
    return this;
  }

  /** Base URL for clients. */
  public synchronized String url() {
    if (port == 0) {
      throw new IllegalStateException("The embedded registry has no address yet: call start()");
    }
    return "http://" + LoopbackPorts.HOST + ":" + port;
  }

  /** Stops answering and keeps its content; does nothing when it is not running. */
  public synchronized void stop() {
    if (server != null) {
      server.stop(0);
      workers.shutdownNow();
      server = null;
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void answer(HttpExchange exchange) throws IOException {
    int status = 200;
    Object body;
    try {
      JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
      body = routes.answer(exchange.getRequestMethod(), exchange.getRequestURI(), request);
      if (!"GET".equals(exchange.getRequestMethod())) {
        save();
      }
    } catch (RegistryError e) {
      status = e.status();
      body = error(e.code(), e.getMessage());
    } catch (JsonProcessingException e) {
      status = 400;
      body = error(400, "The request's body is not JSON: " + e.getOriginalMessage());
    } catch (RuntimeException | IOException e) {
      status = 500;
      body = error(50001, "Error in the embedded registry: " + e);
    }
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
    try (exchange) {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static Map<String, Object> error(int code, String message) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("error_code", code);
    body.put("message", message);
    return body;
  }

  private static RegistryCatalog load(Path file) {
    if (file == null || !Files.exists(file)) {
      return new RegistryCatalog();
    }
    try {
      return RegistryCatalog.of(
          JSON.readValue(Files.readAllBytes(file), RegistryCatalog.Snapshot.class));
    } catch (IOException e) {
      throw new UncheckedIOException(
          file
              + ": cannot read the embedded registry's content; delete it together with the broker's data",
          e);
    }
  }

  private synchronized void save() throws IOException {
    if (file != null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, JSON.writeValueAsBytes(catalog.snapshot()));
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
