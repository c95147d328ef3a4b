package dev.freshet.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Decides which models may ask for a build now, so that a release of the engine does not have a
 * whole fleet rebuilt at once.
 *
 * <p>So many builds are in flight at once, at most. What people order goes first, then first
 * builds, then whoever has waited longest; names decide between equals, scattered so that no
 * advertiser's markets come in a row. A build that has been in flight for {@link #OVERDUE} no
 * longer counts: it may be lost, and must not keep the others waiting.
 */
final class BuildTurns {
  static final Duration OVERDUE = Duration.ofHours(1);

  private BuildTurns() {}

  /** How pressing a build is, the most pressing first. */
  enum Urgency {
    ORDERED,
    FIRST,
    REBUILD
  }

  /** A model that waits for its turn, and since when. */
  record Waiting(String model, Urgency urgency, Instant since) {}

  /** How many builds may be asked for now, none of them below zero. */
  static int free(Collection<Instant> requestedAt, Instant now, int limit) {
    long running = requestedAt.stream().filter(at -> now.isBefore(at.plus(OVERDUE))).count();
    return (int) Math.max(0, limit - running);
  }

  /** The models whose turn it is, at most {@code free} of them. */
  static List<String> grant(Collection<Waiting> waiting, int free) {
    return waiting.stream()
        .sorted(
            Comparator.comparing(Waiting::urgency)
                .thenComparing(Waiting::since)
                .thenComparingInt(w -> Integer.reverse(w.model().hashCode() * 0x9E3779B9))
                .thenComparing(Waiting::model))
        .limit(free)
        .map(Waiting::model)
        .toList();
  }
}
