package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class LedgerCountsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final LedgerCounts counts = new LedgerCounts(meters);

  @Test
  void shouldCountNothingBeforeTheLedgerDoes() {
    assertThat(counts.taken()).isZero();
    assertThat(counts.events("ACCEPTED")).isZero();
    assertThat(counts.rows()).isZero();
  }

  @Test
  void shouldCountRecordsOnceThatWaitedForTheirSpec() {
    meters.counter("freshet.ledger.events", "result", "WAITING").increment(3);
    meters.counter("freshet.ledger.events", "result", "ACCEPTED").increment(5);
    meters.counter("freshet.ledger.events", "result", "SPEC").increment();

    assertThat(counts.taken()).isEqualTo(6);
    assertThat(counts.events("ACCEPTED")).isEqualTo(5);
  }

  @Test
  void shouldAddUpAllReasonsOfRejection() {
    meters.counter("freshet.ledger.rejected", "reason", "SKEW").increment(2);
    meters.counter("freshet.ledger.rejected", "reason", "CONFLICT").increment();

    assertThat(counts.rejected()).isEqualTo(3);
  }
}
