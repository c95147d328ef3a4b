package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ledger.LedgerConfig;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoadSenderTest {
  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");

  @Test
  void shouldSayNoMoreOfProgressThanTheLedgerTakes() {
    Instant taken = NOW.plus(LedgerConfig.defaults().skew());
    assertThat(LoadSender.through(taken, NOW)).isEqualTo(taken);
    assertThat(LoadSender.through(taken.plusMillis(1), NOW)).isEqualTo(NOW);
  }
}
