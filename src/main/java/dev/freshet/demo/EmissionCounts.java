package dev.freshet.demo;

import dev.freshet.demo.SimulatedEvent.Fact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run of events holds, counted as a ledger that reads them in this order must count them.
 *
 * @param events all events but progress
 * @param duplicates rows that repeat the newest revision of their identity
 * @param stale rows with a revision below the newest of their identity
 * @param restatements rows with a higher revision than before, withdrawals included
 * @param withdrawals rows that withdraw
 * @param late rows sent after their source had declared their week complete
 * @param progress progress statements
 */
public record EmissionCounts(
    long events,
    long duplicates,
    long stale,
    long restatements,
    long withdrawals,
    long late,
    long progress) {

  private record Identity(String model, Class<?> kind, String source, String eventId) {}

  private record Feed(String model, String source) {}

  /**
   * Counts events of one or more advertisers.
   *
   * @param events in the order of reading, from the first ever sent
   */
  public static EmissionCounts of(List<? extends SimulatedEvent> events) {
    Map<Identity, Integer> newest = new HashMap<>();
    Map<Feed, SimulatedEvent.Progress> complete = new HashMap<>();
    long[] count = new long[7];
    for (SimulatedEvent event : events) {
      Feed feed = new Feed(event.model(), event.source());
      if (event instanceof SimulatedEvent.Progress progress) {
        complete.put(feed, progress);
        count[6]++;
        continue;
      }
      Fact fact = (Fact) event;
      count[0]++;
      Identity id = new Identity(fact.model(), fact.getClass(), fact.source(), fact.eventId());
      Integer before = newest.get(id);
      if (before == null || fact.revision() > before) {
        newest.put(id, fact.revision());
        count[3] += before == null ? 0 : 1;
        count[4] += fact.withdrawn() ? 1 : 0;
      } else {
        count[fact.revision() == before ? 1 : 2]++;
      }
      boolean closed =
          complete.containsKey(feed) && fact.time().isBefore(complete.get(feed).completeThrough());
      count[5] += closed ? 1 : 0;
    }
    return new EmissionCounts(count[0], count[1], count[2], count[3], count[4], count[5], count[6]);
  }

  public EmissionCounts plus(EmissionCounts other) {
    return new EmissionCounts(
        events + other.events,
        duplicates + other.duplicates,
        stale + other.stale,
        restatements + other.restatements,
        withdrawals + other.withdrawals,
        late + other.late,
        progress + other.progress);
  }
}
