package dev.freshet.refresh;

import dev.freshet.avro.internal.PlannerPulse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.KeyValueStore;

/** Finds out how far planner and ledger have read, and remembers it over restarts. */
final class IntakeWatch {
  private static final String KEY = "pulse";
  private static final Duration WRITE_INTERVAL = Duration.ofMinutes(1);

  private final Readings readings;
  private final int partition;
  private final KeyValueStore<String, PlannerPulse> store;
  private Intake intake = Intake.BEHIND;

  IntakeWatch(Readings readings, int partition, KeyValueStore<String, PlannerPulse> store) {
    this.readings = readings;
    this.partition = partition;
    this.store = store;
  }

  /** What was found out last. */
  Intake intake() {
    return intake;
  }

  /**
   * Looks again; once the rows at hand can be believed, they can be for good.
   *
   * @return whether they can be since this look
   */
  boolean look(Instant now) {
    Readings.Reading reading = readings.of(partition);
    Optional<Pulse> before =
        Optional.ofNullable(store.get(KEY)).map(p -> new Pulse(p.getSince(), p.getThrough()));
    Optional<Pulse> after =
        reading.ledger().map(through -> Pulse.beat(before, through, now)).or(() -> before);
    after.filter(p -> isWorthKeeping(before, p)).ifPresent(this::keep);
    boolean caughtUp =
        intake.caughtUp()
            || Stream.of(reading.planner(), before.map(Pulse::through))
                .flatMap(Optional::stream)
                .anyMatch(at -> Pulse.isRecent(at, now));
    boolean news = caughtUp && !intake.caughtUp();
    intake = new Intake(caughtUp, after.flatMap(p -> p.clearSince(now)));
    return news;
  }

  private static boolean isWorthKeeping(Optional<Pulse> before, Pulse pulse) {
    return before
        .map(
            p ->
                !p.since().equals(pulse.since())
                    || pulse.through().isAfter(p.through().plus(WRITE_INTERVAL)))
        .orElse(true);
  }

  private void keep(Pulse pulse) {
    store.put(KEY, new PlannerPulse(pulse.since(), pulse.through()));
  }
}
