package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.refresh.Standing.OpenWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Instant DUE = Instant.parse("2026-11-30T00:00:00Z");
  private static final Instant QUIET = DUE.plus(WEEK.multipliedBy(2));
  private static final Standing STANDING =
      new Standing(
          List.of(
              new OpenWeek(LocalDate.of(2026, 11, 2), List.of("tv", "shop"), Optional.of(DUE)),
              new OpenWeek(
                  LocalDate.of(2026, 11, 9), List.of("search"), Optional.of(DUE.plus(WEEK))),
              new OpenWeek(LocalDate.of(2026, 11, 16), List.of("print"), Optional.empty())),
          Optional.of(QUIET),
          List.of("tv", "radio"),
          Optional.empty(),
          false,
          Optional.empty());

  @Test
  void shouldCountAWeekAsOverdueFromTheMomentOn() {
    assertThat(STANDING.overdue(DUE.minusMillis(1))).isZero();
    assertThat(STANDING.overdue(DUE)).isEqualTo(1);
    assertThat(STANDING.overdue(DUE.plus(WEEK))).isEqualTo(2);
  }

  @Test
  void shouldNeverCountAWeekAsOverdueThatDataHaveNotReached() {
    assertThat(STANDING.overdue(QUIET.plus(WEEK.multipliedBy(100)))).isEqualTo(2);
  }

  @Test
  void shouldCountASilentSourceOnceAndOnlyWhenAWeekSuffersFromIt() {
    assertThat(STANDING.silent(DUE.minusMillis(1))).isEqualTo(2);
    assertThat(STANDING.silent(DUE)).isEqualTo(3);
    assertThat(STANDING.silent(DUE.plus(WEEK))).isEqualTo(4);
  }

  @Test
  void shouldCountNoSilentSourceOfAModelThatHasGoneQuiet() {
    assertThat(STANDING.quiet(QUIET.minusMillis(1))).isFalse();
    assertThat(STANDING.quiet(QUIET)).isTrue();
    assertThat(STANDING.silent(QUIET)).isZero();
  }

  @Test
  void shouldSayNothingOfAModelWithoutASpec() {
    assertThat(Standing.of(Plan.EMPTY, "1")).isEmpty();
  }
}
