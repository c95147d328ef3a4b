package dev.freshet.demo;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.spec.ModelSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One simulated advertiser: its spec, what really happened, and the events its platforms send.
 *
 * <p>Events come in deliveries, one a week. Delivery {@code k} holds, in the order of sending, what
 * is sent until two days after the end of week {@code k}, since the delivery before: the week's
 * rows, late rows and restatements of earlier weeks, and at its end every source's statement that
 * it is complete through the week. What is sent after the last delivery is the remainder; after it,
 * the highest revisions sum to the truth exactly.
 */
public final class SimulatedAdvertiser {
  private static final Duration CUTOFF = Duration.ofDays(2);
  private static final Duration STATEMENT = Duration.ofHours(44);

  private final ModelSpec spec;
  private final SimulatedTruth truth;
  private final List<List<SimulatedEvent>> deliveries;

  SimulatedAdvertiser(ModelSpec spec, SimulatedTruth truth, long seed) {
    this.spec = spec;
    this.truth = truth;
    this.deliveries = deliveries(seed);
  }

  public ModelSpec spec() {
    return spec;
  }

  public SimulatedTruth truth() {
    return truth;
  }

  /** Number of simulated weeks. */
  public int weeks() {
    return truth.weeks();
  }

  /** First day of the week at an index, from 0. */
  public LocalDate week(int index) {
    return truth.week(index);
  }

  /** The delivery of a week, from 0. */
  public List<SimulatedEvent> delivery(int week) {
    if (!(week >= 0 && week < weeks())) {
      throw new IllegalArgumentException(
          "week %d is not simulated: weeks run from 0 to %d".formatted(week, weeks() - 1));
    }
    return deliveries.get(week);
  }

  /** The deliveries of the first {@code weeks} weeks, one after the other. */
  public List<SimulatedEvent> history(int weeks) {
    List<SimulatedEvent> events = new ArrayList<>();
    for (int week = 0; week < weeks; week++) {
      events.addAll(delivery(week));
    }
    return events;
  }

  /** What is sent after the last delivery. */
  public List<SimulatedEvent> remainder() {
    return deliveries.get(weeks());
  }

  /** All deliveries and the remainder. */
  public List<SimulatedEvent> events() {
    return deliveries.stream().flatMap(List::stream).toList();
  }

  private List<List<SimulatedEvent>> deliveries(long seed) {
    WeekCalendar calendar = spec.calendar();
    Instant start = calendar.start(truth.firstWeek());
    List<SimulatedEvent> events =
        new EmissionGenerator(seed, start).emissions(new RowGenerator(spec, truth, seed).rows());
    for (int week = 0; week < weeks(); week++) {
      Instant end = calendar.end(truth.week(week));
      for (String source : spec.sources()) {
        events.add(new SimulatedEvent.Progress(spec.model(), source, end, end.plus(STATEMENT)));
      }
    }
    // Stable: what is sent at the same time keeps the order it was made in.
    events.sort(Comparator.comparing(SimulatedEvent::emittedAt));
    List<List<SimulatedEvent>> result = new ArrayList<>();
    int from = 0;
    for (int week = 0; week < weeks(); week++) {
      Instant cutoff = calendar.end(truth.week(week)).plus(CUTOFF);
      int to = from;
      while (to < events.size() && events.get(to).emittedAt().isBefore(cutoff)) {
        to++;
      }
      result.add(List.copyOf(events.subList(from, to)));
      from = to;
    }
    result.add(List.copyOf(events.subList(from, events.size())));
    return result;
  }
}
