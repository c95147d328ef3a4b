package dev.freshet.refresh;

import dev.freshet.ledger.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;

/**
 * Counts the records that the planner put aside, by reason; a replay after a failure counts again.
 * And what its models add up to: {@link PlannerGauges}.
 */
final class PlannerMeters {
  static final String REJECTED = "freshet.planner.rejected";

  private final MeterRegistry registry;
  private final PlannerGauges gauges;

  PlannerMeters(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    gauges = new PlannerGauges(registry, clock);
    // Series that exist from the start, so that a rate from zero can be seen.
    for (Reason reason :
        new Reason[] {
          Reason.MALFORMED,
          Reason.UNKNOWN_SCHEMA,
          Reason.KEY_MISMATCH,
          Reason.INVALID_SPEC,
          Reason.INVALID_EXPERIMENT
        }) {
      counter(reason);
    }
  }

  /** Sums over the models. */
  PlannerGauges gauges() {
    return gauges;
  }

  void rejected(Reason reason) {
    counter(reason).increment();
  }

  private Counter counter(Reason reason) {
    return Counter.builder(REJECTED)
        .description("Records that the planner put with the dead letters, by reason")
        .tag("reason", reason.name())
        .register(registry);
  }
}
