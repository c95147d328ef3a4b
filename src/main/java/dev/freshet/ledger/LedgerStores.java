package dev.freshet.ledger;

import java.time.LocalDate;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/** The books that {@link Ledger} and {@link WeeklyPublisher} keep, whatever holds them. */
interface LedgerStores {

  /** Standing of the model; null without a spec. */
  Standing standing(String model);

  /** Sets the standing; null removes it. */
  void putStanding(String model, Standing standing);

  /** Entry of the identity; null without one. */
  Entry entry(Identity identity);

  void putEntry(Identity identity, Entry entry);

  /** Sum of the variable in the week; zero without entries. */
  WeekSum sum(String model, LocalDate week, String variable);

  /** Sets the sum; zero removes it. */
  void putSum(String model, LocalDate week, String variable, WeekSum sum);

  /** All sums of the week that are not zero, by variable in ascending order. */
  SortedMap<String, WeekSum> sums(String model, LocalDate week);

  /** Notes a context number in the order of time, so that the last of a week can be found. */
  void putReading(Reading reading);

  void removeReading(Reading reading);

  /** Value of the last reading of the variable in the week: by time, then event id, then source. */
  OptionalLong lastReading(String model, LocalDate week, String variable);

  /** Watermark of the source; null without one. */
  Watermark watermark(String model, String source);

  void putWatermark(String model, String source, Watermark watermark);

  /** What readers know of the week; null when it never had an event. */
  PublishedWeek published(String model, LocalDate week);

  void putPublished(String model, LocalDate week, PublishedWeek published);

  /** All weeks that had events, whether there is something to tell of them or not. */
  NavigableSet<LocalDate> knownWeeks(String model);

  /** When the replacement that last reopened the week was ordered, or {@link Watermark#NONE}. */
  long replacedMillis(String model, LocalDate week);

  void forgetPublished(String model, LocalDate week);

  /** How far the model has settled. */
  Settlement settlement(String model);

  void putSettlement(String model, Settlement settlement);

  /** All models with a standing. */
  List<String> models();

  /** Removes all readings of the week. */
  void removeReadings(String model, LocalDate week);

  /** Removes the readings of the week but the last of each variable. */
  void pruneReadings(String model, LocalDate week);

  /**
   * Removes the model's entries that neither count in a week outside of those given nor were seen
   * in one, looking at up to {@code limit}.
   *
   * @param cursor where to go on; null from the start
   */
  Pruned pruneEntries(String model, Set<LocalDate> weeks, String cursor, int limit);

  /**
   * What a slice of pruning did.
   *
   * @param seen entries looked at
   * @param cursor where to go on; null when done
   */
  record Pruned(int seen, String cursor) {}

  /** Marks the week, and with it the model, for the next flush. */
  void markDirty(String model, LocalDate week);

  /** Marks the model for the next flush without a week: its watermarks or its standing moved. */
  void markDirty(String model);

  /** Models marked, the longest marked first. */
  List<String> dirtyModels();

  /** Weeks marked of the model. */
  NavigableSet<LocalDate> dirtyWeeks(String model);

  void clearDirty(String model, LocalDate week);

  /** Clears the model's own mark; it must have no marked weeks left. */
  void clearDirty(String model);

  /**
   * Removes up to {@code limit} entries, sums, readings and watermarks, and forgets settling; says
   * how many.
   */
  int purge(String model, int limit);
}
