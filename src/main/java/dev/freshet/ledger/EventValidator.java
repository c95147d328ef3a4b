package dev.freshet.ledger;

import dev.freshet.avro.ContextEvent;
import dev.freshet.avro.ImpressionEvent;
import dev.freshet.avro.OutcomeEvent;
import dev.freshet.avro.ProgressEvent;
import dev.freshet.avro.SpendEvent;
import dev.freshet.avro.WeekReplacement;
import dev.freshet.ledger.EventValidator.Judged.Accepted;
import dev.freshet.ledger.EventValidator.Judged.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges a decoded event by itself, without its model's spec, and turns it into what the ledger
 * books.
 */
final class EventValidator {
  private static final long OLDEST_MILLIS = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final int MAX_NAME = 128;
  private static final int MAX_EVENT_ID = 512;

  private final long skewMillis;

  /** What became of an event. */
  sealed interface Judged {
    record Accepted(LedgerInput.Body body) implements Judged {}

    record Rejected(Reason reason, String detail) implements Judged {}
  }

  /**
   * @param skew how far an event's time may be ahead of the clock
   */
  EventValidator(Duration skew) {
    this.skewMillis = skew.toMillis();
  }

  Judged spend(SpendEvent event, long nowMillis) {
    List<Amount> amounts =
        List.of(new Amount("spend." + event.getChannel(), event.getAmountMicros()));
    Identity id = identity(event.getModel(), Feed.SPEND, event.getSource(), event.getEventId());
    return fact(
        new Draft(
            id,
            event.getRevision(),
            event.getWithdrawn(),
            event.getTime(),
            event.getChannel(),
            event.getCurrency()),
        amounts,
        nowMillis);
  }

  Judged impressions(ImpressionEvent event, long nowMillis) {
    List<Amount> amounts = new ArrayList<>(2);
    Long impressions = event.getImpressionsMicros();
    Long clicks = event.getClicksMicros();
    if (impressions != null) {
      String kind = event.getOrganic() ? "organic." : "impressions.";
      amounts.add(new Amount(kind + event.getChannel(), impressions));
    }
    if (clicks != null && !event.getOrganic()) {
      amounts.add(new Amount("clicks." + event.getChannel(), clicks));
    }
    Identity id =
        identity(event.getModel(), Feed.IMPRESSIONS, event.getSource(), event.getEventId());
    return fact(
        new Draft(
            id,
            event.getRevision(),
            event.getWithdrawn(),
            event.getTime(),
            event.getChannel(),
            null),
        amounts,
        nowMillis);
  }

  Judged outcome(OutcomeEvent event, long nowMillis) {
    List<Amount> amounts =
        List.of(new Amount("outcome." + event.getOutcome(), event.getAmountMicros()));
    Identity id = identity(event.getModel(), Feed.OUTCOMES, event.getSource(), event.getEventId());
    return fact(
        new Draft(
            id,
            event.getRevision(),
            event.getWithdrawn(),
            event.getTime(),
            event.getOutcome(),
            event.getCurrency()),
        amounts,
        nowMillis);
  }

  Judged context(ContextEvent event, long nowMillis) {
    List<Amount> amounts = new ArrayList<>(2);
    String variable = "context." + event.getName();
    if (event.getValueMicros() != null) {
      amounts.add(new Amount(variable, event.getValueMicros()));
    }
    String level = event.getCategory();
    if (level != null) {
      if (!isName(level)) {
        return invalidName("category", level);
      }
      amounts.add(new Amount(variable + ":" + level, Amount.ONE));
    }
    if (amounts.size() == 2 && !event.getWithdrawn()) {
      return new Rejected(
          Reason.MISSING_AMOUNT,
          "The event has both valueMicros and category; fill in the one that fits the variable");
    }
    Identity id = identity(event.getModel(), Feed.CONTEXT, event.getSource(), event.getEventId());
    return fact(
        new Draft(
            id, event.getRevision(), event.getWithdrawn(), event.getTime(), event.getName(), null),
        amounts,
        nowMillis);
  }

  Judged progress(ProgressEvent event, long nowMillis) {
    long through = event.getCompleteThrough().toEpochMilli();
    Rejected fault = place(event.getModel(), event.getSource());
    fault = fault != null ? fault : time("completeThrough", through, nowMillis);
    return fault != null
        ? fault
        : new Accepted(new LedgerInput.Progress(event.getModel(), event.getSource(), through));
  }

