package dev.freshet.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Brings a request to whichever registry node answers, with failover and repetition.
 *
 * <p>An attempt asks every node once, beginning with the one that answered last. Connection errors,
 * time-outs, 429 and 5xx are failures; any other answer, also a refusal, is an answer and is never
 * asked for twice. Every request of the API may be repeated: registering twice changes nothing.
 */
final class RegistryTransport {
  private static final Logger LOG = LogManager.getLogger(RegistryTransport.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int TOO_MANY_REQUESTS = 429;

  private final RegistryConfig config;
  private final HttpClient http;
  private final Sleeper sleeper;
  private final DoubleSupplier uniform;
  private final AtomicInteger preferred = new AtomicInteger();

  RegistryTransport(RegistryConfig config, Sleeper sleeper, DoubleSupplier uniform) {
    this.config = config;
    this.sleeper = sleeper;
    this.uniform = uniform;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(config.connectTimeout());
    config.tls().ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  RegistryAnswer get(String path) {
    return send("GET", path, null);
  }

  RegistryAnswer send(String method, String path, JsonNode body) {
    Map<String, String> failures = new LinkedHashMap<>();
    Throwable last = null;
    for (int repetition = 0; ; repetition++) {
      int first = preferred.get();
      Duration askedWait = Duration.ZERO;
      for (int i = 0; i < config.servers().size(); i++) {
        int index = (first + i) % config.servers().size();
        RegistryConfig.Server server = config.servers().get(index);
        try {
          RegistryAnswer answer = ask(server, method, path, body);
          prefer(index, first, failures);
          return answer;
        } catch (RetryableFailure e) {
          failures.put(server.url().toString(), e.getMessage());
          askedWait = askedWait.compareTo(e.retryAfter) < 0 ? e.retryAfter : askedWait;
          last = e;
        }
      }
      if (repetition == config.retry().maxRetries()) {
        throw unavailable(method + " " + path, repetition + 1, failures, last);
      }
      pause(repetition, askedWait);
    }
  }

  private void prefer(int index, int before, Map<String, String> failures) {
    if (index != before && preferred.compareAndSet(before, index)) {
      LOG.warn(
          "Schema registry: going on with {} because others failed: {}",
          config.servers().get(index).url(),
          failures);
    }
  }

  private RegistryAnswer ask(
      RegistryConfig.Server server, String method, String path, JsonNode body)
      throws RetryableFailure {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .header("Accept", MEDIA_TYPE + ", application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()));
    if (body != null) {
      request.header("Content-Type", MEDIA_TYPE);
    }
    server.credentials().header().ifPresent(value -> request.header("Authorization", value));
    HttpResponse<byte[]> response = exchange(request.build());
    int status = response.statusCode();
    JsonNode json = parse(response.body());
    if (status >= 500 || status == TOO_MANY_REQUESTS) {
      throw new RetryableFailure(
          "status " + status + " " + json.path("message").asText(""), retryAfter(response), null);
    }
    return new RegistryAnswer(server.url().toString(), status, json);
  }

  /** Sends with one deadline for headers and body: a stalled body must not hold the caller. */
  private HttpResponse<byte[]> exchange(HttpRequest request) throws RetryableFailure {
    CompletableFuture<HttpResponse<byte[]>> pending =
        http.sendAsync(request, BodyHandlers.ofByteArray());
    try {
      return pending.get(config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      pending.cancel(true);
      throw new RetryableFailure(
          "no answer within " + config.requestTimeout().toMillis() + " ms", Duration.ZERO, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException) {
        String text = cause.getMessage();
        String kind = cause.getClass().getSimpleName();
        throw new RetryableFailure(text == null ? kind : kind + ": " + text, Duration.ZERO, cause);
      }
      throw new IllegalStateException("Request " + request + " failed", cause);
    } catch (InterruptedException e) {
      pending.cancel(true);
      throw interrupted(e);
    }
  }

  private void pause(int repetition, Duration asked) {
    Duration own = config.retry().backoff(repetition, uniform.getAsDouble());
    Duration longest = config.retry().maxWait();
    Duration heeded = asked.compareTo(longest) < 0 ? asked : longest;
    try {
      sleeper.sleep(own.compareTo(heeded) < 0 ? heeded : own);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static RegistryUnavailableException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new RegistryUnavailableException(
        "Interrupted while waiting for the schema registry; the request may be repeated", e);
  }

  private static RegistryUnavailableException unavailable(
      String request, int attempts, Map<String, String> failures, Throwable last) {
    return new RegistryUnavailableException(
        "No schema registry answered "
            + request
            + " in "
            + attempts
            + (attempts == 1 ? " attempt: " : " attempts: ")
            + failures
            + "; check that it runs and that schema.registry.url is right. Nothing is lost: the request"
            + " may be repeated",
        last);
  }

  private static JsonNode parse(byte[] body) {
    try {
      JsonNode json = JSON.readTree(body);
      return json == null ? MissingNode.getInstance() : json;
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static Duration retryAfter(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(Duration.ZERO);
  }

  /** One node failed in a way that another node or a later moment may not. */
  private static final class RetryableFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Duration retryAfter;

    RetryableFailure(String message, Duration retryAfter, Throwable cause) {
      super(message, cause);
      this.retryAfter = retryAfter;
    }
  }
}
