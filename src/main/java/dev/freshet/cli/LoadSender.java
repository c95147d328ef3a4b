package dev.freshet.cli;

import dev.freshet.avro.ContextEvent;
import dev.freshet.avro.ImpressionEvent;
import dev.freshet.avro.OutcomeEvent;
import dev.freshet.avro.ProgressEvent;
import dev.freshet.avro.SpendEvent;
import dev.freshet.avro.WeekReplacement;
import dev.freshet.ledger.LedgerConfig;
import dev.freshet.ops.EventSender;
import dev.freshet.spec.History;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.Topics;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends the events of a history: one by one, or a settled week's all in one record. */
final class LoadSender {
  private final ModelSpec spec;
  private final Topics topics;
  private final EventSender sender;
  private final int revision;
  private long sent;

  /**
   * @param revision revision of the events: a corrected file needs a higher one than it was loaded
   *     with before
   */
  LoadSender(ModelSpec spec, Topics topics, EventSender sender, int revision) {
    this.spec = spec;
    this.topics = topics;
    this.sender = sender;
    this.revision = revision;
  }

  /** Events sent so far. */
  long sent() {
    return sent;
  }

  /** Events that are sent one by one. */
  HistoryEvents events() {
    return new HistoryEvents(
        spec,
        revision,
        new HistoryEvents.Sink() {
          @Override
          public void spend(SpendEvent event) {
            sender.send(topics.spend(), spec.model(), event);
            sent++;
          }

          @Override
          public void impressions(ImpressionEvent event) {
            sender.send(topics.impressions(), spec.model(), event);
            sent++;
          }

          @Override
          public void outcome(OutcomeEvent event) {
            sender.send(topics.outcomes(), spec.model(), event);
            sent++;
          }

          @Override
          public void context(ContextEvent event) {
            sender.send(topics.context(), spec.model(), event);
            sent++;
          }
        });
  }

  /** Sends all of a settled week in one record, which reopens it. */
  void reopen(LocalDate week, List<History.Row> rows, Instant now, String reason) {
    WeekReplacement replacement = replacement(week, rows, now, reason);
    sender.send(topics.replacements(), spec.model(), replacement);
    sent++;
  }

  private WeekReplacement replacement(
      LocalDate week, List<History.Row> rows, Instant now, String reason) {
    List<SpendEvent> spend = new ArrayList<>();
    List<ImpressionEvent> impressions = new ArrayList<>();
    List<OutcomeEvent> outcomes = new ArrayList<>();
    List<ContextEvent> context = new ArrayList<>();
    HistoryEvents events =
        new HistoryEvents(
            spec,
            revision,
            new HistoryEvents.Sink() {
              @Override
              public void spend(SpendEvent event) {
                spend.add(event);
              }

              @Override
              public void impressions(ImpressionEvent event) {
                impressions.add(event);
              }

              @Override
              public void outcome(OutcomeEvent event) {
                outcomes.add(event);
              }

              @Override
              public void context(ContextEvent event) {
                context.add(event);
              }
            });
    rows.forEach(row -> events.give(row, variable -> true));
    return WeekReplacement.newBuilder()
        .setModel(spec.model())
        .setWeek(week)
        .setIssuedAt(now)
        .setReason(reason)
        .setSpend(spend)
        .setImpressions(impressions)
        .setOutcomes(outcomes)
        .setContext(context)
        .build();
  }

  /**
   * Says for every source that it is complete through the weeks before {@code end}, with their
   * grace; or only up to now where the ledger would refuse that as too far ahead.
   *
   * @return when the last week's grace is over, where that could not be said
   */
  Optional<Instant> sendProgress(LocalDate end, Instant now) {
    Instant closes =
        end.atStartOfDay(spec.calendar().zone()).toInstant().plus(spec.closing().grace());
    Instant through = through(closes, now);
    sendProgress(through);
    return through.equals(closes) ? Optional.empty() : Optional.of(closes);
  }

  /** How far a source can be said to be complete that is so until {@code closes}. */
  static Instant through(Instant closes, Instant now) {
    return closes.isAfter(now.plus(LedgerConfig.defaults().skew())) ? now : closes;
  }

  private void sendProgress(Instant through) {
    for (String source : spec.sources()) {
      sender.send(
          topics.progress(), spec.model(), new ProgressEvent(spec.model(), source, through));
      sent++;
    }
  }
}
