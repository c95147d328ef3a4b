package dev.freshet.ledger;

import dev.freshet.ledger.LedgerOutput.Week;
import dev.freshet.ledger.LedgerOutput.Withdrawal;
import dev.freshet.ledger.Standing.Active;
import dev.freshet.ledger.Standing.Retiring;
import dev.freshet.topic.DeadLetters;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Carries decoded records to the {@link Ledger} and, once a flush interval, what the {@link
 * WeeklyPublisher} has to tell to the topics.
 */
final class LedgerProcessor extends ContextualProcessor<String, Decoded, String, LedgerOutput> {
  private static final Logger LOG = LogManager.getLogger(LedgerProcessor.class);

  /** Records that a flush takes out of the waiting rooms or removes, so that it stays short. */
  static final int RECORDS_PER_FLUSH = 10_000;

  private final LedgerConfig config;
  private final Clock clock;
  private final LedgerMeters meters;
  private LedgerStores stores;
  private Ledger ledger;
  private WeeklyPublisher publisher;
  private Settler settler;
  private PendingInputs pending;

  /** Models of which entries may be to prune. */
  private final Set<String> prunings = new LinkedHashSet<>();

  private final FlushPace pace = new FlushPace();
  private int rowsLeft;
  private int recordsLeft;

  LedgerProcessor(LedgerConfig config, Clock clock, LedgerMeters meters) {
    this.config = config;
    this.clock = clock;
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<String, LedgerOutput> context) {
    super.init(context);
    stores = new KafkaLedgerStores(context);
    ledger = new Ledger(stores);
    publisher = new WeeklyPublisher(stores);
    settler = new Settler(stores, config.settleQuiet());
    KeyValueStore<String, LedgerInput> waiting = context.getStateStore(StoreNames.PENDING);
    pending = new PendingInputs(waiting, config.pendingPerModel(), config.pendingInAll());
    context.schedule(config.flushInterval(), PunctuationType.WALL_CLOCK_TIME, this::flush);
    prunings.addAll(stores.models());
    context.schedule(config.settleInterval(), PunctuationType.WALL_CLOCK_TIME, now -> settle());
  }

  @Override
  public void process(Record<String, Decoded> record) {
    if (record.value() instanceof Decoded.Passed passed) {
      try {
        take(passed.input());
      } catch (RuntimeException e) {
        // Kafka's own are about its state, not about the record.
        if (!(e instanceof KafkaException)) {
          DeadLetters.Place place = passed.input().origin().place();
          LOG.error(
              "{}: an error of Freshet, please report it; when it stays, start with --put-aside {}",
              place,
              place);
        }
        throw e;
      }
    } else {
      forward(record.key(), ((Decoded.Failed) record.value()).letter());
    }
  }

  private void take(LedgerInput input) {
    pace.booked();
    Verdict verdict = judge(input);
    if (verdict instanceof Verdict.Counted counted) {
      meters.counted(counted.outcome());
    } else if (verdict instanceof Verdict.Refused refused) {
      refuse(input, refused.reason(), refused.detail());
    } else {
      Optional<String> full = pending.add(input);
      full.ifPresentOrElse(why -> refuse(input, Reason.PENDING_FULL, why), meters::waiting);
    }
  }

  private Verdict judge(LedgerInput input) {
    LedgerInput.Body body = input.body();
    if (body instanceof LedgerInput.Booking booking) {
      return ledger.book(booking.fact(), input.origin().timestampMillis());
    }
    if (body instanceof LedgerInput.Progress progress) {
      return ledger.progress(progress.model(), progress.source(), progress.completeThroughMillis());
    }
    if (body instanceof LedgerInput.Replacement replacement) {
      return ledger.reopen(replacement);
    }
    if (body instanceof LedgerInput.Spec spec) {
      return ledger.spec(spec.rules());
    }
    pending.retire(input);
    return ledger.retire(body.model());
  }

  private void refuse(LedgerInput input, Reason reason, String detail) {
    forward(input.model(), new DeadLetter(input.origin(), reason, detail));
  }

  private void flush(long wallClockMillis) {
    long start = clock.millis();
    if (pace.due(start)) {
      tell();
      pace.flushed(start, clock.millis());
    }
  }

  private void tell() {
    rowsLeft = config.rowsPerFlush();
    recordsLeft = RECORDS_PER_FLUSH;
    for (String model : stores.dirtyModels()) {
      Standing standing = stores.standing(model);
      if (standing instanceof Retiring retiring) {
        remove(model, retiring);
      } else if (standing instanceof Active active) {
        publish(active.rules());
      }
      if (rowsLeft <= 0) {
        break;
      }
    }
    prune();
  }

  /**
   * Time here is that of the records read, never ahead of the clock: after a standstill of our own,
   * what came meanwhile is read before anything settles.
   */
  private void settle() {
    long now = Math.min(clock.millis(), context().currentStreamTimeMs());
    int left = config.rowsPerFlush();
    for (String model : stores.models()) {
      if (left > 0 && stores.standing(model) instanceof Active active && !pending.has(model)) {
        List<WeekRow> rows = settler.settle(active.rules(), now);
        rows.forEach(row -> forward(model, new Week(row)));
        left -= rows.size();
        meters.rows(rows.size());
        prunings.add(model);
      }
    }
  }

  private void prune() {
    for (Iterator<String> models = prunings.iterator(); models.hasNext() && recordsLeft > 0; ) {
      String model = models.next();
      recordsLeft -= settler.prune(model, recordsLeft);
      if (!stores.settlement(model).pruning()) {
        models.remove();
      }
    }
  }

  /** Watermarks may tell of records that still wait: nothing is told before the room is empty. */
  private void publish(LedgerRules rules) {
    if (pending.has(rules.model())) {
      List<LedgerInput> waited = pending.take(rules.model(), recordsLeft);
      recordsLeft -= waited.size();
      waited.forEach(this::take);
    }
    if (pending.has(rules.model())) {
      return;
    }
    List<WeekRow> rows = publisher.flush(rules, rowsLeft);
    rows.forEach(row -> forward(rules.model(), new Week(row)));
    rowsLeft -= rows.size();
    meters.rows(rows.size());
  }

  private void remove(String model, Retiring retiring) {
    NavigableSet<LocalDate> weeks = publisher.withdraw(model);
    weeks.forEach(week -> forward(model, new Withdrawal(model, week)));
    rowsLeft -= weeks.size();
    meters.rows(weeks.size());
    int removed = stores.purge(model, recordsLeft);
    boolean all = removed < recordsLeft;
    recordsLeft -= removed;
    refuseRetired(model);
    if (all && !pending.hasRetired(model)) {
      stores.putStanding(model, retiring.next().map(Active::new).orElse(null));
      if (retiring.next().isEmpty()) {
        stores.clearDirty(model);
      }
    }
  }

  private void refuseRetired(String model) {
    if (pending.hasRetired(model)) {
      List<LedgerInput> waited = pending.takeRetired(model, recordsLeft);
      recordsLeft -= waited.size();
      for (LedgerInput input : waited) {
        refuse(
            input,
            Reason.MODEL_RETIRED,
            "%s was retired by a tombstone while the record waited for its spec; publish the spec and replay, or correct the model"
                .formatted(model));
      }
    }
  }

  private void forward(String model, LedgerOutput output) {
    context().forward(new Record<>(model, output, clock.millis(), new RecordHeaders()));
  }
}
