package dev.freshet.refresh;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.refresh.Plan.Feed;
import dev.freshet.spec.ModelSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which weeks are complete enough to model: those that every source of the spec has passed
 * by the spec's grace, and, by the clock, those whose other sources have been silent too long.
 *
 * <p>A source without a watermark has passed nothing. Weeks close in order and without gaps, so an
 * empty week between two full ones closes as well. The clock closes no week that data have not
 * reached: a model that has gone quiet stays as it is.
 *
 * <p>By the clock a week closes {@code maxWait} after its end at the earliest, when for {@code
 * idle} neither its values nor the watermark of any source it waits for have moved, and the way
 * from the ledger's inputs to the planner has been clear as long. So an outage of our own closes
 * nothing: what was sent meanwhile is read first, and who could not send has {@code idle} to do so.
 */
final class ClosePolicy {
  private ClosePolicy() {}

  /**
   * What the judgement rests on.
   *
   * @param feeds by source, how far it is complete
   * @param news by week, when its values came last
   * @param firstOpen first week that is not closed yet
   * @param newest newest week with data
   */
  record Evidence(
      Map<String, Feed> feeds,
      Map<LocalDate, Instant> news,
      LocalDate firstOpen,
      LocalDate newest) {}

  /**
   * A silence that can be trusted.
   *
   * @param now the time
   * @param since when the silence began at the earliest, for all sources
   */
  record Silence(Instant now, Instant since) {}

  /**
   * What is closed now and what is not.
   *
   * @param closed weeks that may be closed, in order; empty when none may
   * @param open later weeks up to the newest known, with the sources each waits for
   */
  record Verdict(List<Close> closed, List<Open> open) {
    Verdict {
      closed = List.copyOf(closed);
      open = List.copyOf(open);
    }

    /** Newest week that may be closed. */
    Optional<Close> newest() {
      return closed.isEmpty() ? Optional.empty() : Optional.of(closed.get(closed.size() - 1));
    }
  }

  /** A week that may be closed, and the sources it does without. */
  record Close(LocalDate week, List<String> missing) {
    Close {
      missing = List.copyOf(missing);
    }
  }

  /** A week that waits for sources. */
  record Open(LocalDate week, List<String> waitingFor) {
    Open {
      waitingFor = List.copyOf(waitingFor);
    }
  }

  /**
   * Judges the weeks from the first open one on.
   *
   * @param spec the model's spec: calendar, sources, closing
   * @param silence empty when silence means nothing
   */
  static Verdict judge(ModelSpec spec, Evidence evidence, Optional<Silence> silence) {
    WeekCalendar calendar = spec.calendar();
    Instant latest =
        evidence.feeds().values().stream()
            .map(Feed::through)
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    List<Close> closed = new ArrayList<>();
    List<Open> open = new ArrayList<>();
    for (LocalDate week = evidence.firstOpen(); ; week = calendar.next(week)) {
      List<String> waiting = waitingFor(spec, evidence.feeds(), week);
      boolean hasData = !week.isAfter(evidence.newest());
      boolean there = hasData || !calendar.start(week).isAfter(latest);
      boolean inOrder = open.isEmpty();
      if (inOrder
          && (waiting.isEmpty() || hasData && isOver(spec, evidence, week, waiting, silence))) {
        closed.add(new Close(week, waiting));
      } else if (there) {
        open.add(new Open(week, waiting));
      } else {
        return new Verdict(closed, open);
      }
    }
  }

  /** Sources that have not passed the week's end by the grace. */
  static List<String> waitingFor(ModelSpec spec, Map<String, Feed> feeds, LocalDate week) {
    Instant due = spec.calendar().end(week).plus(spec.closing().grace());
    return spec.sources().stream()
        .filter(s -> !feeds.containsKey(s) || feeds.get(s).through().isBefore(due))
        .toList();
  }

  private static boolean isOver(
      ModelSpec spec,
      Evidence evidence,
      LocalDate week,
      List<String> waiting,
      Optional<Silence> silence) {
    if (silence.isEmpty()) {
      return false;
    }
    Duration idle = spec.closing().idle();
    Instant over = spec.calendar().end(week).plus(spec.closing().maxWait());
    over = later(over, silence.get().since().plus(idle));
    if (evidence.news().containsKey(week)) {
      over = later(over, evidence.news().get(week).plus(idle));
    }
    for (String source : waiting) {
      Feed feed = evidence.feeds().get(source);
      if (feed != null) {
        over = later(over, feed.movedAt().plus(idle));
      }
    }
    return !silence.get().now().isBefore(over);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
