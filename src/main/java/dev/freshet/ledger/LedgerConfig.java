package dev.freshet.ledger;

import dev.freshet.topic.DeadLetters;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * Settings of the ledger.
 *
 * @param repartitionPartitions partitions of the repartition topic, and so the number of tasks that
 *     book events; part of the data, never to change for a running application id
 * @param skew how far an event's time may be ahead of the clock
 * @param flushInterval time between two publications of a model
 * @param pendingPerModel records that may wait for a model's spec
 * @param pendingInAll records that may wait for specs in a task, of all models together
 * @param rowsPerFlush weekly rows a task publishes at most in one flush, so that a transaction
 *     stays short
 * @param keyedInputs whether all input topics have {@code repartitionPartitions} partitions and
 *     every record is in its model's, so that no repartition is needed
 * @param settleQuiet how long nothing of the weeks that are due to settle may have changed
 * @param aside records to put with the dead letters unread, because reading or booking them fails
 */
public record LedgerConfig(
    int repartitionPartitions,
    boolean keyedInputs,
    Duration skew,
    Duration flushInterval,
    int pendingPerModel,
    int pendingInAll,
    int rowsPerFlush,
    Duration settleQuiet,
    Set<DeadLetters.Place> aside) {

  public LedgerConfig {
    Objects.requireNonNull(skew, "skew");
    Objects.requireNonNull(flushInterval, "flushInterval");
    aside = Set.copyOf(aside);
    if (!(repartitionPartitions > 0)) {
      throw new IllegalArgumentException(
          "ledger: repartitionPartitions %d must be above 0".formatted(repartitionPartitions));
    }
    if (skew.isNegative()) {
      throw new IllegalArgumentException("ledger: skew %s must not be negative".formatted(skew));
    }
    if (!(flushInterval.toMillis() > 0)) {
      throw new IllegalArgumentException(
          "ledger: flushInterval %s must be at least a millisecond".formatted(flushInterval));
    }
    if (!(pendingPerModel > 0)) {
      throw new IllegalArgumentException(
          "ledger: pendingPerModel %d must be above 0".formatted(pendingPerModel));
    }
    if (!(pendingInAll > 0)) {
      throw new IllegalArgumentException(
          "ledger: pendingInAll %d must be above 0".formatted(pendingInAll));
    }
    if (!(rowsPerFlush > 0)) {
      throw new IllegalArgumentException(
          "ledger: rowsPerFlush %d must be above 0".formatted(rowsPerFlush));
    }
    if (settleQuiet.isNegative()) {
      throw new IllegalArgumentException(
          "ledger: settleQuiet %s must not be negative".formatted(settleQuiet));
    }
  }

  /**
   * The defaults: 6 partitions, 2 days, 1 s, 100,000 records a model and 1,000,000 in all, 2,000
   * rows, 7 days.
   */
  public static LedgerConfig defaults() {
    return new LedgerConfig(
        6,
        false,
        Duration.ofDays(2),
        Duration.ofSeconds(1),
        100_000,
        1_000_000,
        2_000,
        Duration.ofDays(7),
        Set.of());
  }

  public LedgerConfig withRepartitionPartitions(int partitions) {
    return new LedgerConfig(
        partitions,
        keyedInputs,
        skew,
        flushInterval,
        pendingPerModel,
        pendingInAll,
        rowsPerFlush,
        settleQuiet,
        aside);
  }

  public LedgerConfig withKeyedInputs(boolean keyed) {
    return new LedgerConfig(
        repartitionPartitions,
        keyed,
        skew,
        flushInterval,
        pendingPerModel,
        pendingInAll,
        rowsPerFlush,
        settleQuiet,
        aside);
  }

  public LedgerConfig withAside(Set<DeadLetters.Place> records) {
    return new LedgerConfig(
        repartitionPartitions,
        keyedInputs,
        skew,
        flushInterval,
        pendingPerModel,
        pendingInAll,
        rowsPerFlush,
        settleQuiet,
        records);
  }

  public LedgerConfig withSkew(Duration ahead) {
    return new LedgerConfig(
        repartitionPartitions,
        keyedInputs,
        ahead,
        flushInterval,
        pendingPerModel,
        pendingInAll,
        rowsPerFlush,
        settleQuiet,
        aside);
  }

  public LedgerConfig withFlushInterval(Duration interval) {
    return new LedgerConfig(
        repartitionPartitions,
        keyedInputs,
        skew,
        interval,
        pendingPerModel,
        pendingInAll,
        rowsPerFlush,
        settleQuiet,
        aside);
  }

  public LedgerConfig withPendingPerModel(int records) {
    return new LedgerConfig(
        repartitionPartitions,
        keyedInputs,
        skew,
        flushInterval,
        records,
        pendingInAll,
        rowsPerFlush,
        settleQuiet,
        aside);
  }

  public LedgerConfig withPendingInAll(int records) {
    return new LedgerConfig(
        repartitionPartitions,
        keyedInputs,
        skew,
        flushInterval,
        pendingPerModel,
        records,
        rowsPerFlush,
        settleQuiet,
        aside);
  }

  public LedgerConfig withRowsPerFlush(int rows) {
    return new LedgerConfig(
        repartitionPartitions,
        keyedInputs,
        skew,
        flushInterval,
        pendingPerModel,
        pendingInAll,
        rows,
        settleQuiet,
        aside);
  }

  public LedgerConfig withSettleQuiet(Duration quiet) {
    return new LedgerConfig(
        repartitionPartitions,
        keyedInputs,
        skew,
        flushInterval,
        pendingPerModel,
        pendingInAll,
        rowsPerFlush,
        quiet,
        aside);
  }

  /** Time between two looks at what may settle: a tenth of the quiet, at most a minute. */
  Duration settleInterval() {
    Duration tenth = settleQuiet.dividedBy(10);
    Duration most = Duration.ofMinutes(1);
    Duration bounded = tenth.compareTo(most) < 0 ? tenth : most;
    return bounded.compareTo(flushInterval) < 0 ? flushInterval : bounded;
  }
}
