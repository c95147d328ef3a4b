package dev.freshet.ops;

import dev.freshet.api.Api;
import dev.freshet.api.HttpServer;
import dev.freshet.api.ProbeRoutes;
import dev.freshet.api.Route;
import dev.freshet.config.Secret;
import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a service shows of itself over HTTP: health, metrics, and the API where it has that role.
 */
final class Front {
  private final Optional<Api> api;
  private final HttpServer server;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * Begins to listen.
   *
   * @param meters served if they are Prometheus'
   */
  Front(ServiceConfig config, Topics topics, Vitals vitals, Clock clock, MeterRegistry meters) {
    List<Route> routes = new ArrayList<>(ProbeRoutes.health(vitals));
    if (meters instanceof PrometheusMeterRegistry prometheus) {
      routes.addAll(ProbeRoutes.metrics(prometheus));
    }
    ServiceConfig.Http http = config.http();
    api =
        config.role().includes(Role.API)
            ? Optional.of(
                new Api(
                    topics,
                    config.state().dir().resolve("api"),
                    config.cluster().kafkaClient(),
                    http.token().map(Secret::reveal),
                    clock,
                    meters))
            : Optional.empty();
    api.ifPresent(a -> routes.addAll(a.routes()));
    try {
      server = new HttpServer(http.host(), http.port(), routes, elsewhere(config.role()));
    } catch (RuntimeException e) {
      api.ifPresent(Api::close);
      throw e;
    }
    api.ifPresent(a -> begin(a, vitals));
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    collections.bindTo(meters);
  }

  private static void begin(Api api, Vitals vitals) {
    api.start();
    vitals.watch(
        Role.API,
        "freshet-api",
        () ->
            api.caughtUp()
                ? Vitals.Vital.RUNNING
                : api.alive() ? Vitals.Vital.PREPARING : Vitals.Vital.LOST);
  }

  private static String elsewhere(Role role) {
    return role.includes(Role.API)
        ? "there is nothing here; see /api/v1/openapi.yaml"
        : "there is nothing here: an instance of --role %s answers /health and /metrics only; ask one of --role api or all"
            .formatted(role.name().toLowerCase(Locale.ROOT));
  }

  /** The port it listens on. */
  int port() {
    return server.port();
  }

  void close(Duration timeout) {
    collections.close();
    server.close(timeout.dividedBy(2));
    api.ifPresent(a -> a.close(timeout.dividedBy(2)));
  }
}