  /** Judges all events of a week: one that is unsound makes the whole unsound. */
  Judged replacement(WeekReplacement event, long nowMillis) {
    List<Judged> judged = new ArrayList<>();
    event.getSpend().forEach(e -> judged.add(spend(e, nowMillis)));
    event.getImpressions().forEach(e -> judged.add(impressions(e, nowMillis)));
    event.getOutcomes().forEach(e -> judged.add(outcome(e, nowMillis)));
    event.getContext().forEach(e -> judged.add(context(e, nowMillis)));
    Rejected fault = place(event.getModel(), "-");
    fault = fault != null ? fault : time("issuedAt", event.getIssuedAt().toEpochMilli(), nowMillis);
    List<Fact> facts = new ArrayList<>();
    for (Judged one : judged) {
      if (one instanceof Rejected rejected) {
        fault = fault == null ? rejected : fault;
      } else {
        Fact fact = ((LedgerInput.Booking) ((Accepted) one).body()).fact();
        facts.add(fact);
        if (fault == null && !fact.model().equals(event.getModel())) {
          fault =
              new Rejected(
                  Reason.INVALID_MODEL,
                  "The week is of model '%s', its event '%s' of '%s'; send each model's by itself"
                      .formatted(event.getModel(), fact.identity().eventId(), fact.model()));
        }
      }
    }
    return fault != null
        ? fault
        : new Accepted(
            new LedgerInput.Replacement(
                event.getModel(), event.getWeek(), event.getIssuedAt().toEpochMilli(), facts));
  }

  private Judged fact(Draft draft, List<Amount> amounts, long nowMillis) {
    Identity id = draft.identity();
    Rejected fault = place(id.model(), id.source());
    if (fault == null && !isText(id.eventId(), MAX_EVENT_ID)) {
      fault = invalidName("eventId", id.eventId());
    }
    if (fault == null && !isName(draft.channel())) {
      fault = invalidName("channel, outcome or name", draft.channel());
    }
    if (fault == null && !(draft.revision() >= 0)) {
      fault =
          new Rejected(
              Reason.INVALID_REVISION,
              "Revision %d is below 0; count revisions of a fact from 0"
                  .formatted(draft.revision()));
    }
    long time = draft.time().toEpochMilli();
    fault = fault != null ? fault : time("time", time, nowMillis);
    if (fault == null && amounts.isEmpty() && !draft.withdrawn()) {
      fault =
          new Rejected(
              Reason.MISSING_AMOUNT,
              "The event has no amount that counts; fill one in, or set withdrawn to take the fact out");
    }
    if (fault != null) {
      return fault;
    }
    return new Accepted(
        new LedgerInput.Booking(
            new Fact(
                id,
                draft.revision(),
                draft.withdrawn(),
                time,
                draft.channel(),
                Optional.ofNullable(draft.currency()),
                amounts)));
  }

  private static Identity identity(String model, Feed feed, String source, String eventId) {
    return new Identity(model, feed, source, eventId);
  }

  private static Rejected place(String model, String source) {
    int slash = model.indexOf('/');
    if (!isName(model) || slash < 1 || slash == model.length() - 1) {
      return new Rejected(
          Reason.INVALID_MODEL,
          "Model '%s' must be advertiser/market, such as acme/DE; correct it and send it again"
              .formatted(model));
    }
    return isName(source) ? null : invalidName("source", source);
  }

  private Rejected time(String field, long millis, long nowMillis) {
    if (millis > nowMillis + skewMillis) {
      return new Rejected(
          Reason.TIME_IN_FUTURE,
          "%s %s is more than %s ahead of the clock; check the unit (milliseconds since the epoch) and send it again"
              .formatted(field, Instant.ofEpochMilli(millis), Duration.ofMillis(skewMillis)));
    }
    if (millis < OLDEST_MILLIS) {
      return new Rejected(
          Reason.TIME_TOO_OLD,
          "%s %s is before 2000; check the unit (milliseconds since the epoch) and send it again"
              .formatted(field, Instant.ofEpochMilli(millis)));
    }
    return null;
  }

  private static Rejected invalidName(String field, String text) {
    String shown = text.length() > MAX_NAME ? text.substring(0, MAX_NAME) + "…" : text;
    return new Rejected(
        Reason.INVALID_NAME,
        "%s '%s' is empty, too long or has '|' or control characters; correct it and send it again"
            .formatted(field, shown));
  }

  private static boolean isName(String text) {
    return isText(text, MAX_NAME) && text.indexOf('|') < 0;
  }

  private static boolean isText(String text, int maxLength) {
    if (text.isEmpty() || text.length() > maxLength) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private record Draft(
      Identity identity,
      int revision,
      boolean withdrawn,
      Instant time,
      String channel,
      String currency) {}
}
