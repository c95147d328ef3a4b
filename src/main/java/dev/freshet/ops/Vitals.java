package dev.freshet.ops;

import dev.freshet.api.Health;
import java.util.Collections;
import java.util.LinkedHashMap;
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
final class Vitals implements Health {
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

  /** Takes a part into account. */
  void watch(String name, Supplier<Vital> vital) {
    parts.put(name, vital);
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

  private Map<String, Vital> states() {
    Map<String, Vital> states = new LinkedHashMap<>();
    synchronized (parts) {
      parts.forEach((name, vital) -> states.put(name, vital.get()));
    }
    return states;
  }
}
