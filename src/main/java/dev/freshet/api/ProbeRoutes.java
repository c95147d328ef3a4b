package dev.freshet.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;

/** Health and metrics: what every role answers. */
public final class ProbeRoutes {
  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
  private static final String PROMETHEUS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private ProbeRoutes() {}

  /** The three probes. */
  public static List<Route> health(Health health) {
    return List.of(
        Route.get("/health/live", request -> probe(health.live(), health)),
        Route.get("/health/ready", request -> probe(health.ready(), health)),
        Route.get("/health/startup", request -> probe(health.started(), health)));
  }

  /** Metrics in Prometheus' format, or in that of OpenMetrics for who asks for it. */
  public static List<Route> metrics(PrometheusMeterRegistry meters) {
    return List.of(Route.get("/metrics", request -> scrape(request, meters)));
  }

  private static Answer probe(boolean up, Health health) {
    return Answer.json(
        up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        new Probe(up ? "UP" : "DOWN", health.parts()));
  }

  private static Answer scrape(Request request, PrometheusMeterRegistry meters) {
    String type =
        request.header("Accept").filter(a -> a.contains(OPEN_METRICS)).isPresent()
            ? OPEN_METRICS_TYPE
            : PROMETHEUS_TYPE;
    return Answer.text(type, meters.scrape(type));
  }

  /** Answer to a probe. */
  private record Probe(String status, Map<String, String> parts) {}
}
