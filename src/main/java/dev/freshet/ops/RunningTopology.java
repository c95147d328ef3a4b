package dev.freshet.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** A topology at work, with its meters and what becomes of its dead threads. */
final class RunningTopology {
  static final String UP = "freshet.topology.up";
  static final String RESTORING = "freshet.topology.restoring";

  private static final Logger LOG = LogManager.getLogger(RunningTopology.class);

  private final String name;
  private final KafkaStreams streams;
  private final MeterRegistry meters;
  private final KafkaStreamsMetrics clients;
  private final List<Gauge> gauges;

  private RunningTopology(String name, KafkaStreams streams, MeterRegistry meters) {
    this.name = name;
    this.streams = streams;
    this.meters = meters;
    clients = new KafkaStreamsMetrics(streams);
    clients.bindTo(meters);
    gauges =
        List.of(
            gauge(
                UP,
                "1 while the topology runs, else 0",
                s -> s.state() == KafkaStreams.State.RUNNING ? 1 : 0),
            gauge(
                RESTORING,
                "1 while the topology rebalances or restores its state, else 0",
                s -> s.state() == KafkaStreams.State.REBALANCING ? 1 : 0));
  }

  private Gauge gauge(String metric, String description, ToDoubleFunction<KafkaStreams> value) {
    return Gauge.builder(metric, streams, value)
        .description(description)
        .tag("application", name)
        .register(meters);
  }

  /**
   * Starts a topology under its application id.
   *
   * @param onLoss called once it has stopped for good
   */
  static RunningTopology start(
      String name, KafkaStreams streams, Clock clock, MeterRegistry meters, Runnable onLoss) {
    streams.setUncaughtExceptionHandler(new ThreadPolicy(name, clock, meters));
    streams.setStateListener(
        (now, before) -> {
          LOG.info("{}: {}", name, now);
          if (now == KafkaStreams.State.ERROR) {
            onLoss.run();
          }
        });
    StateMeters state = new StateMeters(name, meters);
    streams.setGlobalStateRestoreListener(state);
    streams.setStandbyUpdateListener(state);
    RunningTopology running = new RunningTopology(name, streams, meters);
    streams.start();
    return running;
  }

  KafkaStreams.State state() {
    return streams.state();
  }

  void close(Duration timeout) {
    clients.close();
    gauges.forEach(meters::remove);
    if (!streams.close(CloseOptions.timeout(timeout))) {
      LOG.warn("{} did not stop in time: its state is restored at the next start", name);
    }
  }
}
