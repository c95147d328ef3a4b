package dev.freshet.api;

import dev.freshet.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The role api: a read model of all that is published, and the routes that show it. */
public final class Api implements AutoCloseable {
  private final ReadStore store;
  private final ReadFeed feed;
  private final Orders orders;
  private final List<Route> routes;

  /**
   * Opens the read model; {@link #start} begins to read.
   *
   * @param folder where the read model is kept
   * @param client settings of Kafka clients, those of one kind with its prefix
   * @param token what a caller must show who orders a fit; without one nobody may
   */
  public Api(
      Topics topics,
      Path folder,
      Map<String, Object> client,
      Optional<String> token,
      Clock clock,
      MeterRegistry meters) {
    store = new ReadStore(folder);
    ModelEvents events = new ModelEvents(store, meters);
    ReadModel model = new ReadModel(topics, store, clock, meters, events::tell);
    feed = new ReadFeed(model, () -> ReadFeed.consumer(client), meters);
    orders = new Orders(topics, () -> Orders.producer(client));
    routes = routes(store, orders, new Gatekeeper(token), events, clock);
  }

  static List<Route> routes(
      ReadStore store, Orders orders, Gatekeeper gatekeeper, ModelEvents events, Clock clock) {
    return Stream.of(
            new ApiRoutes(store, orders, gatekeeper, clock).routes(),
            new FleetRoutes(store, events, clock).routes(),
            new ReportRoutes(store).routes(),
            new PageRoutes(store).routes())
        .flatMap(List::stream)
        .toList();
  }

  /** What it answers. */
  public List<Route> routes() {
    return routes;
  }

  /** Begins to read. */
  public void start() {
    feed.start();
  }

  /** Whether its reading works, or is about to start again after trouble. */
  public boolean alive() {
    return feed.alive();
  }

  /** Whether all that was published when it began has been read. */
  public boolean caughtUp() {
    return feed.caughtUp();
  }

  /** Stops, waiting so long at the most. */
  public void close(Duration timeout) {
    feed.close(timeout);
    orders.close();
    store.close();
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }
}
