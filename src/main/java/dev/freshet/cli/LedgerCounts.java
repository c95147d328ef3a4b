package dev.freshet.cli;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What a ledger's meters have counted. */
final class LedgerCounts {
  private final MeterRegistry meters;

  LedgerCounts(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Events of one result. */
  long events(String result) {
    return count(meters.find("freshet.ledger.events").tag("result", result).counter());
  }

  /** Records that it has taken in, specs and progress too, but for those that wait for a spec. */
  long taken() {
    return sum("freshet.ledger.events") - events("WAITING");
  }

  /** Records put with the dead letters. */
  long rejected() {
    return sum("freshet.ledger.rejected");
  }

  /** Weekly rows published. */
  long rows() {
    return sum("freshet.ledger.rows");
  }

  private long sum(String name) {
    return meters.find(name).counters().stream().mapToLong(LedgerCounts::count).sum();
  }

  private static long count(Counter counter) {
    return counter == null ? 0 : (long) counter.count();
  }
}
