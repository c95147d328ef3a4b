package dev.freshet.ledger;

import java.time.Duration;
import java.util.Objects;

/**
 * Settings of the ledger.
 *
 * @param repartitionPartitions partitions of the repartition topic, and so the number of tasks that
 *     book events; part of the data, never to change for a running application id
 * @param skew how far an event's time may be ahead of the clock
 * @param flushInterval time between two publications of a model
 * @param pendingPerModel records that may wait for a model's spec
 * @param rowsPerFlush weekly rows a task publishes at most in one flush, so that a transaction
 *     stays short
 * @param settleQuiet how long nothing of the weeks that are due to settle may have changed
 */
public record LedgerConfig(
    int repartitionPartitions,
    Duration skew,
    Duration flushInterval,
    int pendingPerModel,
    int rowsPerFlush,
    Duration settleQuiet) {

  public LedgerConfig {
    Objects.requireNonNull(skew, "skew");
    Objects.requireNonNull(flushInterval, "flushInterval");
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
    if (!(rowsPerFlush > 0)) {
      throw new IllegalArgumentException(
          "ledger: rowsPerFlush %d must be above 0".formatted(rowsPerFlush));
    }
    if (settleQuiet.isNegative()) {
      throw new IllegalArgumentException(
          "ledger: settleQuiet %s must not be negative".formatted(settleQuiet));
    }
  }

  /** The defaults: 6 partitions, 2 days, 1 s, 100,000 records a model, 2,000 rows, 7 days. */
  public static LedgerConfig defaults() {
    return new LedgerConfig(
        6, Duration.ofDays(2), Duration.ofSeconds(1), 100_000, 2_000, Duration.ofDays(7));
  }

  public LedgerConfig withRepartitionPartitions(int partitions) {
    return new LedgerConfig(
        partitions, skew, flushInterval, pendingPerModel, rowsPerFlush, settleQuiet);
  }

  public LedgerConfig withSkew(Duration ahead) {
    return new LedgerConfig(
        repartitionPartitions, ahead, flushInterval, pendingPerModel, rowsPerFlush, settleQuiet);
  }

  public LedgerConfig withFlushInterval(Duration interval) {
    return new LedgerConfig(
        repartitionPartitions, skew, interval, pendingPerModel, rowsPerFlush, settleQuiet);
  }

  public LedgerConfig withPendingPerModel(int records) {
    return new LedgerConfig(
        repartitionPartitions, skew, flushInterval, records, rowsPerFlush, settleQuiet);
  }

  public LedgerConfig withRowsPerFlush(int rows) {
    return new LedgerConfig(
        repartitionPartitions, skew, flushInterval, pendingPerModel, rows, settleQuiet);
  }

  public LedgerConfig withSettleQuiet(Duration quiet) {
    return new LedgerConfig(
        repartitionPartitions, skew, flushInterval, pendingPerModel, rowsPerFlush, quiet);
  }

  /** Time between two looks at what may settle: a tenth of the quiet, at most a minute. */
  Duration settleInterval() {
    Duration tenth = settleQuiet.dividedBy(10);
    Duration most = Duration.ofMinutes(1);
    Duration bounded = tenth.compareTo(most) < 0 ? tenth : most;
    return bounded.compareTo(flushInterval) < 0 ? flushInterval : bounded;
  }
}
