package dev.freshet.api;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The whole API on a shelf, with a producer that keeps the orders. */
final class ShelfServer implements AutoCloseable {
  static final String TOKEN = "s3cret";

  final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  final List<Route> routes;
  final Web web;
  private final HttpServer server;

  ShelfServer(Shelf shelf, Optional<String> token) {
    List<Route> served =
        new ArrayList<>(
            Api.routes(
                shelf.store,
                new Orders(shelf.topics, () -> producer),
                new Gatekeeper(token),
                shelf.events,
                Clock.fixed(Shelf.NOW, ZoneOffset.UTC)));
    served.addAll(ProbeRoutes.health(new Healthy()));
    served.addAll(ProbeRoutes.metrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
    routes = List.copyOf(served);
    server = new HttpServer("127.0.0.1", 0, routes, "there is nothing here");
    web = new Web(server.port());
  }

  @Override
  public void close() {
    server.close();
  }

  /** All is well, but for what it has not started yet. */
  private static final class Healthy implements Health {
    @Override
    public boolean live() {
      return true;
    }

    @Override
    public boolean ready() {
      return false;
    }

    @Override
    public boolean started() {
      return true;
    }

    @Override
    public Map<String, String> parts() {
      return Map.of("freshet-ledger", "RUNNING", "freshet-api", "PREPARING");
    }
  }
}
