package dev.freshet.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.model.Experiment;
import dev.freshet.refresh.LiftTestUse.State;
import dev.freshet.spec.LiftTest;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiftTestJudgementTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
  private static final ModelSpec SPEC = Specs.tv().media(MediaSpec.of("radio")).weeks(3, 8).build();

  /** Two weeks of lead-in, eight of window: weeks 2 to 9, of which the last ends on 15 March. */
  private static final Series SERIES = series(0, 2, 8);

  private static Series series(int from, int leadIn, int weeks) {
    Long[] spend = new Long[leadIn + weeks];
    Arrays.fill(spend, 1_000_000_000L);
    Long[] outcome = new Long[leadIn + weeks];
    Arrays.fill(outcome, 9_000_000_000L);
    return new Series(
        week(from),
        leadIn,
        weeks,
        Map.of("spend.tv", spend, "spend.radio", spend, "outcome.revenue", outcome));
  }

  private static LocalDate week(int n) {
    return FIRST.plusWeeks(n);
  }

  private static LiftTestJudgement judge(LiftTestDraft... drafts) {
    return judge(SERIES, drafts);
  }

  private static LiftTestJudgement judge(Series series, LiftTestDraft... drafts) {
    return LiftTestJudgement.of(
        SPEC, series, Arrays.stream(drafts).map(LiftTestDraft::test).toList());
  }

  private static LiftTestUse only(LiftTestDraft draft) {
    return judge(draft).uses().get(0);
  }

  private static LiftTestUse of(LiftTestJudgement judgement, String name) {
    return judgement.uses().stream()
        .filter(u -> u.experiment().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldCountATestWhoseWeeksAreInTheWindow() {
    LiftTestJudgement judgement =
        judge(LiftTestDraft.weeks("b", week(4), 2), LiftTestDraft.weeks("a", week(7), 2));

    assertThat(judgement.uses())
        .containsExactly(
            LiftTestUse.of("a", State.COUNTS, ""), LiftTestUse.of("b", State.COUNTS, ""));
    assertThat(judgement.counting()).extracting(Experiment::name).containsExactly("a", "b");
  }

  @Test
  void shouldNotDependOnTheOrderOfTheTests() {
    List<LiftTest> tests = new ArrayList<>();
    for (int n = 2; n < 10; n++) {
      tests.add(LiftTestDraft.weeks("t" + n, week(n), 2).share(0.6).test());
    }
    List<LiftTest> reversed = new ArrayList<>(tests);
    Collections.reverse(reversed);

    assertThat(LiftTestJudgement.of(SPEC, SERIES, reversed))
        .isEqualTo(LiftTestJudgement.of(SPEC, SERIES, tests));
  }

  @Test
  void shouldSayWhenATestIsBeforeTheWindowOrWaitsForItsWeeks() {
    assertThat(only(LiftTestDraft.days("a", week(2).minusDays(1), week(4))))
        .isEqualTo(
            LiftTestUse.of(
                "a",
                State.LEFT_WINDOW,
                "it began on 2026-01-18, before the window, which begins on 2026-01-19"));
    assertThat(only(LiftTestDraft.weeks("a", week(9), 1).measured(week(9), week(10).plusDays(1))))
        .isEqualTo(
            LiftTestUse.of("a", State.WAITING, "its weeks have closed with that until 2026-03-22"));
    assertThat(only(LiftTestDraft.weeks("a", week(9), 1)).state()).isEqualTo(State.COUNTS);
  }

  @Test
  void shouldAnnounceOneRefreshAheadThatATestLeaves() {
    LiftTestUse slides = only(LiftTestDraft.weeks("a", week(2), 2));
    LiftTestUse stays = only(LiftTestDraft.weeks("a", week(3), 2));
    LiftTestUse expires = only(LiftTestDraft.weeks("a", week(3), 2).expires(week(10).plusDays(6)));
    LiftTestUse later = only(LiftTestDraft.weeks("a", week(3), 2).expires(week(11)));

    assertThat(slides.leavesNext()).isTrue();
    assertThat(slides.detail())
        .isEqualTo("leaves with the next closed week: its first week leaves the window");
    assertThat(expires.leavesNext()).isTrue();
    assertThat(expires.detail())
        .isEqualTo("leaves with the next closed week: it expires on 2026-03-22");
    assertThat(List.of(stays, later)).noneMatch(LiftTestUse::leavesNext);

    // And so it comes.
    Series next = series(1, 2, 8);
    assertThat(judge(next, LiftTestDraft.weeks("a", week(2), 2)).uses().get(0).state())
        .isEqualTo(State.LEFT_WINDOW);
    assertThat(
            judge(next, LiftTestDraft.weeks("a", week(3), 2).expires(week(10).plusDays(6)))
                .uses()
                .get(0))
        .isEqualTo(LiftTestUse.of("a", State.EXPIRED, "expired on 2026-03-22"));
  }

  @Test
  void shouldNotAnnounceThatATestSlidesOutOfAWindowThatStillGrows() {
    LiftTestJudgement judgement = judge(series(2, 0, 7), LiftTestDraft.weeks("a", week(2), 2));

    assertThat(judgement.uses()).containsExactly(LiftTestUse.of("a", State.COUNTS, ""));
  }

  @Test
  void shouldLeaveOutWhatAnotherTestSupersedes() {
    LiftTestJudgement judgement =
        judge(
            LiftTestDraft.weeks("a", week(4), 2),
            LiftTestDraft.weeks("b", week(5), 2).supersedes("a"),
            LiftTestDraft.weeks("c", week(9), 9).supersedes("b"));

    assertThat(of(judgement, "a"))
        .isEqualTo(LiftTestUse.of("a", State.SUPERSEDED, "superseded by b"));
    assertThat(of(judgement, "b"))
        .isEqualTo(LiftTestUse.of("b", State.SUPERSEDED, "superseded by c"));
    assertThat(of(judgement, "c").state()).isEqualTo(State.WAITING);
    assertThat(judgement.counting()).isEmpty();
  }

  @Test
  void shouldCountATestThatSupersedesAnUnknownOneAndSaySo() {
    assertThat(only(LiftTestDraft.weeks("b", week(5), 2).supersedes("a")))
        .isEqualTo(LiftTestUse.of("b", State.COUNTS, "it supersedes a, which is not known"));
  }

  @Test
  void shouldLetTheFirstStandWhereTwoCannotBothBe() {
    LiftTestJudgement judgement =
        judge(
            LiftTestDraft.weeks("late", week(5), 2).share(0.6),
            LiftTestDraft.weeks("early", week(4), 2).share(0.6),
            LiftTestDraft.weeks("radio", week(4), 2).channels("radio"),
            LiftTestDraft.weeks("after", week(7), 1),
            LiftTestDraft.weeks("beside", week(4), 1).share(0.4));

    assertThat(judgement.counting())
        .extracting(Experiment::name)
        .containsExactly("after", "beside", "early", "radio");
    assertThat(of(judgement, "late").state()).isEqualTo(State.REFUSED);
    assertThat(of(judgement, "late").detail())
        .startsWith("early tested the same channel on some of these days");
  }

  @Test
  void shouldSayThatAChannelIsUnknownAndKeepAllOthers() {
    LiftTestJudgement judgement =
        judge(
            LiftTestDraft.weeks("a", week(4), 2).channels("tv", "tiktok"),
            LiftTestDraft.weeks("b", week(4), 2),
            LiftTestDraft.weeks("c", week(7), 1).change(5000));

    assertThat(of(judgement, "a"))
        .isEqualTo(
            LiftTestUse.of(
                "a",
                State.REFUSED,
                "the model has no channel tiktok; it has tv, radio: correct the test or the spec"));
    assertThat(of(judgement, "b").counts()).isTrue();
    assertThat(of(judgement, "c").state()).isEqualTo(State.REFUSED);
    assertThat(of(judgement, "c").detail()).contains("it added 5000");
  }

  @Test
  void shouldCountNoMoreThanTheNewest() {
    List<LiftTest> tests = new ArrayList<>();
    for (int n = 0; n <= LiftTestJudgement.MOST; n++) {
      tests.add(
          LiftTestDraft.days("t%03d".formatted(n), week(3), week(3).plusDays(n % 40))
              .share(0.001)
              .change(1)
              .lift(4, 1)
              .test());
    }

    LiftTestJudgement judgement = LiftTestJudgement.of(SPEC, SERIES, tests);

    assertThat(judgement.counting()).hasSize(LiftTestJudgement.MOST);
    assertThat(judgement.uses().stream().filter(u -> !u.counts()))
        .singleElement()
        .isEqualTo(
            LiftTestUse.of(
                "t080", State.REFUSED, "100 tests that ended later count, and no more do"));
  }

  @Test
  void shouldWaitBeforeAnyWeekHasClosed() {
    assertThat(
            LiftTestJudgement.beforeAnyWeek(List.of(LiftTestDraft.weeks("a", week(4), 2).test())))
        .isEqualTo(
            new LiftTestJudgement(
                List.of(LiftTestUse.of("a", State.WAITING, "no week of the model has closed yet")),
                List.of()));
  }
}
