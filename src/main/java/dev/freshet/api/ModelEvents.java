package dev.freshet.api;

import dev.freshet.api.ReadModel.News;
import dev.freshet.avro.internal.FleetRow;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xnio.IoUtils;

/**
 * Tells who listens which models have news, as server-sent events.
 *
 * <p>An event has the model's line of the fleet as its data. {@code landed}: another set is shown;
 * {@code changed}: where the model stands, or how a fit ended; {@code gone}: it was withdrawn;
 * {@code reset}: so much has changed that it is better read again. Nothing is kept for who was
 * away: a listener reads again whenever it is connected.
 */
final class ModelEvents {
  static final String LISTENERS = "freshet.api.listeners";

  static final int MAX_LISTENERS = 200;

  /** Models with news at once from which on all is to be read again. */
  static final int MAX_AT_ONCE = 100;

  /** Events that may wait for a listener who is slow. */
  private static final int MAX_WAITING = 1_000;

  private static final long HEART_BEAT_MILLIS = 15_000;
  private static final long RETRY_MILLIS = 2_000;

  private final ReadStore store;
  private final Map<ServerSentEventConnection, AtomicInteger> listeners = new ConcurrentHashMap<>();

  ModelEvents(ReadStore store, MeterRegistry meters) {
    this.store = store;
    Gauge.builder(LISTENERS, listeners, Map::size)
        .description("Connections that listen to news of models")
        .register(meters);
  }

  /**
   * Lets a caller listen.
   *
   * @throws ProblemException if too many do
   */
  Answer listen(Request request) {
    request.allow(Set.of());
    if (listeners.size() >= MAX_LISTENERS) {
      throw new ProblemException(
          HttpStatus.SERVICE_UNAVAILABLE,
          "%d listen already: ask again later, or ask another instance".formatted(MAX_LISTENERS));
    }
    // Proxies must hand on each event as it comes.
    return Answer.events(this::begin).with("X-Accel-Buffering", "no");
  }

  private void begin(ServerSentEventConnection listener) {
    listeners.put(listener, new AtomicInteger());
    listener.addCloseTask(listeners::remove);
    listener.setKeepAliveTime(HEART_BEAT_MILLIS);
    listener.sendRetry(RETRY_MILLIS);
  }

  /** Tells what a write to the read model was about. */
  void tell(News news) {
    if (listeners.isEmpty() || news.models().isEmpty()) {
      return;
    }
    if (news.models().size() > MAX_AT_ONCE) {
      tell("reset", "{}");
      return;
    }
    for (String model : news.models()) {
      Optional<FleetRow> row = store.read(view -> FleetRows.row(view, model));
      if (row.isPresent()) {
        String data = AvroJson.of(row.get(), FleetRows.OMITTED).toString();
        tell(news.landed().contains(model) ? "landed" : "changed", data);
      } else {
        tell("gone", Json.MAPPER.createObjectNode().put("model", model).toString());
      }
    }
  }

  private void tell(String event, String data) {
    listeners.forEach(
        (listener, waiting) -> {
          if (waiting.incrementAndGet() > MAX_WAITING) {
            // It connects again, and reads again.
            IoUtils.safeClose(listener);
          } else {
            listener.send(data, event, null, new Sent(waiting));
          }
        });
  }

  /** Counts down what waits for a listener. */
  private record Sent(AtomicInteger waiting) implements ServerSentEventConnection.EventCallback {
    @Override
    public void done(ServerSentEventConnection connection, String data, String event, String id) {
      waiting.decrementAndGet();
    }

    @Override
    public void failed(
        ServerSentEventConnection connection, String data, String event, String id, IOException e) {
      waiting.decrementAndGet();
    }
  }
}
