package dev.freshet.cli;

import dev.freshet.avro.ContextEvent;
import dev.freshet.avro.ImpressionEvent;
import dev.freshet.avro.OutcomeEvent;
import dev.freshet.avro.SpendEvent;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.Exposure;
import dev.freshet.spec.History;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.OrganicSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Turns rows of a history file into events, with identities that depend on variable and date alone:
 * loading a file twice changes nothing.
 */
final class HistoryEvents {
  private static final int NOON = 12;

  private final ModelSpec spec;
  private final int revision;
  private final Sink sink;

  /** Takes the events of rows. */
  interface Sink {
    void spend(SpendEvent event);

    void impressions(ImpressionEvent event);

    void outcome(OutcomeEvent event);

    void context(ContextEvent event);
  }

  /**
   * @param revision revision of the events: a corrected file needs a higher one than it was loaded
   *     with before
   */
  HistoryEvents(ModelSpec spec, int revision, Sink sink) {
    this.spec = spec;
    this.revision = revision;
    this.sink = sink;
  }

  /** Gives the events of one row and of these variables; a category goes by its stem. */
  void give(History.Row row, Predicate<String> variables) {
    // Noon is in the day in every zone, however its clocks change.
    Instant time = row.date().atTime(NOON, 0).atZone(spec.calendar().zone()).toInstant();
    for (MediaSpec m : spec.media()) {
      if (variables.test(m.spendVariable())) {
        sink.spend(spend(m, row, time));
      }
      if (m.exposure().isPresent() && variables.test(m.mediaVariable())) {
        sink.impressions(exposure(m, m.exposure().get(), row, time));
      }
    }
    for (OrganicSpec o : spec.organic()) {
      if (variables.test(o.variable())) {
        sink.impressions(organic(o, row, time));
      }
    }
    if (variables.test(spec.outcomeVariable())) {
      sink.outcome(outcome(row, time));
    }
    for (ContextSpec c : spec.context()) {
      if (variables.test(c.variable())) {
        context(c, row, time).ifPresent(sink::context);
      }
    }
  }

  private SpendEvent spend(MediaSpec m, History.Row row, Instant time) {
    return SpendEvent.newBuilder()
        .setModel(spec.model())
        .setSource(m.source())
        .setEventId(id(m.spendVariable(), row.date()))
        .setRevision(revision)
        .setTime(time)
        .setChannel(m.channel())
        .setAmountMicros(row.micros().get(m.spendVariable()))
        .setCurrency(spec.currency())
        .build();
  }

  private ImpressionEvent exposure(MediaSpec m, Exposure kind, History.Row row, Instant time) {
    long amount = row.micros().get(m.mediaVariable());
    boolean clicks = kind == Exposure.CLICKS;
    return ImpressionEvent.newBuilder()
        .setModel(spec.model())
        .setSource(m.source())
        .setEventId(id(m.mediaVariable(), row.date()))
        .setRevision(revision)
        .setTime(time)
        .setChannel(m.channel())
        .setImpressionsMicros(clicks ? null : amount)
        .setClicksMicros(clicks ? amount : null)
        .build();
  }

  private ImpressionEvent organic(OrganicSpec o, History.Row row, Instant time) {
    return ImpressionEvent.newBuilder()
        .setModel(spec.model())
        .setSource(o.source())
        .setEventId(id(o.variable(), row.date()))
        .setRevision(revision)
        .setTime(time)
        .setChannel(o.name())
        .setOrganic(true)
        .setImpressionsMicros(row.micros().get(o.variable()))
        .build();
  }

  private OutcomeEvent outcome(History.Row row, Instant time) {
    return OutcomeEvent.newBuilder()
        .setModel(spec.model())
        .setSource(spec.outcomeSource())
        .setEventId(id(spec.outcomeVariable(), row.date()))
        .setRevision(revision)
        .setTime(time)
        .setOutcome(spec.outcome())
        .setAmountMicros(row.micros().get(spec.outcomeVariable()))
        .setCurrency(spec.outcomeIsMoney() ? spec.currency() : null)
        .build();
  }

  private Optional<ContextEvent> context(ContextSpec c, History.Row row, Instant time) {
    // One identity whatever the level, so that a corrected level replaces the one before.
    ContextEvent.Builder event =
        ContextEvent.newBuilder()
            .setModel(spec.model())
            .setSource(c.source())
            .setEventId(id(c.variable(), row.date()))
            .setRevision(revision)
            .setTime(time)
            .setName(c.name());
    if (c.kind() == ContextSpec.Kind.NUMBER) {
      return Optional.of(event.setValueMicros(row.micros().get(c.variable())).build());
    }
    String stem = c.variable() + ":";
    Optional<String> level =
        row.micros().entrySet().stream()
            .filter(e -> e.getKey().startsWith(stem) && e.getValue() != 0)
            .map(e -> e.getKey().substring(stem.length()))
            .findFirst();
    if (level.isPresent()) {
      return Optional.of(event.setCategory(level.get()).build());
    }
    return revision > 0 ? Optional.of(event.setWithdrawn(true).build()) : Optional.empty();
  }

  private static String id(String variable, LocalDate date) {
    return "load:" + variable + ":" + date;
  }
}
