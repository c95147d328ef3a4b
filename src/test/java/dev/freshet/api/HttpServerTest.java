package dev.freshet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
  private final FakeHealth health = new FakeHealth();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HttpServer server = new HttpServer("127.0.0.1", 0, routes(), "look elsewhere");
  private final Web web = new Web(server.port());

  private List<Route> routes() {
    List<Route> routes = new ArrayList<>(ProbeRoutes.health(health));
    routes.addAll(ProbeRoutes.metrics(meters));
    routes.add(
        Route.get(
            "/echo/{a}/{b}",
            request -> {
              request.allow(Set.of("x"));
              return Answer.json(
                  HttpStatus.OK,
                  List.of(
                      request.part("a"), request.part("b"), request.parameter("x").orElse("-")));
            }));
    routes.add(
        Route.post(
            "/size",
            request -> Answer.json(HttpStatus.OK, Map.of("bytes", request.body().length))));
    routes.add(
        Route.get(
            "/bug",
            request -> {
              throw new IllegalStateException("secret detail");
            }));
    routes.add(
        Route.get(
            "/error",
            request -> {
              throw new StackOverflowError("secret detail");
            }));
    routes.add(
        Route.get(
            "/slow",
            request -> {
              try {
                asked.countDown();
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Answer.json(HttpStatus.OK, List.of());
            }));
    return routes;
  }

  @AfterEach
  void close() {
    go.countDown();
    server.close();
  }

  @Test
  void shouldAnswerProbesByTheirStateAndNameTheParts() {
    health.live = true;

    assertThat(web.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(web.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(web.get("/health/startup").statusCode()).isEqualTo(503);
    JsonNode body = Web.json(web.get("/health/ready"));
    assertThat(body.get("status").asText()).isEqualTo("DOWN");
    assertThat(body.get("parts").get("freshet-ledger").asText()).isEqualTo("PREPARING");
  }

  @Test
  void shouldServeMetricsInBothFormats() {
    meters.counter("freshet.some.events").increment();

    assertThat(web.get("/metrics").body()).contains("freshet_some_events_total 1.0");
    assertThat(Web.type(web.get("/metrics"))).startsWith("text/plain; version=0.0.4");
    HttpResponse<String> open = web.get("/metrics", "Accept", "application/openmetrics-text");
    assertThat(Web.type(open)).startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(open.body()).endsWith("# EOF\n");
  }

  @Test
  void shouldGiveRoutesTheirPartsAndParameters() {
    assertThat(web.get("/echo/acme/DE?x=1").body()).isEqualTo("[\"acme\",\"DE\",\"1\"]");
    assertThat(web.get("/echo/acme/DE").body()).isEqualTo("[\"acme\",\"DE\",\"-\"]");
  }

  @Test
  void shouldRefuseParametersThatTheRouteDoesNotKnow() {
    problem(web.get("/echo/acme/DE?y=1"), 400, "unknown parameter 'y'; known here: x");
    problem(web.get("/echo/acme/DE?x=1&x=2"), 400, "parameter 'x' is given twice");
  }

  @Test
  void shouldAnswerHeadAsGetWithoutABody() {
    HttpResponse<String> head = web.send("HEAD", "/echo/acme/DE", null);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(Web.type(head)).isEqualTo("application/json");
  }

  @Test
  void shouldSayWhereToLookWhenThereIsNoRoute() {
    problem(web.get("/nowhere"), 404, "look elsewhere");
  }

  @Test
  void shouldSayWhichVerbsAPathTakes() {
    HttpResponse<String> response = web.send("DELETE", "/echo/acme/DE", null);

    problem(response, 405, "DELETE is not for this path: use GET or HEAD");
    assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void shouldRefuseABodyThatIsTooLarge() {
    assertThat(web.post("/size", "x".repeat(100)).body()).isEqualTo("{\"bytes\":100}");
    problem(web.post("/size", "x".repeat(20_000)), 413, "the body is larger than 16384 bytes");
  }

  @Test
  void shouldKeepTheReasonOfAFaultToItself() {
    HttpResponse<String> response = web.get("/bug");

    problem(response, 500, "the request could not be answered; the service's log says why");
    assertThat(response.body()).doesNotContain("secret");
  }

  @Test
  void shouldKeepTheReasonOfAnErrorToItself() {
    HttpResponse<String> response = web.get("/error");

    problem(response, 500, "the request could not be answered; the service's log says why");
  }

  @Test
  void shouldAnswerWhatItHasBegunAndSendOthersAwayWhileItStops() throws Exception {
    CompletableFuture<HttpResponse<String>> slow =
        CompletableFuture.supplyAsync(() -> web.get("/slow"));
    asked.await();
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(() -> server.close(Duration.ofMinutes(1)));

    Awaitility.await().until(() -> web.get("/echo/acme/DE").statusCode() == 503);
    problem(web.get("/echo/acme/DE"), 503, "this instance is stopping; ask again, another answers");
    go.countDown();
    assertThat(slow.get().statusCode()).isEqualTo(200);
    closing.get();
  }

  @Test
  void shouldDecodeEscapesOfPathsAndParameters() {
    assertThat(web.get("/echo/a%20b/%C3%A4?x=1%2B2").body())
        .isEqualTo("[\"a b\",\"\u00e4\",\"1+2\"]");
  }

  @Test
  void shouldNameTheSettingsWhenThePortIsTaken() {
    assertThatThrownBy(() -> new HttpServer("127.0.0.1", server.port(), List.of(), ""))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("choose another --http-host or --http-port");
  }

  private static void problem(HttpResponse<String> response, int status, String detail) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(Web.type(response)).isEqualTo("application/problem+json");
    JsonNode body = Web.json(response);
    assertThat(body.get("status").asInt()).isEqualTo(status);
    assertThat(body.get("type").asText()).isEqualTo("about:blank");
    assertThat(body.get("title").asText()).isNotBlank();
    assertThat(body.get("detail").asText()).isEqualTo(detail);
    assertThat(body.get("instance").asText()).isEqualTo(response.uri().getPath());
  }

  /** Health that says what the test wants. */
  private static final class FakeHealth implements Health {
    private volatile boolean live;

    @Override
    public boolean live() {
      return live;
    }

    @Override
    public boolean ready() {
      return false;
    }

    @Override
    public boolean started() {
      return false;
    }

    @Override
    public Map<String, String> parts() {
      return Map.of("freshet-ledger", "PREPARING");
    }
  }
}
