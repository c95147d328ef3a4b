package dev.freshet.refresh;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.spec.ModelSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decides which weeks are complete enough to model: those that every source of the spec has passed
 * by the spec's grace.
 *
 * <p>A source without a watermark has passed nothing. Weeks close in order and without gaps, so an
 * empty week between two full ones closes as well.
 */
final class ClosePolicy {
  private ClosePolicy() {}

  /**
   * What is closed now and what is not.
   *
   * @param closedThrough newest week that may be closed; null when none may
   * @param open later weeks up to the newest known, with the sources each waits for
   */
  record Verdict(LocalDate closedThrough, List<Open> open) {
    Verdict {
      open = List.copyOf(open);
    }
  }

  /** A week that waits for sources. */
  record Open(LocalDate week, List<String> waitingFor) {
    Open {
      waitingFor = List.copyOf(waitingFor);
    }
  }

  /**
   * Judges the weeks from {@code firstOpen} on.
   *
   * @param spec the model's spec: calendar, sources, grace
   * @param watermarks by source, the instant through which it is complete
   * @param firstOpen first week that is not closed yet
   * @param newest newest week with data
   */
  static Verdict judge(
      ModelSpec spec, Map<String, Instant> watermarks, LocalDate firstOpen, LocalDate newest) {
    WeekCalendar calendar = spec.calendar();
    LocalDate last = newest;
    Instant latest = watermarks.values().stream().max(Instant::compareTo).orElse(Instant.MIN);
    LocalDate closedThrough = null;
    List<Open> open = new ArrayList<>();
    for (LocalDate week = firstOpen; ; week = calendar.next(week)) {
      Instant due = calendar.end(week).plus(spec.closing().grace());
      List<String> waiting =
          spec.sources().stream()
              .filter(s -> watermarks.getOrDefault(s, Instant.MIN).isBefore(due))
              .toList();
      boolean inOrder = open.isEmpty();
      if (waiting.isEmpty() && inOrder) {
        closedThrough = week;
      } else if (!week.isAfter(last) || !calendar.start(week).isAfter(latest)) {
        open.add(new Open(week, waiting));
      } else {
        return new Verdict(closedThrough, open);
      }
    }
  }
}
