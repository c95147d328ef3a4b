package dev.freshet.ops;

import dev.freshet.api.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The health of a service, from that of its parts: live while none of them is lost, ready when all
 * of them work.
 *
 * <p>A part that rebalances or restores is not lost: a restart would only make it begin again.
 */
final class Vitals implements Health, AutoCloseable {
  static final String READY = "freshet.role.ready";

  /** State of a part. */
  enum Vital {
    /** Works. */
    RUNNING,
    /** Does not work, and may come to by itself. */
    PREPARING,
    /** Works no more, and will not by itself. */
    LOST
  }

  private final Map<String, Supplier<Vital>> parts =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final AtomicBoolean complete = new AtomicBoolean();
  private final AtomicBoolean started = new AtomicBoolean();
  private final MeterRegistry meters;
  private final List<Meter> gauges = Collections.synchronizedList(new ArrayList<>());

  Vitals(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Takes the part that does a role's work into account. */
  void watch(Role role, String name, Supplier<Vital> vital) {
    parts.put(name, vital);
    gauges.add(
        Gauge.builder(READY, vital, v -> v.get() == Vital.RUNNING ? 1 : 0)
            .description("1 while this instance's part of the role works, else 0")
            .tag("role", role.name().toLowerCase(Locale.ROOT))
            .strongReference(true)
            .register(meters));
  }

  /** All parts are there: before, nothing is ready. */
  void complete() {
    complete.set(true);
  }

  static Vital of(KafkaStreams.State state) {
    return switch (state) {
      case RUNNING -> Vital.RUNNING;
      case CREATED, REBALANCING, PENDING_SHUTDOWN -> Vital.PREPARING;
      case PENDING_ERROR, ERROR, NOT_RUNNING -> Vital.LOST;
    };
  }

  @Override
  public boolean live() {
    return states().values().stream().noneMatch(v -> v == Vital.LOST);
  }

  @Override
  public boolean ready() {
    boolean ready = complete.get() && states().values().stream().allMatch(v -> v == Vital.RUNNING);
    if (ready) {
      started.set(true);
    }
    return ready;
  }

  @Override
  public boolean started() {
    return started.get() || ready();
  }

  @Override
  public Map<String, String> parts() {
    Map<String, String> words = new LinkedHashMap<>();
    states().forEach((name, vital) -> words.put(name, vital.name()));
    return words;
  }

  /** Its parts are measured no longer. */
  @Override
  public void close() {
    gauges.forEach(meters::remove);
  }

  private Map<String, Vital> states() {
    Map<String, Vital> states = new LinkedHashMap<>();
    synchronized (parts) {
      parts.forEach((name, vital) -> states.put(name, vital.get()));
    }
    return states;
  }
}
