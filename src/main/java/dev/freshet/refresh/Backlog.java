package dev.freshet.refresh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The requests of one lane that were polled and whose offsets are not committed, in the order of
 * their partitions. A value: every change makes a new one.
 *
 * <p>Answers leave over the finished beginning of a partition only, so that a committed offset
 * never passes a request without an answer, and answers of one model leave in the order of its
 * requests.
 *
 * @param partitions by partition, its requests in order; no partition is without any
 */
record Backlog(SortedMap<Integer, List<Backlog.Entry>> partitions) {
  static final Backlog EMPTY = new Backlog(new TreeMap<>());

  /** How far a request has come. */
  enum Stage {
    WAITING,
    FITTING,
    DONE
  }

  /** What a request is about: its model and its place among the model's requests. */
  record Ticket(String model, long sequence) {}

  /**
   * A request.
   *
   * @param ticket empty for a record that is no readable request
   */
  record Entry(int partition, long offset, Optional<Ticket> ticket, Stage stage) {
    Entry at(Stage newer) {
      return new Entry(partition, offset, ticket, newer);
    }

    private boolean isSame(Entry other) {
      return partition == other.partition && offset == other.offset;
    }
  }

  Backlog {
    partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
  }

  /** A record has been polled; what is no request has nothing to wait for. */
  Backlog polled(int partition, long offset, Optional<Ticket> ticket) {
    List<Entry> entries = new ArrayList<>(partitions.getOrDefault(partition, List.of()));
    entries.add(
        new Entry(partition, offset, ticket, ticket.isPresent() ? Stage.WAITING : Stage.DONE));
    return with(partition, entries);
  }

  /** All requests, partition by partition. */
  List<Entry> entries() {
    return partitions.values().stream().flatMap(List::stream).toList();
  }

  int size() {
    return partitions.values().stream().mapToInt(List::size).sum();
  }

  int fitting() {
    return (int) entries().stream().filter(e -> e.stage() == Stage.FITTING).count();
  }

  /**
   * Requests to begin with now, so that {@code fits} are under way at the most, one a model.
   *
   * @param free whether a model is not being fitted elsewhere
   */
  List<Entry> startable(int fits, Predicate<String> free) {
    List<Entry> start = new ArrayList<>();
    Set<String> busy = new HashSet<>();
    entries().stream()
        .filter(e -> e.stage() == Stage.FITTING)
        .forEach(e -> busy.add(e.ticket().orElseThrow().model()));
    int room = fits - fitting();
    for (Entry entry : entries()) {
      if (start.size() >= room) {
        break;
      }
      if (entry.stage() == Stage.WAITING) {
        String model = entry.ticket().orElseThrow().model();
        if (free.test(model) && busy.add(model)) {
          start.add(entry);
        }
      }
    }
    return start;
  }

  /** A request has come further. */
  Backlog moved(Entry entry, Stage stage) {
    List<Entry> entries = new ArrayList<>();
    for (Entry e : partitions.getOrDefault(entry.partition(), List.of())) {
      entries.add(e.isSame(entry) ? e.at(stage) : e);
    }
    return entries.isEmpty() ? this : with(entry.partition(), entries);
  }

  /** Requests whose answers may leave now: the finished beginning of each partition. */
  List<Entry> answerable() {
    List<Entry> finished = new ArrayList<>();
    for (List<Entry> entries : partitions.values()) {
      for (Entry entry : entries) {
        if (entry.stage() != Stage.DONE) {
          break;
        }
        finished.add(entry);
      }
    }
    return finished;
  }

  /** The answers of these have left and their offsets are committed. */
  Backlog committed(Collection<Entry> answered) {
    SortedMap<Integer, List<Entry>> left = new TreeMap<>();
    partitions.forEach(
        (partition, entries) -> {
          List<Entry> rest =
              entries.stream().filter(e -> answered.stream().noneMatch(e::isSame)).toList();
          if (!rest.isEmpty()) {
            left.put(partition, rest);
          }
        });
    return new Backlog(left);
  }

  /** The partition belongs to somebody else now. */
  Backlog revoked(int partition) {
    SortedMap<Integer, List<Entry>> left = new TreeMap<>(partitions);
    left.remove(partition);
    return new Backlog(left);
  }

  private Backlog with(int partition, List<Entry> entries) {
    SortedMap<Integer, List<Entry>> all = new TreeMap<>(partitions);
    all.put(partition, List.copyOf(entries));
    return new Backlog(all);
  }
}
