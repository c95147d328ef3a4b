package dev.freshet.refresh;

import dev.freshet.model.Experiment;
import dev.freshet.refresh.LiftTestUse.State;
import dev.freshet.spec.LiftTest;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.OrganicSpec;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which lift tests of a model count on these weeks, and what is to be said of each. A function of
 * spec, series and tests alone: planner, refresher and {@code freshet fit} judge alike.
 *
 * <ol>
 *   <li>A test that another one names as superseded does not count, whatever becomes of the other.
 *   <li>It has expired once the window's last day is no longer before its day.
 *   <li>All its weeks must lie in the window; it waits for those that are to come.
 *   <li>Two tests of a channel whose tested days overlap are of two parts of the market, so their
 *       shares are 1 together at most; else the one that began first stands, or the first by name.
 *   <li>The weeks must be able to carry it, see {@link TestedExposure}.
 *   <li>Of tests that could count, the {@value #MOST} that ended last do.
 * </ol>
 *
 * @param uses one a test, by name
 * @param counting the experiments of those that count, by name
 */
public record LiftTestJudgement(List<LiftTestUse> uses, List<Experiment> counting) {
  /** Tests that count at most: each adds two curves a channel to every evaluation. */
  static final int MOST = 100;

  public LiftTestJudgement {
    uses = List.copyOf(uses);
    counting = List.copyOf(counting);
  }

  /** Without a closed week nothing counts yet. */
  static LiftTestJudgement beforeAnyWeek(List<LiftTest> tests) {
    return new LiftTestJudgement(
        sorted(tests)
            .map(
                t -> LiftTestUse.of(t.name(), State.WAITING, "no week of the model has closed yet"))
            .toList(),
        List.of());
  }

  /**
   * Judges the tests of one model, whose names differ.
   *
   * @param series the closed weeks: lead-in and window
   */
  public static LiftTestJudgement of(ModelSpec spec, Series series, List<LiftTest> tests) {
    List<LiftTest> all = sorted(tests).toList();
    Judge judge = new Judge(spec, series, all);
    all.forEach(judge::byItself);
    judge.againstEachOther();
    judge.againstTheData();
    judge.mostRecent();
    return judge.judgement();
  }

  private static Stream<LiftTest> sorted(List<LiftTest> tests) {
    return tests.stream().sorted(Comparator.comparing(LiftTest::name));
  }

  private static final class Judge {
    private final ModelSpec spec;
    private final Series series;
    private final List<LiftTest> tests;
    private final Map<String, LiftTest> byName;
    private final Map<String, String> supersededBy;
    private final Map<String, LiftTestUse> uses = new HashMap<>();
    private final Map<String, Experiment> experiments = new HashMap<>();
    private final LocalDate window;
    private final LocalDate lastDay;

    Judge(ModelSpec spec, Series series, List<LiftTest> tests) {
      this.spec = spec;
      this.series = series;
      this.tests = tests;
      this.byName = tests.stream().collect(Collectors.toMap(LiftTest::name, Function.identity()));
      this.supersededBy =
          tests.stream()
              .filter(t -> t.supersedes().isPresent())
              .collect(Collectors.toMap(t -> t.supersedes().get(), LiftTest::name, (a, b) -> a));
      this.window = series.firstWeek().plusWeeks(series.leadInWeeks());
      this.lastDay = window.plusWeeks(series.weeks()).minusDays(1);
    }

    private boolean judged(LiftTest test) {
      return uses.containsKey(test.name());
    }

    private void put(LiftTest test, State state, String detail, Object... arguments) {
      uses.put(test.name(), LiftTestUse.of(test.name(), state, detail.formatted(arguments)));
    }

    private void byItself(LiftTest test) {
      Optional<String> unknown = test.channels().stream().filter(c -> !isMedium(c)).findFirst();
      if (supersededBy.containsKey(test.name())) {
        put(test, State.SUPERSEDED, "superseded by %s", supersededBy.get(test.name()));
      } else if (test.expires().filter(day -> !day.isAfter(lastDay)).isPresent()) {
        put(test, State.EXPIRED, "expired on %s", test.expires().get());
      } else if (unknown.isPresent()) {
        put(
            test,
            State.REFUSED,
            "the model has no channel %s; it has %s: correct the test or the spec",
            unknown.get(),
            String.join(", ", media().toList()));
      } else if (test.tested().from().isBefore(window)) {
        put(
            test,
            State.LEFT_WINDOW,
            "it began on %s, before the window, which begins on %s",
            test.tested().from(),
            window);
      }
    }

    private boolean isMedium(String channel) {
      return media().anyMatch(channel::equals);
    }

    private Stream<String> media() {
      return Stream.concat(
          spec.media().stream().map(m -> m.channel()),
          spec.organic().stream().map(OrganicSpec::name));
    }

    private void againstEachOther() {
      List<LiftTest> standing = new ArrayList<>();
      tests.stream()
          .filter(t -> !judged(t))
          .sorted(Comparator.comparing(t -> t.tested().from()))
          .forEach(
              test -> {
                Optional<LiftTest> other =
                    standing.stream().filter(s -> exclude(s, test)).findFirst();
                other.ifPresentOrElse(
                    o ->
                        put(
                            test,
                            State.REFUSED,
                            "%s tested the same channel on some of these days, and both together more than the whole market: correct the market shares, or have one supersede the other",
                            o.name()),
                    () -> standing.add(test));
              });
    }

    private static boolean exclude(LiftTest a, LiftTest b) {
      return a.tested().overlaps(b.tested())
          && a.marketShare() + b.marketShare() > 1
          && a.channels().stream().anyMatch(b.channels()::contains);
    }

    private void againstTheData() {
      for (LiftTest test : tests) {
        if (judged(test)) {
          continue;
        }
        LocalDate newest =
            test.measured().to().isAfter(test.tested().to())
                ? test.measured().to()
                : test.tested().to();
        LocalDate needed = spec.calendar().next(spec.calendar().weekOf(newest)).minusDays(1);
        if (needed.isAfter(lastDay)) {
          put(test, State.WAITING, "its weeks have closed with that until %s", needed);
          continue;
        }
        try {
          experiments.put(test.name(), TestedExposure.experiment(spec, series, test));
          uses.put(test.name(), counting(test));
        } catch (UnusableLiftTestException e) {
          put(test, State.REFUSED, "%s", e.getMessage());
        }
      }
    }

    private LiftTestUse counting(LiftTest test) {
      boolean full = series.weeks() == spec.windowWeeks();
      boolean slidesOut = full && test.tested().from().isBefore(window.plusWeeks(1));
      Optional<LocalDate> expiry = test.expires().filter(day -> !day.isAfter(lastDay.plusWeeks(1)));
      String why =
          slidesOut
              ? "leaves with the next closed week: its first week leaves the window"
              : expiry
                  .map(day -> "leaves with the next closed week: it expires on " + day)
                  .orElse("");
      String unknown =
          test.supersedes()
              .filter(other -> !byName.containsKey(other))
              .map(other -> "it supersedes " + other + ", which is not known")
              .orElse("");
      String detail =
          Stream.of(why, unknown).filter(s -> !s.isEmpty()).collect(Collectors.joining("; "));
      return new LiftTestUse(test.name(), State.COUNTS, !why.isEmpty(), detail);
    }

    private void mostRecent() {
      tests.stream()
          .filter(t -> uses.get(t.name()).counts())
          .sorted(
              Comparator.comparing((LiftTest t) -> t.tested().to())
                  .reversed()
                  .thenComparing(LiftTest::name))
          .skip(MOST)
          .forEach(
              test -> {
                put(test, State.REFUSED, "%d tests that ended later count, and no more do", MOST);
                experiments.remove(test.name());
              });
    }

    LiftTestJudgement judgement() {
      return new LiftTestJudgement(
          tests.stream().map(t -> uses.get(t.name())).toList(),
          tests.stream()
              .map(LiftTest::name)
              .filter(experiments::containsKey)
              .map(experiments::get)
              .toList());
    }
  }
}
