package dev.freshet.refresh;

import dev.freshet.avro.FittedModel;
import dev.freshet.avro.LiftTest;
import dev.freshet.avro.RefreshCommand;
import dev.freshet.avro.RefreshReport;
import dev.freshet.avro.WeeklyObservation;
import dev.freshet.avro.internal.PlannerInput;
import dev.freshet.ledger.Reason;
import dev.freshet.topic.DeadLetters;
import dev.freshet.topic.DecodeFault;
import dev.freshet.topic.Keys;
import dev.freshet.topic.LiftTestMapping;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Decodes what the planner's topics hold into {@link PlannerInput} keyed by model; what cannot be
 * decoded becomes a dead letter with its original bytes.
 *
 * <p>A registry that cannot be reached, or refuses us, is no fault of the record: the exception
 * goes on, and the thread starts again from the last commit.
 */
final class PlannerDecoder implements Processor<byte[], byte[], Object, Object> {
  /** Child that takes decoded input. */
  static final String INPUT = "planner-input";

  /** Days of rows are neither before this nor this far ahead: weeks are walked one by one. */
  private static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);

  private static final Period AHEAD = Period.ofYears(1);

  /** A century: more than any window has. */
  private static final long MOST_WEEKS = 5_200;

  /** Decodes one topic's record. */
  @FunctionalInterface
  private interface Decode {
    PlannerInput apply(String key, byte[] value);
  }

  private final Topics topics;
  private final Clock clock;
  private final PlannerMeters meters;
  private final Map<String, Decode> byTopic = new HashMap<>();
  private ProcessorContext<Object, Object> context;

  PlannerDecoder(Topics topics, Clock clock, PlannerMeters meters) {
    this.topics = topics;
    this.clock = clock;
    this.meters = meters;
    byTopic.put(topics.specs().name(), this::spec);
    byTopic.put(topics.experiments().name(), this::experiment);
    byTopic.put(
        topics.weekly().name(),
        (key, value) -> {
          if (value == null) {
            return input(key).setWithdrawnWeek(Keys.weekOf(key)).build();
          }
          return observation(key, topics.weekly().value(value));
        });
    byTopic.put(
        topics.commands().name(),
        (key, value) -> {
          RefreshCommand command = topics.commands().value(value);
          return input(key, command.getModel()).setCommand(command).build();
        });
    byTopic.put(
        topics.refreshes().name(),
        (key, value) -> {
          RefreshReport report = topics.refreshes().value(value);
          return input(key, report.getModel()).setReport(report).build();
        });
    byTopic.put(
        topics.models().name(),
        (key, value) -> {
          return published(key, topics.models().value(value));
        });
  }

  @Override
  public void init(ProcessorContext<Object, Object> newContext) {
    context = newContext;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata from = context.recordMetadata().orElseThrow();
    PlannerInput input;
    try {
      input = decode(from.topic(), record);
    } catch (Refused e) {
      putAside(from, record, e.reason, e.getMessage());
      return;
    } catch (RuntimeException e) {
      DecodeFault fault = DecodeFault.of(e);
      if (fault == DecodeFault.OUTAGE) {
        throw e;
      }
      putAside(from, record, Reason.of(fault), Reason.inWords(fault, e));
      return;
    }
    if (input != null) {
      context.forward(record.withKey(input.getModel()).withValue(input), INPUT);
    }
  }

  private void putAside(
      RecordMetadata from, Record<byte[], byte[]> record, Reason reason, String detail) {
    DeadLetters.Place place = new DeadLetters.Place(from.topic(), from.partition(), from.offset());
    meters.rejected(reason);
    Record<byte[], byte[]> letter =
        DeadLetters.letter(
            DeadLetters.original(
                place, record.timestamp(), record.key(), record.value(), record.headers()),
            context.applicationId(),
            reason.name(),
            detail,
            clock.millis());
    context.forward(
        new Record<>(letter.key(), letter.value(), letter.timestamp(), letter.headers()),
        topics.deadLetters().name());
  }

  /** The decoded input; null for a tombstone that means nothing to the planner. */
  private PlannerInput decode(String topic, Record<byte[], byte[]> record) {
    if (record.key() == null) {
      throw new Refused(
          Reason.KEY_MISMATCH, "the record has no key; send it again with the model as key");
    }
    String key = new String(record.key(), StandardCharsets.UTF_8);
    boolean tombstone = record.value() == null;
    boolean meansSomething =
        topic.equals(topics.specs().name())
            || topic.equals(topics.experiments().name())
            || topic.equals(topics.weekly().name());
    return tombstone && !meansSomething ? null : byTopic.get(topic).apply(key, record.value());
  }

  /** A record under another model's key would be planned, and later compacted, in its name. */
  private static PlannerInput.Builder input(String key, String model) {
    if (!Keys.modelOf(key).equals(model)) {
      throw new Refused(
          Reason.KEY_MISMATCH,
          "key '%s', but the value is about model '%s'; send it again with the model as key"
              .formatted(key, model));
    }
    return input(key);
  }

  private PlannerInput observation(String key, WeeklyObservation row) {
    PlannerInput.Builder input = input(key, row.getModel());
    if (!Keys.week(row.getModel(), row.getWeek()).equals(key)) {
      throw new Refused(
          Reason.KEY_MISMATCH,
          "key '%s', but the value is week %s: it could not be withdrawn; send it with the key model|week"
              .formatted(key, row.getWeek()));
    }
    LocalDate latest = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plus(AHEAD);
    Stream<LocalDate> days =
        Stream.concat(
            Stream.of(row.getWeek()),
            row.getWatermarks().stream()
                .map(w -> LocalDate.ofInstant(w.getCompleteThrough(), ZoneOffset.UTC)));
    days.filter(day -> day.isBefore(EARLIEST) || day.isAfter(latest))
        .findFirst()
        .ifPresent(
            day -> {
              throw new Refused(
                  Reason.MALFORMED,
                  "the row speaks of %s, which is not within %s and %s; send it with the right times"
                      .formatted(day, EARLIEST, latest));
            });
    return input.setObservation(row).build();
  }

  private PlannerInput published(String key, FittedModel row) {
    PlannerInput.Builder input = input(key, row.getModel());
    long weeks = ChronoUnit.WEEKS.between(row.getFirstWeek(), row.getLastWeek());
    if (weeks > MOST_WEEKS) {
      throw new Refused(
          Reason.MALFORMED,
          "the model is of %d weeks, more than any window; order a rebuild".formatted(weeks));
    }
    try {
      // Names that make no keys could neither be replaced nor withdrawn.
      ResultKeys.of(topics, row);
    } catch (IllegalArgumentException e) {
      throw new Refused(Reason.MALFORMED, e.getMessage() + "; order a rebuild");
    }
    return input.setPublished(row).build();
  }

  private PlannerInput spec(String key, byte[] value) {
    // Its model part alone would name a model that no other reader of specs finds under this key.
    if (!key.equals(Keys.modelOf(key))) {
      throw new Refused(
          Reason.KEY_MISMATCH,
          "key '%s' is more than a model; send a spec, and withdraw it, with the model as key"
              .formatted(key));
    }
    if (value == null) {
      return input(key).setRetired(true).build();
    }
    dev.freshet.avro.ModelSpec spec = topics.specs().value(value);
    try {
      SpecMapping.fromAvro(spec);
    } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
      throw new Refused(
          Reason.INVALID_SPEC,
          "the spec of %s breaks a rule: %s; mend it and send it again"
              .formatted(key, e.getMessage()));
    }
    return input(key, spec.getModel()).setSpec(spec).build();
  }

  private PlannerInput experiment(String key, byte[] value) {
    String name;
    try {
      name = Keys.experimentOf(key);
    } catch (IllegalArgumentException e) {
      throw new Refused(
          Reason.KEY_MISMATCH,
          e.getMessage() + "; send, and withdraw, with the key model|experiment");
    }
    if (value == null) {
      return input(key).setWithdrawnExperiment(name).build();
    }
    LiftTest test = topics.experiments().value(value);
    PlannerInput.Builder input = input(key, test.getModel());
    if (!name.equals(test.getExperiment())) {
      throw new Refused(
          Reason.KEY_MISMATCH,
          "key '%s', but the value is experiment '%s': it could not be withdrawn; send it with the key model|experiment"
              .formatted(key, test.getExperiment()));
    }
    try {
      LiftTestMapping.fromAvro(test);
    } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
      throw new Refused(
          Reason.INVALID_EXPERIMENT, "%s; mend it and send it again".formatted(e.getMessage()));
    }
    return input.setExperiment(test).build();
  }

  private static PlannerInput.Builder input(String key) {
    String model = Keys.modelOf(key);
    if (model.isEmpty()) {
      throw new Refused(
          Reason.KEY_MISMATCH,
          "key '%s' names no model; send it again with the model as key".formatted(key));
    }
    return PlannerInput.newBuilder().setModel(model);
  }

  /** A record that will never be input: why, in words. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    Refused(Reason reason, String detail) {
      super(detail);
      this.reason = reason;
    }
  }
}
