package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.refresh.ClosePolicy.Close;
import dev.freshet.refresh.ClosePolicy.Evidence;
import dev.freshet.refresh.ClosePolicy.Open;
import dev.freshet.refresh.ClosePolicy.Silence;
import dev.freshet.refresh.ClosePolicy.Verdict;
import dev.freshet.refresh.Plan.Feed;
import dev.freshet.spec.ModelSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClosePolicyTest {
  /** Monday; with two days of grace the week is due on 14 January, 00:00 UTC. */
  private static final LocalDate WEEK = LocalDate.of(2026, 1, 5);

  private static final Instant DUE = Instant.parse("2026-01-14T00:00:00Z");
  private static final ModelSpec SPEC = Specs.tv().build();

  private static Verdict judge(Map<String, Instant> watermarks, LocalDate newest) {
    return judge(watermarks, WEEK, newest);
  }

  private static Verdict judge(
      Map<String, Instant> watermarks, LocalDate firstOpen, LocalDate newest) {
    return ClosePolicy.judge(
        SPEC, new Evidence(feeds(watermarks), Map.of(), firstOpen, newest), Optional.empty());
  }

  /** Feeds that moved long ago. */
  private static Map<String, Feed> feeds(Map<String, Instant> watermarks) {
    Map<String, Feed> feeds = new HashMap<>();
    watermarks.forEach((s, through) -> feeds.put(s, new Feed(through, Instant.EPOCH)));
    return feeds;
  }

  private static List<LocalDate> closed(Verdict verdict) {
    return verdict.closed().stream().map(Close::week).toList();
  }

  @Test
  void shouldCloseAWeekWhenEverySourceHasPassedItsEndByTheGrace() {
    assertThat(closed(judge(Map.of("tv", DUE, "shop", DUE), WEEK))).containsExactly(WEEK);
  }

  @Test
  void shouldHoldAWeekWhenASourceLacksAMillisecond() {
    Verdict verdict = judge(Map.of("tv", DUE, "shop", DUE.minusMillis(1)), WEEK);

    assertThat(verdict.closed()).isEmpty();
    assertThat(verdict.open().get(0)).isEqualTo(new Open(WEEK, List.of("shop")));
  }

  @Test
  void shouldHoldAWeekWhenASourceHasSaidNothing() {
    assertThat(judge(Map.of("shop", DUE.plus(Duration.ofDays(70))), WEEK).closed()).isEmpty();
  }

  @Test
  void shouldNameEverySourceThatIsWaitedFor() {
    assertThat(judge(Map.of(), WEEK).open()).containsExactly(new Open(WEEK, List.of("shop", "tv")));
  }

  @Test
  void shouldNotWaitForSourcesThatTheSpecDoesNotName() {
    Map<String, Instant> watermarks = Map.of("tv", DUE, "shop", DUE, "radio", Instant.EPOCH);

    assertThat(closed(judge(watermarks, WEEK))).containsExactly(WEEK);
  }

  @Test
  void shouldCloseInOrderUpToTheSlowestSource() {
    LocalDate newest = WEEK.plusWeeks(3);
    Map<String, Instant> watermarks =
        Map.of("tv", DUE.plus(Duration.ofDays(21)), "shop", DUE.plus(Duration.ofDays(7)));

    assertThat(judge(watermarks, newest))
        .isEqualTo(
            new Verdict(
                List.of(new Close(WEEK, List.of()), new Close(WEEK.plusWeeks(1), List.of())),
                List.of(
                    new Open(WEEK.plusWeeks(2), List.of("shop")),
                    new Open(WEEK.plusWeeks(3), List.of("shop")),
                    new Open(WEEK.plusWeeks(4), List.of("shop", "tv")))));
  }

  @Test
  void shouldCloseWeeksWithoutDataWhenSourcesHavePassedThem() {
    Instant through = DUE.plus(Duration.ofDays(14));

    assertThat(closed(judge(Map.of("tv", through, "shop", through), WEEK)))
        .containsExactly(WEEK, WEEK.plusWeeks(1), WEEK.plusWeeks(2));
  }

  @Test
  void shouldListTheWeekThatASourceIsInWithoutDataAsOpen() {
    Map<String, Instant> watermarks = Map.of("tv", DUE, "shop", DUE);

    assertThat(judge(watermarks, WEEK.plusWeeks(1), WEEK).open())
        .containsExactly(new Open(WEEK.plusWeeks(1), List.of("shop", "tv")));
  }

  private static final Duration WAIT = SPEC.closing().maxWait();
  private static final Duration IDLE = SPEC.closing().idle();

  /** End of the week plus the longest wait. */
  private static final Instant OVER = SPEC.calendar().end(WEEK).plus(WAIT);

  /** TV is complete, the shop has been silent since {@code movedAt}. */
  private static Verdict silent(Instant movedAt, Instant newsAt, Silence silence) {
    return ClosePolicy.judge(
        SPEC,
        new Evidence(
            Map.of(
                "tv", new Feed(DUE, OVER.plus(Duration.ofDays(30))),
                "shop", new Feed(DUE.minusMillis(1), movedAt)),
            Map.of(WEEK, newsAt),
            WEEK,
            WEEK),
        Optional.of(silence));
  }

  private static Verdict silent(Instant now) {
    return silent(Instant.EPOCH, Instant.EPOCH, new Silence(now, Instant.EPOCH));
  }

  @Test
  void shouldCloseWithoutASilentSourceAfterTheLongestWaitAndNameIt() {
    assertThat(silent(OVER.minusMillis(1)).closed()).isEmpty();

    assertThat(silent(OVER).closed()).containsExactly(new Close(WEEK, List.of("shop")));
  }

  @Test
  void shouldWaitForASourceThatMovedLatelyButNotForOneThatIsComplete() {
    Instant moved = OVER.plusSeconds(5);
    Instant over = moved.plus(IDLE);

    assertThat(
            silent(moved, Instant.EPOCH, new Silence(over.minusMillis(1), Instant.EPOCH)).closed())
        .isEmpty();
    assertThat(silent(moved, Instant.EPOCH, new Silence(over, Instant.EPOCH)).closed()).hasSize(1);
  }

  @Test
  void shouldWaitWhileValuesOfTheWeekStillCome() {
    Instant news = OVER.plusSeconds(5);
    Instant over = news.plus(IDLE);

    assertThat(
            silent(Instant.EPOCH, news, new Silence(over.minusMillis(1), Instant.EPOCH)).closed())
        .isEmpty();
    assertThat(silent(Instant.EPOCH, news, new Silence(over, Instant.EPOCH)).closed()).hasSize(1);
  }

  @Test
  void shouldNotTakeAnOutageOfOurOwnForSilence() {
    Instant back = OVER.plus(Duration.ofDays(40));

    assertThat(
            silent(Instant.EPOCH, Instant.EPOCH, new Silence(back.plus(IDLE).minusMillis(1), back))
                .closed())
        .isEmpty();
    assertThat(silent(Instant.EPOCH, Instant.EPOCH, new Silence(back.plus(IDLE), back)).closed())
        .startsWith(new Close(WEEK, List.of("shop")));
  }

  @Test
  void shouldOpenAndCloseNoWeekByTheClockAlone() {
    Verdict verdict =
        ClosePolicy.judge(
            SPEC,
            new Evidence(feeds(Map.of("tv", DUE, "shop", DUE)), Map.of(), WEEK, WEEK),
            Optional.of(new Silence(OVER.plus(Duration.ofDays(365)), Instant.EPOCH)));

    assertThat(closed(verdict)).containsExactly(WEEK);
  }

  @Test
  void shouldCloseByTheClockInOrder() {
    Verdict verdict =
        ClosePolicy.judge(
            SPEC,
            new Evidence(Map.of(), Map.of(), WEEK, WEEK.plusWeeks(5)),
            Optional.of(new Silence(OVER.plus(Duration.ofDays(14)), Instant.EPOCH)));

    assertThat(verdict.closed())
        .containsExactly(
            new Close(WEEK, List.of("shop", "tv")),
            new Close(WEEK.plusWeeks(1), List.of("shop", "tv")),
            new Close(WEEK.plusWeeks(2), List.of("shop", "tv")));
    assertThat(verdict.open()).extracting(Open::week).startsWith(WEEK.plusWeeks(3)).hasSize(3);
  }
}
