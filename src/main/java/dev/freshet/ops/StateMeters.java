package dev.freshet.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StandbyUpdateListener;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.processor.TaskId;

/**
 * Counts the records that a topology reads from its changelogs: to restore stores, while their
 * events wait, and to keep standbys up to date.
 */
final class StateMeters implements StateRestoreListener, StandbyUpdateListener {
  static final String RECORDS = "freshet.state.records";

  private final Counter restored;
  private final Counter standby;

  StateMeters(String application, MeterRegistry meters) {
    restored = meters.counter(RECORDS, "application", application, "reader", "restore");
    standby = meters.counter(RECORDS, "application", application, "reader", "standby");
  }

  @Override
  public void onBatchRestored(
      TopicPartition changelog, String store, long batchEndOffset, long records) {
    restored.increment(records);
  }

  @Override
  public void onBatchLoaded(
      TopicPartition changelog,
      String store,
      TaskId task,
      long batchEndOffset,
      long records,
      long endOffset) {
    standby.increment(records);
  }

  @Override
  public void onRestoreStart(TopicPartition changelog, String store, long start, long end) {
    // Only records count.
  }

  @Override
  public void onRestoreEnd(TopicPartition changelog, String store, long total) {
    // Only records count.
  }

  @Override
  public void onUpdateStart(TopicPartition changelog, String store, long start) {
    // Only records count.
  }

  @Override
  public void onUpdateSuspended(
      TopicPartition changelog, String store, long offset, long end, SuspendReason reason) {
    // Only records count.
  }
}
