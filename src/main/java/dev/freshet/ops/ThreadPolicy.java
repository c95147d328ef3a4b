package dev.freshet.ops;

import dev.freshet.registry.RegistryUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Decides what becomes of a topology whose stream thread died: faults of the surroundings that pass
 * (registry or broker out of reach) get a new thread for as long as they last; anything else a few,
 * and then the instance stops, so that an error in a record cannot loop for ever.
 */
final class ThreadPolicy implements StreamsUncaughtExceptionHandler {
  static final String DEATHS = "freshet.thread.deaths";

  private static final Logger LOG = LogManager.getLogger(ThreadPolicy.class);
  private static final int BUDGET = 3;
  private static final Duration PERIOD = Duration.ofMinutes(5);

  private final String topology;
  private final Clock clock;
  private final Counter counter;
  private final Deque<Instant> deaths = new ArrayDeque<>();

  ThreadPolicy(String topology, Clock clock, MeterRegistry meters) {
    this.topology = topology;
    this.clock = clock;
    counter =
        Counter.builder(DEATHS)
            .description("Stream threads that died, whatever of")
            .tag("application", topology)
            .register(meters);
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable exception) {
    counter.increment();
    Optional<Throwable> passing = passing(exception);
    if (passing.isPresent()) {
      LOG.warn("A thread of {} is replaced: {}", topology, passing.get().getMessage());
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    Instant now = clock.instant();
    deaths.addLast(now);
    while (deaths.peekFirst().isBefore(now.minus(PERIOD))) {
      deaths.removeFirst();
    }
    if (deaths.size() <= BUDGET) {
      LOG.error("A thread of {} died and is replaced", topology, exception);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    LOG.error(
        "A thread of {} died for the {}th time within {}: this instance stops working on it",
        topology,
        deaths.size(),
        PERIOD,
        exception);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** The fault that passes, among the causes. */
  private static Optional<Throwable> passing(Throwable exception) {
    return Stream.iterate(exception, Objects::nonNull, Throwable::getCause)
        .filter(e -> e instanceof RegistryUnavailableException || e instanceof RetriableException)
        .findFirst();
  }
}
