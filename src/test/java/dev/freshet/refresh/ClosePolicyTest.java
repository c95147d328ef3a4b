package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.refresh.ClosePolicy.Open;
import dev.freshet.refresh.ClosePolicy.Verdict;
import dev.freshet.spec.ModelSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClosePolicyTest {
  /** Monday; with two days of grace the week is due on 14 January, 00:00 UTC. */
  private static final LocalDate WEEK = LocalDate.of(2026, 1, 5);

  private static final Instant DUE = Instant.parse("2026-01-14T00:00:00Z");
  private static final ModelSpec SPEC = Specs.tv().build();

  private static Verdict judge(Map<String, Instant> watermarks, LocalDate newest) {
    return ClosePolicy.judge(SPEC, watermarks, WEEK, newest);
  }

  @Test
  void shouldCloseAWeekWhenEverySourceHasPassedItsEndByTheGrace() {
    assertThat(judge(Map.of("tv", DUE, "shop", DUE), WEEK).closedThrough()).isEqualTo(WEEK);
  }

  @Test
  void shouldHoldAWeekWhenASourceLacksAMillisecond() {
    Verdict verdict = judge(Map.of("tv", DUE, "shop", DUE.minusMillis(1)), WEEK);

    assertThat(verdict.closedThrough()).isNull();
    assertThat(verdict.open().get(0)).isEqualTo(new Open(WEEK, List.of("shop")));
  }

  @Test
  void shouldHoldAWeekWhenASourceHasSaidNothing() {
    assertThat(judge(Map.of("shop", DUE.plus(Duration.ofDays(70))), WEEK).closedThrough()).isNull();
  }

  @Test
  void shouldNameEverySourceThatIsWaitedFor() {
    assertThat(judge(Map.of(), WEEK).open()).containsExactly(new Open(WEEK, List.of("shop", "tv")));
  }

  @Test
  void shouldNotWaitForSourcesThatTheSpecDoesNotName() {
    Map<String, Instant> watermarks = Map.of("tv", DUE, "shop", DUE, "radio", Instant.EPOCH);

    assertThat(judge(watermarks, WEEK).closedThrough()).isEqualTo(WEEK);
  }

  @Test
  void shouldCloseInOrderUpToTheSlowestSource() {
    LocalDate newest = WEEK.plusWeeks(3);
    Map<String, Instant> watermarks =
        Map.of("tv", DUE.plus(Duration.ofDays(21)), "shop", DUE.plus(Duration.ofDays(7)));

    assertThat(judge(watermarks, newest))
        .isEqualTo(
            new Verdict(
                WEEK.plusWeeks(1),
                List.of(
                    new Open(WEEK.plusWeeks(2), List.of("shop")),
                    new Open(WEEK.plusWeeks(3), List.of("shop")),
                    new Open(WEEK.plusWeeks(4), List.of("shop", "tv")))));
  }

  @Test
  void shouldCloseWeeksWithoutDataWhenSourcesHavePassedThem() {
    Instant through = DUE.plus(Duration.ofDays(14));

    assertThat(judge(Map.of("tv", through, "shop", through), WEEK).closedThrough())
        .isEqualTo(WEEK.plusWeeks(2));
  }

  @Test
  void shouldListTheWeekThatASourceIsInWithoutDataAsOpen() {
    Map<String, Instant> watermarks = Map.of("tv", DUE, "shop", DUE);

    assertThat(ClosePolicy.judge(SPEC, watermarks, WEEK.plusWeeks(1), WEEK).open())
        .containsExactly(new Open(WEEK.plusWeeks(1), List.of("shop", "tv")));
  }
}
