package dev.freshet.ops;

import dev.freshet.api.HttpServer;
import dev.freshet.api.ProbeRoutes;
import dev.freshet.api.Route;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a service shows of itself over HTTP: health, metrics, and the API where it has that role.
 */
final class Front {
  private final HttpServer server;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * Begins to listen.
   *
   * @param meters served if they are Prometheus'
   */
  Front(ServiceConfig config, Vitals vitals, MeterRegistry meters) {
    List<Route> routes = new ArrayList<>(ProbeRoutes.health(vitals));
    if (meters instanceof PrometheusMeterRegistry prometheus) {
      routes.addAll(ProbeRoutes.metrics(prometheus));
    }
    ServiceConfig.Http http = config.http();
    server = new HttpServer(http.host(), http.port(), routes, "see /health/ready and /metrics");
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    collections.bindTo(meters);
  }

  /** The port it listens on. */
  int port() {
    return server.port();
  }

  void close(Duration timeout) {
    collections.close();
    server.close(timeout);
  }
}
