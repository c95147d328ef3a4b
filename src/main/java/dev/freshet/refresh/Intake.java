package dev.freshet.refresh;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the planner has read, which says what may be believed of the rows at hand.
 *
 * @param caughtUp whether all that was published when the planner started has been read. Before,
 *     watermarks may run ahead of the rows they speak of: compaction leaves the newest row of a
 *     week only, and that may come after a watermark that covers it
 * @param since since when ledger and planner have kept up without a break; empty while they do not.
 *     Without it silence means nothing: it may be ours
 */
record Intake(boolean caughtUp, Optional<Instant> since) {
  /** What was published before may still be on its way. */
  static final Intake BEHIND = new Intake(false, Optional.empty());

  /** Rows can be believed, silence cannot. */
  static final Intake READ = new Intake(true, Optional.empty());

  /** Rows can be believed, and silence too if it began at {@code since} or later. */
  static Intake steady(Instant since) {
    return new Intake(true, Optional.of(since));
  }
}
