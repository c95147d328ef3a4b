package dev.freshet.refresh;

import java.time.Instant;
import java.util.Optional;

/** Says how far planner and ledger have read, by partition of the planner's internal topic. */
public interface Readings {
  /**
   * How far a partition's planner has read.
   *
   * @param planner all that stood in the planner's topics then has been planned
   * @param ledger all that stood in the ledger's inputs then has been booked, and what the ledger
   *     had published when it was has been planned; what it booked last it publishes with its next
   *     flush, seconds later
   */
  record Reading(Optional<Instant> planner, Optional<Instant> ledger) {
    public static final Reading NONE = new Reading(Optional.empty(), Optional.empty());
  }

  /** The newest reading of a partition. */
  Reading of(int partition);
}
