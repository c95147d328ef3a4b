package dev.freshet.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlushPaceTest {
  private final FlushPace pace = new FlushPace();

  @Test
  void isDueBeforeTheFirstFlush() {
    pace.booked();

    assertThat(pace.due(0)).isTrue();
  }

  @Test
  void pausesFiftyTimesAsLongAsAFlushTookWhileEventsCome() {
    pace.flushed(1_000, 1_040);
    pace.booked();

    assertThat(pace.due(3_039)).isFalse();
    assertThat(pace.due(3_040)).isTrue();
  }

  @Test
  void doesNotPauseWhenNothingCame() {
    pace.booked();
    pace.flushed(1_000, 1_040);

    assertThat(pace.due(1_041)).isTrue();
  }

  @Test
  void pausesAtMostSomeSeconds() {
    pace.flushed(0, 60_000);
    pace.booked();

    assertThat(pace.due(60_000 + FlushPace.LONGEST_PAUSE - 1)).isFalse();
    assertThat(pace.due(60_000 + FlushPace.LONGEST_PAUSE)).isTrue();
  }

  @Test
  void doesNotPauseWhenTheClockWasSetBack() {
    pace.flushed(1_000, 400);
    pace.booked();

    assertThat(pace.due(400)).isTrue();
  }
}
