package dev.freshet.refresh;

import dev.freshet.spec.ModelSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where one model stands in the planner: what is known, what is closed, what is due, what is in
 * flight. A value: every change makes a new one, see {@link RefreshPlanner}.
 *
 * @param mandate spec in force; empty before it has come and once it is withdrawn
 * @param weeks weeks known and closed
 * @param feeds by source, how far it is complete
 * @param counters data revision and sequences
 * @param due triggers since the last request
 * @param inFlight the request whose report has not come yet
 * @param incumbent what is known of the published model
 * @param trouble how the last requests failed
 * @param liftTests lift tests, as they were judged last
 */
record Plan(
    Optional<Mandate> mandate,
    Weeks weeks,
    Map<String, Feed> feeds,
    Counters counters,
    Due due,
    Optional<InFlight> inFlight,
    Incumbent incumbent,
    Trouble trouble,
    List<LiftTestUse> liftTests) {

  /** A spec, and since when the planner has had it. */
  record Mandate(ModelSpec spec, Instant since) {}

  /** The instant through which a source is complete, and when the planner learnt so. */
  record Feed(Instant through, Instant movedAt) {}

  /**
   * Weeks of a model.
   *
   * @param first oldest week with data
   * @param newest newest week with data
   * @param closed newest closed week
   * @param news when values of weeks that are not closed came last, by week
   */
  record Weeks(
      Optional<LocalDate> first,
      Optional<LocalDate> newest,
      Optional<Closed> closed,
      SortedMap<LocalDate, Instant> news) {
    static final Weeks NONE =
        new Weeks(Optional.empty(), Optional.empty(), Optional.empty(), new TreeMap<>());

    Weeks {
      news = Collections.unmodifiableSortedMap(new TreeMap<>(news));
    }

    Optional<LocalDate> closedThrough() {
      return closed.map(Closed::week);
    }

    boolean isClosed(LocalDate week) {
      return closed.filter(c -> !week.isAfter(c.week())).isPresent();
    }

    Weeks with(LocalDate week) {
      return new Weeks(
          first.filter(w -> w.isBefore(week)).or(() -> Optional.of(week)),
          newest.filter(w -> w.isAfter(week)).or(() -> Optional.of(week)),
          closed,
          news);
    }

    Weeks newsOf(LocalDate week, Instant at) {
      if (isClosed(week)) {
        return this;
      }
      TreeMap<LocalDate, Instant> newer = new TreeMap<>(news);
      newer.put(week, at);
      return new Weeks(first, newest, closed, newer);
    }

    Weeks closed(Closed newer) {
      return new Weeks(first, newest, Optional.of(newer), news.tailMap(newer.week().plusDays(1)));
    }

    /** After weeks were withdrawn: the oldest and newest of those that are left. */
    Weeks left(Optional<LocalDate> oldest, Optional<LocalDate> youngest) {
      return new Weeks(oldest, youngest, closed, news);
    }
  }

  /**
   * The newest closed week.
   *
   * @param week its first day
   * @param at when it closed
   * @param missing sources without which it closed, by the clock
   */
  record Closed(LocalDate week, Instant at, List<String> missing) {
    Closed {
      missing = List.copyOf(missing);
    }
  }

  /**
   * Counts of the planner.
   *
   * @param dataRevision changes of observations seen
   * @param sequence requests written
   * @param floor sequences up to here belong to a model of the same name that retired: what they
   *     publish is withdrawn; {@link #RETIRED} while the model is retired
   */
  record Counters(long dataRevision, long sequence, long floor) {
    static final long RETIRED = Long.MAX_VALUE;

    Counters changed() {
      return new Counters(dataRevision + 1, sequence, floor);
    }

    Counters atLeast(long seen) {
      return new Counters(dataRevision, Math.max(sequence, seen), floor);
    }

    Counters floor(long newer) {
      return new Counters(dataRevision, sequence, newer);
    }
  }

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

    /** All of both, the burst this one's. */
    Due and(Due other) {
      Due all = new Due(triggers, rebuild || other.rebuild, detail, burst);
      for (Trigger trigger : other.triggers) {
        all = all.and(trigger, false, other.detail);
      }
      return all;
    }

    Due with(Burst newer) {
      return new Due(triggers, rebuild, detail, newer);
    }

    Due rebuild(boolean ordered) {
      return new Due(triggers, ordered, detail, burst);
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

  /** The topic on which a request travels. */
  enum Route {
    REFRESH,
    BUILD;

    /** The lane of refreshers that works on it, as metrics name it. */
    String lane() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A request that no report has answered yet.
   *
   * @param requestId its identity
   * @param sequence its place among the model's requests
   * @param from the oldest of the model's requests that may still be answered: those before it that
   *     were taken for lost
   * @param route where it travels
   * @param requestedAt when it was written
   * @param due what it was written for
   * @param lost whether a person takes it for lost and wants another
   */
  record InFlight(
      String requestId,
      long sequence,
      long from,
      Route route,
      Instant requestedAt,
      Due due,
      boolean lost) {
    InFlight asLost() {
      return new InFlight(requestId, sequence, from, route, requestedAt, due, true);
    }

    /** Whether the sequence is one of the requests that this one stands for. */
    boolean covers(long other) {
      return from <= other && other <= sequence;
    }
  }

  /** A published model: its version, and the sequence and the engine it came of. */
  record Edition(String version, long sequence, String engine) {}

  /**
   * The published model as the planner knows it.
   *
   * @param reported the newest that a report or a model's row names
   * @param arrived the one whose FittedModel is at hand
   * @param closedWeek newest closed week that the reported one holds
   * @param staleSince since when it lacks a closed week or a wanted refresh
   */
  record Incumbent(
      Optional<Edition> reported,
      Optional<Edition> arrived,
      Optional<LocalDate> closedWeek,
      Optional<Instant> staleSince) {
    static final Incumbent NONE =
        new Incumbent(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether no newer model was reported than the one at hand. */
    boolean settled() {
      return reported.isEmpty()
          || arrived.filter(a -> a.sequence() >= reported.get().sequence()).isPresent();
    }

    Incumbent reported(Edition newer, LocalDate week) {
      return new Incumbent(Optional.of(newer), arrived, Optional.of(week), staleSince);
    }

    Incumbent arrived(Edition newer) {
      return new Incumbent(reported, Optional.of(newer), closedWeek, staleSince);
    }

    Incumbent staleSince(Optional<Instant> since) {
      return new Incumbent(reported, arrived, closedWeek, since);
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
          new Counters(0, 0, 0),
          Due.NOT,
          Optional.empty(),
          Incumbent.NONE,
          Trouble.NONE,
          List.of());

  Plan {
    Objects.requireNonNull(mandate, "mandate");
    feeds = Collections.unmodifiableMap(new TreeMap<>(feeds));
    liftTests = List.copyOf(liftTests);
  }

  /** Spec in force. */
  Optional<ModelSpec> spec() {
    return mandate.map(Mandate::spec);
  }

  /** The model that a refresh starts from; empty where only one of a former life is known. */
  Optional<Edition> atHand() {
    return incumbent.arrived().filter(e -> e.sequence() > counters.floor());
  }

  /** The newest published model; empty where only one of a former life is known. */
  Optional<Edition> published() {
    return incumbent.reported().filter(e -> e.sequence() > counters.floor());
  }

  /** Weeks closed so far. */
  int closedWeeks() {
    if (spec().isEmpty() || weeks.first().isEmpty() || weeks.closedThrough().isEmpty()) {
      return 0;
    }
    long between =
        spec().get().calendar().weeksBetween(weeks.first().get(), weeks.closedThrough().get());
    return (int) Math.max(0, between + 1);
  }

  Plan withMandate(Optional<Mandate> newer) {
    return new Plan(newer, weeks, feeds, counters, due, inFlight, incumbent, trouble, liftTests);
  }

  Plan withWeeks(Weeks newer) {
    return new Plan(mandate, newer, feeds, counters, due, inFlight, incumbent, trouble, liftTests);
  }

  Plan withFeeds(Map<String, Feed> newer) {
    return new Plan(mandate, weeks, newer, counters, due, inFlight, incumbent, trouble, liftTests);
  }

  Plan withCounters(Counters newer) {
    return new Plan(mandate, weeks, feeds, newer, due, inFlight, incumbent, trouble, liftTests);
  }

  Plan withDue(Due newer) {
    return new Plan(
        mandate, weeks, feeds, counters, newer, inFlight, incumbent, trouble, liftTests);
  }

  Plan withInFlight(Optional<InFlight> newer) {
    return new Plan(mandate, weeks, feeds, counters, due, newer, incumbent, trouble, liftTests);
  }

  Plan withIncumbent(Incumbent newer) {
    return new Plan(mandate, weeks, feeds, counters, due, inFlight, newer, trouble, liftTests);
  }

  Plan withTrouble(Trouble newer) {
    return new Plan(mandate, weeks, feeds, counters, due, inFlight, incumbent, newer, liftTests);
  }

  Plan withLiftTests(List<LiftTestUse> newer) {
    return new Plan(mandate, weeks, feeds, counters, due, inFlight, incumbent, trouble, newer);
  }
}
