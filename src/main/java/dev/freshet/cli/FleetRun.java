package dev.freshet.cli;

import dev.freshet.avro.FitKind;
import dev.freshet.ops.EventSender;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Has a fleet built, then close weeks, and checks that every model has published each time. */
final class FleetRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final int NAMED = 5;

  private final FleetCluster cluster;
  private final FleetLoad load;
  private final EventSender sender;
  private final FleetReader reader;

  /** A model did not publish what it should have; the message names some. */
  static final class IncompleteException extends Exception {
    private static final long serialVersionUID = 1;

    IncompleteException(String words, Object... values) {
      super(String.format(Locale.ROOT, words, values));
    }
  }

  /**
   * The first builds of all models.
   *
   * @param seconds from the start of the refreshers to the last readable report
   * @param builds how many there were
   * @param meanMillis how long a build took on its thread
   */
  record Built(double seconds, int builds, double meanMillis) {}

  /**
   * A week that all models have closed.
   *
   * @param week its first day
   * @param round what it took
   * @param rebuilt how many of the fits were rebuilds
   * @param further fits published beside one a model
   */
  record Closed(LocalDate week, FleetRound round, long rebuilt, long further) {}

  FleetRun(FleetCluster cluster, FleetLoad load) {
    this.cluster = cluster;
    this.load = load;
    this.sender = new EventSender(cluster.cluster());
    this.reader = new FleetReader(cluster.cluster(), cluster.topics());
  }

  /** Sends the history and waits until it is booked; how many records there were. */
  long load() throws InterruptedException {
    load.sendHistory(sender, cluster.topics());
    awaitBooked();
    load.close(sender, cluster.topics(), load.historyWeeks() - 1);
    awaitBooked();
    return load.sent();
  }

  /**
   * Has every model built once.
   *
   * <p>The planner starts on a whole history, so that it does not ask for a build of a part of it.
   *
   * @param instances refreshers that share the builds
   */
  Built build(int instances) throws InterruptedException, IncompleteException {
    cluster.startPlanner();
    long start = System.nanoTime();
    cluster.refreshers(instances);
    LocalDate week = load.week(load.historyWeeks() - 1);
    Map<String, FleetReader.Arrival> built = reader.await(load.models(), week, PATIENCE);
    requireAll(load.models(), week, built);
    double mean =
        built.values().stream().mapToDouble(a -> a.report().getFitMillis()).average().orElseThrow();
    return new Built((last(built) - start) / 1e9, built.size(), mean);
  }

  /**
   * Has all models close a week at once.
   *
   * @param instances refreshers that share the fits
   * @param threads fitting threads of all of them together
   * @param index the week, counted from 0
   */
  Closed close(int instances, int threads, int index)
      throws InterruptedException, IncompleteException {
    cluster.refreshers(instances);
    Map<String, FleetReader.Published> before = reader.models();
    load.sendWeek(sender, cluster.topics(), index);
    awaitBooked();
    LocalDate week = load.week(index);
    long published = reader.published();
    double cpu = Conditions.cpuSeconds();
    Map<String, Long> written = load.close(sender, cluster.topics(), index);
    Map<String, FleetReader.Arrival> arrived = reader.await(written.keySet(), week, PATIENCE);
    cpu = Conditions.cpuSeconds() - cpu;
    requireAll(written.keySet(), week, arrived);
    requireNewRows(arrived, before, reader.models(), week);
    long first = written.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    double[] lags =
        arrived.entrySet().stream()
            .mapToDouble(e -> (e.getValue().nanos() - written.get(e.getKey())) / 1e6)
            .toArray();
    double[] fits = arrived.values().stream().mapToDouble(a -> a.report().getFitMillis()).toArray();
    return new Closed(
        week,
        new FleetRound(instances, threads, lags, fits, (last(arrived) - first) / 1e9, cpu),
        arrived.values().stream().filter(a -> a.report().getKind() != FitKind.REFRESH).count(),
        reader.published() - published - arrived.size());
  }

  private static long last(Map<String, FleetReader.Arrival> arrived) {
    return arrived.values().stream().mapToLong(FleetReader.Arrival::nanos).max().orElseThrow();
  }

  /** Waits until the ledger has booked what was sent, and published what it has booked. */
  private void awaitBooked() throws InterruptedException {
    LedgerCounts ledger = cluster.ledger();
    if (!Polling.reaches(ledger::taken, load.sent(), PATIENCE)) {
      throw new IllegalStateException(
          "the ledger has taken %,d of %,d records, rejected %,d, and no more for %d s"
              .formatted(ledger.taken(), load.sent(), ledger.rejected(), PATIENCE.toSeconds()));
    }
    Polling.still(ledger::rows, QUIET);
  }

  private void requireAll(
      Set<String> expected, LocalDate week, Map<String, FleetReader.Arrival> arrived)
      throws IncompleteException {
    List<String> missing = expected.stream().filter(m -> !arrived.containsKey(m)).toList();
    if (!missing.isEmpty()) {
      throw new IncompleteException(
          "%,d of %,d models published nothing through the week of %s, the last for %d s: %s ...;"
              + " refused or failed: %s",
          missing.size(),
          expected.size(),
          week,
          PATIENCE.toSeconds(),
          missing.stream().limit(NAMED).toList(),
          reader.unpublished().stream().limit(NAMED).toList());
    }
  }

  /** Every model's row must be of the week and the reported version, another than before. */
  private static void requireNewRows(
      Map<String, FleetReader.Arrival> arrived,
      Map<String, FleetReader.Published> before,
      Map<String, FleetReader.Published> after,
      LocalDate week)
      throws IncompleteException {
    List<String> stale =
        arrived.keySet().stream().filter(m -> !isNew(before.get(m), after.get(m), week)).toList();
    if (!stale.isEmpty()) {
      throw new IncompleteException(
          "%,d models have no new row through the week of %s in the topic of models: %s ...",
          stale.size(), week, stale.stream().limit(NAMED).toList());
    }
  }

  private static boolean isNew(
      FleetReader.Published before, FleetReader.Published after, LocalDate week) {
    return after != null
        && after.lastWeek().equals(week)
        && (before == null || !after.version().equals(before.version()));
  }

  @Override
  public void close() {
    sender.close();
    reader.close();
  }
}
