package dev.freshet.cli;

import dev.freshet.avro.ContextEvent;
import dev.freshet.avro.ImpressionEvent;
import dev.freshet.avro.OutcomeEvent;
import dev.freshet.avro.ProgressEvent;
import dev.freshet.avro.SpendEvent;
import dev.freshet.ops.EventSender;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.History;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.OrganicSpec;
import dev.freshet.topic.Topics;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Turns rows of a history file into events, with identities that depend on variable and date alone:
 * loading a file twice changes nothing.
 */
final class HistoryEvents {
  private static final int NOON = 12;

  private final ModelSpec spec;
  private final Topics topics;
  private final EventSender sender;
  private final int revision;
  private long sent;

  /**
   * @param revision revision of the events: a corrected file needs a higher one than it was loaded
   *     with before
   */
  HistoryEvents(ModelSpec spec, Topics topics, EventSender sender, int revision) {
    this.spec = spec;
    this.topics = topics;
    this.sender = sender;
    this.revision = revision;
  }

  /** Events sent so far. */
  long sent() {
    return sent;
  }

  /** Sends the events of one row. */
  void send(History.Row row) {
    // Noon is in the day in every zone, however its clocks change.
    Instant time = row.date().atTime(NOON, 0).atZone(spec.calendar().zone()).toInstant();
    spec.media().forEach(m -> sendMedium(m, row, time));
    spec.organic().forEach(o -> sendOrganic(o, row, time));
    sendOutcome(row, time);
    spec.context().forEach(c -> sendContext(c, row, time));
  }

  /** Says for every source that it is complete through the weeks before {@code end}. */
  void sendProgress(LocalDate end) {
    Instant through =
        end.atStartOfDay(spec.calendar().zone()).toInstant().plus(spec.closing().grace());
    for (String source : spec.sources()) {
      sender.send(
          topics.progress(), spec.model(), new ProgressEvent(spec.model(), source, through));
      sent++;
    }
  }

  private void sendMedium(MediaSpec m, History.Row row, Instant time) {
    sender.send(
        topics.spend(),
        spec.model(),
        SpendEvent.newBuilder()
            .setModel(spec.model())
            .setSource(m.source())
            .setEventId(id(m.spendVariable(), row.date()))
            .setRevision(revision)
            .setTime(time)
            .setChannel(m.channel())
            .setAmountMicros(row.micros().get(m.spendVariable()))
            .setCurrency(spec.currency())
            .build());
    sent++;
    m.exposure()
        .ifPresent(
            e -> {
              long amount = row.micros().get(m.mediaVariable());
              boolean clicks = e.kind().equals("clicks");
              impressions(
                  ImpressionEvent.newBuilder()
                      .setModel(spec.model())
                      .setSource(m.source())
                      .setEventId(id(m.mediaVariable(), row.date()))
                      .setRevision(revision)
                      .setTime(time)
                      .setChannel(m.channel())
                      .setImpressionsMicros(clicks ? null : amount)
                      .setClicksMicros(clicks ? amount : null)
                      .build());
            });
  }

  private void sendOrganic(OrganicSpec o, History.Row row, Instant time) {
    impressions(
        ImpressionEvent.newBuilder()
            .setModel(spec.model())
            .setSource(o.source())
            .setEventId(id(o.variable(), row.date()))
            .setRevision(revision)
            .setTime(time)
            .setChannel(o.name())
            .setOrganic(true)
            .setImpressionsMicros(row.micros().get(o.variable()))
            .build());
  }

  private void impressions(ImpressionEvent event) {
    sender.send(topics.impressions(), spec.model(), event);
    sent++;
  }

  private void sendOutcome(History.Row row, Instant time) {
    sender.send(
        topics.outcomes(),
        spec.model(),
        OutcomeEvent.newBuilder()
            .setModel(spec.model())
            .setSource(spec.outcomeSource())
            .setEventId(id(spec.outcomeVariable(), row.date()))
            .setRevision(revision)
            .setTime(time)
            .setOutcome(spec.outcome())
            .setAmountMicros(row.micros().get(spec.outcomeVariable()))
            .setCurrency(spec.outcomeIsMoney() ? spec.currency() : null)
            .build());
    sent++;
  }

  private void sendContext(ContextSpec c, History.Row row, Instant time) {
    ContextEvent.Builder event =
        ContextEvent.newBuilder()
            .setModel(spec.model())
            .setSource(c.source())
            .setRevision(revision)
            .setTime(time)
            .setName(c.name());
    if (c.kind() == ContextSpec.Kind.NUMBER) {
      context(
          event
              .setEventId(id(c.variable(), row.date()))
              .setValueMicros(row.micros().get(c.variable()))
              .build());
      return;
    }
    // One identity whatever the level, so that a corrected level replaces the one before.
    event.setEventId(id(c.variable(), row.date()));
    String stem = c.variable() + ":";
    Optional<String> level =
        row.micros().entrySet().stream()
            .filter(e -> e.getKey().startsWith(stem) && e.getValue() != 0)
            .map(e -> e.getKey().substring(stem.length()))
            .findFirst();
    if (level.isPresent()) {
      context(event.setCategory(level.get()).build());
    } else if (revision > 0) {
      context(event.setWithdrawn(true).build());
    }
  }

  private void context(ContextEvent event) {
    sender.send(topics.context(), spec.model(), event);
    sent++;
  }

  private static String id(String variable, LocalDate date) {
    return "load:" + variable + ":" + date;
  }
}
