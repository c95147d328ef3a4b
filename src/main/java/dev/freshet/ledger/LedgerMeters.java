package dev.freshet.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts what became of every record; a replay after a failure counts again.
 *
 * <p>All series exist from the start, so that a rate from zero can be seen.
 */
final class LedgerMeters {
  static final String EVENTS = "freshet.ledger.events";
  static final String REJECTED = "freshet.ledger.rejected";
  static final String ROWS = "freshet.ledger.rows";

  private final Map<Verdict.Outcome, Counter> outcomes = new EnumMap<>(Verdict.Outcome.class);
  private final Map<Reason, Counter> reasons = new EnumMap<>(Reason.class);
  private final Counter waiting;
  private final Counter rows;

  LedgerMeters(MeterRegistry registry) {
    for (Verdict.Outcome outcome : Verdict.Outcome.values()) {
      outcomes.put(outcome, events(registry, outcome.name()));
    }
    waiting = events(registry, "WAITING");
    for (Reason reason : Reason.values()) {
      reasons.put(
          reason,
          Counter.builder(REJECTED)
              .description("Records put with the dead letters, by reason")
              .tag("reason", reason.name())
              .register(registry));
    }
    rows =
        Counter.builder(ROWS)
            .description("Weekly rows published, tombstones too")
            .register(registry);
  }

  private static Counter events(MeterRegistry registry, String result) {
    return Counter.builder(EVENTS)
        .description("Records that the ledger took in, by what became of them")
        .tag("result", result)
        .register(registry);
  }

  void counted(Verdict.Outcome outcome) {
    outcomes.get(outcome).increment();
  }

  void waiting() {
    waiting.increment();
  }

  void rejected(Reason reason) {
    reasons.get(reason).increment();
  }

  void rows(int published) {
    rows.increment(published);
  }
}
