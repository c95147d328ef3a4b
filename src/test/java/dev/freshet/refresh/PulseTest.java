package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PulseTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final Pulse FIRST = Pulse.beat(Optional.empty(), START, START.plusSeconds(2));

  @Test
  void shouldBeginWhenFirstEverythingHasBeenRead() {
    assertThat(FIRST).isEqualTo(new Pulse(START.plusSeconds(2), START));
    assertThat(FIRST.clearSince(START.plusSeconds(3))).contains(START.plusSeconds(2));
  }

  @Test
  void shouldGoOnThroughAPauseThatIsNoBreak() {
    Instant later = START.plus(Pulse.LONGEST_PAUSE);

    Pulse pulse = Pulse.beat(Optional.of(FIRST), later, later.plusSeconds(1));

    assertThat(pulse).isEqualTo(new Pulse(FIRST.since(), later));
  }

  @Test
  void shouldBeginAnewAfterABreak() {
    Instant later = START.plus(Pulse.LONGEST_PAUSE).plusMillis(1);
    assertThat(FIRST.clearSince(later)).isEmpty();

    Pulse pulse = Pulse.beat(Optional.of(FIRST), later, later.plusSeconds(1));

    assertThat(pulse).isEqualTo(new Pulse(later.plusSeconds(1), later));
  }

  @Test
  void shouldNotGoBack() {
    assertThat(Pulse.beat(Optional.of(FIRST), START.minusSeconds(5), START)).isEqualTo(FIRST);
  }
}
