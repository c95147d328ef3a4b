package dev.freshet.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.demo.EmbeddedRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands before an embedded registry and fails as told: a queue of faults, then honest answers. */
final class FaultyRegistry implements AutoCloseable {
  /** What happens to one request instead of being answered. */
  interface Fault {
    void answer(HttpExchange exchange) throws IOException;
  }

  /** What came in. */
  record Request(String line, String authorization) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final EmbeddedRegistry behind;
  private final HttpClient http = HttpClient.newHttpClient();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private HttpServer server;
  private int port;
  private volatile String requiredAuthorization;

  FaultyRegistry(EmbeddedRegistry behind) throws IOException {
    this.behind = behind;
    start();
  }

  static Fault status(int status, String body, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      reply(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    };
  }

  FaultyRegistry failing(Fault... next) {
    faults.addAll(List.of(next));
    return this;
  }

  /** Says nothing until this registry closes. */
  Fault silence() {
    return exchange -> awaitClosing();
  }

  /** Promises a body, sends part of it, and says nothing more. */
  Fault stall() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 100);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      awaitClosing();
    };
  }

  void requireAuthorization(String value) {
    requiredAuthorization = value;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  List<String> lines() {
    return requests.stream().map(Request::line).toList();
  }

  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
    port = server.getAddress().getPort();
    server.setExecutor(workers);
    server.createContext("/", this::answer);
    server.start();
  }

  void stop() {
    server.stop(0);
  }

  @Override
  public void close() {
    closing.countDown();
    stop();
    workers.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      requests.add(
          new Request(exchange.getRequestMethod() + " " + exchange.getRequestURI(), authorization));
      Fault fault = faults.poll();
      if (fault != null) {
        fault.answer(exchange);
      } else if (requiredAuthorization != null && !requiredAuthorization.equals(authorization)) {
        status(401, "{\"error_code\":401,\"message\":\"Unauthorized\"}").answer(exchange);
      } else {
        forward(exchange);
      }
    }
  }

  private void forward(HttpExchange exchange) throws IOException {
    try {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(URI.create(behind.url() + exchange.getRequestURI()))
                  .method(
                      exchange.getRequestMethod(),
                      BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
                  .build(),
              BodyHandlers.ofByteArray());
      reply(exchange, response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitClosing() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
