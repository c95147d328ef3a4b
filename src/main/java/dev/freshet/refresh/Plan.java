package dev.freshet.refresh;

import dev.freshet.spec.ModelSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where one model stands in the planner: what is known, what is closed, what is due, what is in
 * flight. A value: every change makes a new one, see {@link RefreshPlanner}.
 *
 * @param spec spec in force; empty before it has come
 * @param weeks weeks known and closed
 * @param watermarks by source, the instant through which it is complete
 * @param counters data revision and sequence
 * @param due triggers since the last request
 * @param inFlight the request whose report has not come yet
 * @param incumbent what is known of the published model
 * @param trouble how the last requests failed
 */
record Plan(
    Optional<ModelSpec> spec,
    Weeks weeks,
    Map<String, Instant> watermarks,
    Counters counters,
    Due due,
    Optional<InFlight> inFlight,
    Incumbent incumbent,
    Trouble trouble) {

  /**
   * Weeks of a model.
   *
   * @param first oldest week with data
   * @param newest newest week with data
   * @param closedThrough newest closed week
   * @param closedAt when it closed
   */
  record Weeks(
      Optional<LocalDate> first,
      Optional<LocalDate> newest,
      Optional<LocalDate> closedThrough,
      Optional<Instant> closedAt) {
    static final Weeks NONE =
        new Weeks(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    Weeks with(LocalDate week) {
      return new Weeks(
          first.filter(w -> w.isBefore(week)).or(() -> Optional.of(week)),
          newest.filter(w -> w.isAfter(week)).or(() -> Optional.of(week)),
          closedThrough,
          closedAt);
    }

    Weeks closed(LocalDate through, Instant at) {
      return new Weeks(first, newest, Optional.of(through), Optional.of(at));
    }
  }

  /** Counts of the planner: changes of observations seen, and requests written. */
  record Counters(long dataRevision, long sequence) {}

  /**
   * What makes the model due.
   *
   * @param triggers none when the model is not due
   * @param rebuild whether a person ordered a fit without the incumbent
   * @param detail the triggers in words
   * @param burst weeks closed since the last request
   */
  record Due(Set<Trigger> triggers, boolean rebuild, String detail, Burst burst) {
    static final Due NOT = new Due(Set.of(), false, "", Burst.NONE);

    Due {
      triggers = triggers.isEmpty() ? Set.of() : Collections.unmodifiableSet(copy(triggers));
    }

    Due and(Trigger trigger, boolean orderRebuild, String words) {
      EnumSet<Trigger> all = copy(triggers);
      all.add(trigger);
      String joined =
          detail.isEmpty() || words.isEmpty() || detail.contains(words)
              ? (detail.isEmpty() ? words : detail)
              : detail + "; " + words;
      return new Due(all, rebuild || orderRebuild, shorten(joined), burst);
    }

    Due with(Burst newer) {
      return new Due(triggers, rebuild, detail, newer);
    }

    private static EnumSet<Trigger> copy(Set<Trigger> triggers) {
      EnumSet<Trigger> copy = EnumSet.noneOf(Trigger.class);
      copy.addAll(triggers);
      return copy;
    }

    private static String shorten(String words) {
      return words.length() <= 400 ? words : words.substring(0, 397) + "...";
    }
  }

  /**
   * Weeks closed since the last request: more than one means that the model catches up.
   *
   * @param weeks how many closed
   * @param since when the first of them closed; empty when none did
   * @param newsAt when the last new values came; empty when none came since the last request
   */
  record Burst(int weeks, Optional<Instant> since, Optional<Instant> newsAt) {
    static final Burst NONE = new Burst(0, Optional.empty(), Optional.empty());

    Burst closed(int more, Instant now) {
      return new Burst(weeks + more, since.or(() -> Optional.of(now)), newsAt);
    }

    Burst news(Instant now) {
      return new Burst(weeks, since, Optional.of(now));
    }
  }

  /** A request that no report has answered yet; {@code due} is what it was written for. */
  record InFlight(String requestId, long sequence, Instant requestedAt, Due due) {}

  /**
   * The published model as the planner knows it.
   *
   * @param reported version the newest PUBLISHED report names
   * @param arrived version of the FittedModel that has come
   * @param closedWeek newest closed week that the reported version holds
   * @param staleSince since when it lacks a closed week or a wanted refresh
   */
  record Incumbent(
      Optional<String> reported,
      Optional<String> arrived,
      Optional<LocalDate> closedWeek,
      Optional<Instant> staleSince) {
    static final Incumbent NONE =
        new Incumbent(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether the model that was reported last is also the one at hand. */
    boolean settled() {
      return reported.isEmpty() || reported.equals(arrived);
    }
  }

  /**
   * Failures in a row and how the newest request ended.
   *
   * @param failures failed requests since the last success or change of data or spec
   * @param retryAt when to try again by itself; empty when only a change helps
   * @param outcome how the newest ended request ended
   * @param detail the same in words
   */
  record Trouble(int failures, Optional<Instant> retryAt, Optional<Ending> outcome, String detail) {
    static final Trouble NONE = new Trouble(0, Optional.empty(), Optional.empty(), "");
  }

  /** How a request ended. */
  enum Ending {
    PUBLISHED,
    REFUSED,
    FAILED,
    SUPERSEDED
  }

  /** Before anything is known. */
  static final Plan EMPTY =
      new Plan(
          Optional.empty(),
          Weeks.NONE,
          Map.of(),
          new Counters(0, 0),
          Due.NOT,
          Optional.empty(),
          Incumbent.NONE,
          Trouble.NONE);

  Plan {
    Objects.requireNonNull(spec, "spec");
    watermarks = Collections.unmodifiableMap(new TreeMap<>(watermarks));
  }

  /** Weeks closed so far. */
  int closedWeeks() {
    if (spec.isEmpty() || weeks.first().isEmpty() || weeks.closedThrough().isEmpty()) {
      return 0;
    }
    long between =
        spec.get().calendar().weeksBetween(weeks.first().get(), weeks.closedThrough().get());
    return (int) Math.max(0, between + 1);
  }

  Plan withSpec(ModelSpec newer) {
    return new Plan(
        Optional.of(newer), weeks, watermarks, counters, due, inFlight, incumbent, trouble);
  }

  Plan withWeeks(Weeks newer) {
    return new Plan(spec, newer, watermarks, counters, due, inFlight, incumbent, trouble);
  }

  Plan withWatermarks(Map<String, Instant> newer) {
    return new Plan(spec, weeks, newer, counters, due, inFlight, incumbent, trouble);
  }

  Plan withCounters(Counters newer) {
    return new Plan(spec, weeks, watermarks, newer, due, inFlight, incumbent, trouble);
  }

  Plan withDue(Due newer) {
    return new Plan(spec, weeks, watermarks, counters, newer, inFlight, incumbent, trouble);
  }

  Plan withInFlight(Optional<InFlight> newer) {
    return new Plan(spec, weeks, watermarks, counters, due, newer, incumbent, trouble);
  }

  Plan withIncumbent(Incumbent newer) {
    return new Plan(spec, weeks, watermarks, counters, due, inFlight, newer, trouble);
  }

  Plan withTrouble(Trouble newer) {
    return new Plan(spec, weeks, watermarks, counters, due, inFlight, incumbent, newer);
  }
}
