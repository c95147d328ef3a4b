package dev.freshet.registry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers each path as it was told to, in the forms of Confluent's registry, and every other as
 * that one answers a path it does not have.
 */
public final class StubRegistry implements AutoCloseable {
  private static final Answer NO_PATH =
      new Answer(404, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}");

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  public StubRegistry() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
    answer("/schemas/types", 200, "['JSON','PROTOBUF','AVRO']");
  }

  /**
   * Tells what to answer.
   *
   * @param json single quotes for double ones
   */
  public StubRegistry answer(String path, int status, String json) {
    answers.put(path, new Answer(status, json.replace('\'', '"')));
    return this;
  }

  /** The schema of an id, with references or none. */
  public StubRegistry schema(int id, String schema, Reference... references) {
    return answer("/schemas/ids/" + id, body(schema, references));
  }

  /** The schema of a version, with references or none. */
  public StubRegistry version(String subject, int version, String schema, Reference... references) {
    ObjectNode body = body(schema, references);
    body.put("subject", subject).put("version", version).put("id", 1000 + version);
    return answer("/subjects/" + subject + "/versions/" + version, body);
  }

  /** What a schema says of one that it refers to. */
  public record Reference(String name, String subject, int version) {}

  private StubRegistry answer(String path, ObjectNode body) {
    answers.put(path, new Answer(200, body.toString()));
    return this;
  }

  private static ObjectNode body(String schema, Reference... references) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("schema", schema);
    for (Reference reference : references) {
      body.withArray("references")
          .addObject()
          .put("name", reference.name())
          .put("subject", reference.subject())
          .put("version", reference.version());
    }
    return body;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Paths that were asked for, in order, without their queries. */
  public List<String> asked() {
    return asked;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      asked.add(path);
      Answer answer = answers.getOrDefault(path, NO_PATH);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
