package dev.freshet.it;

import dev.freshet.avro.WeeklyObservation;
import dev.freshet.ops.Role;
import dev.freshet.ops.Service;
import dev.freshet.ops.ServiceConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Instances of the service in this process that do nothing but keep the ledger. */
final class Ledgers {
  /** Partitions of the ledger's internal topics: tasks that book events. */
  static final int PARTITIONS = 3;

  private static final ServiceConfig.Booking BOOKING =
      ServiceConfig.Booking.DEFAULTS.withFlush(Duration.ofMillis(200));

  private Ledgers() {}

  /** One that is alone, with two threads. */
  static Service alone(Stage stage, Path stateDir, MeterRegistry meters) {
    return of(stage.cluster, "alone", ServiceConfig.State.in(stateDir), 2, meters);
  }

  /** One whose weeks settle after a short quiet. */
  static Service settling(Stage stage, Path stateDir, Duration quiet) {
    ServiceConfig.Booking booking = BOOKING.withSettleQuiet(quiet);
    ServiceConfig.State state = ServiceConfig.State.in(stateDir);
    return of(stage.cluster, "settling", state, 1, booking, new SimpleMeterRegistry());
  }

  static Service of(
      ServiceConfig.Cluster cluster,
      String instance,
      ServiceConfig.State state,
      int threads,
      MeterRegistry meters) {
    return of(cluster, instance, state, threads, BOOKING, meters);
  }

  private static Service of(
      ServiceConfig.Cluster cluster,
      String instance,
      ServiceConfig.State state,
      int threads,
      ServiceConfig.Booking booking,
      MeterRegistry meters) {
    ServiceConfig config =
        ServiceConfig.alone(Role.LEDGER, cluster, state.dir())
            .withInstance(new ServiceConfig.Instance(instance, false))
            .withState(state)
            .withLayout(new ServiceConfig.Layout(PARTITIONS, 1))
            .withLoad(ServiceConfig.Load.LEAST.withThreads(threads))
            .withBooking(booking);
    return new Service(config, Stage.fitter(), Clock.systemUTC(), meters);
  }

  /** The weekly topic: by {@code model|week} and variable, {@code micros of events}. */
  static Map<String, Map<String, String>> published(Stage stage) {
    Map<String, Map<String, String>> weeks = new TreeMap<>();
    for (Map.Entry<String, WeeklyObservation> e : stage.table(stage.topics.weekly()).entrySet()) {
      Map<String, String> week = new TreeMap<>();
      e.getValue()
          .getVariables()
          .forEach(v -> week.put(v.getVariable(), v.getAmountMicros() + " of " + v.getEvents()));
      weeks.put(e.getKey(), week);
    }
    return weeks;
  }

  /** Records booked so far, whatever came of them; those that wait for their spec left out. */
  static long booked(MeterRegistry meters) {
    return (long)
        meters.find("freshet.ledger.events").counters().stream()
            .filter(c -> !"WAITING".equals(c.getId().getTag("result")))
            .mapToDouble(c -> c.count())
            .sum();
  }
}
