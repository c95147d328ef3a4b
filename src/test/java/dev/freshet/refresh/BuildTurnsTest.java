package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.refresh.BuildTurns.Urgency;
import dev.freshet.refresh.BuildTurns.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuildTurnsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void shouldTakeOrdersBeforeFirstBuildsBeforeThoseWhoWaitLongest() {
    List<Waiting> waiting =
        List.of(
            new Waiting("young", Urgency.REBUILD, NOW),
            new Waiting("old", Urgency.REBUILD, NOW.minusSeconds(1)),
            new Waiting("first", Urgency.FIRST, NOW),
            new Waiting("ordered", Urgency.ORDERED, NOW));

    assertThat(BuildTurns.grant(waiting, 3)).containsExactly("ordered", "first", "old");
    assertThat(BuildTurns.grant(waiting, 0)).isEmpty();
  }

  @Test
  void shouldScatterEqualsButAlwaysInOneOrder() {
    List<Waiting> waiting = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      waiting.add(new Waiting("acme/" + i, Urgency.REBUILD, NOW));
    }
    List<String> granted = BuildTurns.grant(waiting, 100);
    java.util.Collections.reverse(waiting);

    assertThat(BuildTurns.grant(waiting, 100)).isEqualTo(granted);
    assertThat(granted).isNotEqualTo(granted.stream().sorted().toList()).hasSize(100);
  }

  @Test
  void shouldNotCountBuildsThatAreOverdue() {
    List<Instant> running = List.of(NOW, NOW.minus(BuildTurns.OVERDUE));

    assertThat(BuildTurns.free(running, NOW, 2)).isEqualTo(1);
    assertThat(BuildTurns.free(running, NOW, 1)).isZero();
    assertThat(BuildTurns.free(List.of(NOW, NOW), NOW, 1)).isZero();
  }
}
