package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PollingTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicLong count = new AtomicLong();

  @Test
  void shouldWaitForACountThatMoves() throws InterruptedException {
    assertThat(Polling.reaches(count::incrementAndGet, 5, LONG)).isTrue();
    assertThat(count).hasValue(5);
  }

  @Test
  void shouldGiveUpOnACountThatStandsStill() throws InterruptedException {
    assertThat(Polling.reaches(count::get, 1, Duration.ZERO)).isFalse();
  }

  @Test
  void shouldTakeAsStillWhatNoLongerMoves() throws InterruptedException {
    Polling.still(() -> Math.min(7, count.incrementAndGet()), Duration.ZERO);

    assertThat(count.get()).isGreaterThanOrEqualTo(7);
  }

  @Test
  void shouldSayWhetherItHeldInTime() throws InterruptedException {
    assertThat(Polling.until(() -> count.incrementAndGet() == 3, LONG)).isTrue();
    assertThat(Polling.until(() -> false, Duration.ZERO)).isFalse();
  }
}
