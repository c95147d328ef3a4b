package dev.freshet.demo;

import dev.freshet.avro.ContextEvent;
import dev.freshet.avro.ImpressionEvent;
import dev.freshet.avro.OutcomeEvent;
import dev.freshet.avro.ProgressEvent;
import dev.freshet.avro.SpendEvent;
import dev.freshet.ops.EventSender;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topics;
import java.util.List;
import java.util.OptionalLong;

/** Sends what simulated platforms emit to the input topics, as Avro. */
public final class SimulatedFeed {
  private final Topics topics;
  private final EventSender sender;

  public SimulatedFeed(Topics topics, EventSender sender) {
    this.topics = topics;
    this.sender = sender;
  }

  /** Publishes the advertiser's spec. */
  public void sendSpec(SimulatedAdvertiser advertiser) {
    sender.send(topics.specs(), advertiser.spec().model(), SpecMapping.toAvro(advertiser.spec()));
  }

  /**
   * Sends one delivery: its rows in their order, then what its sources say of their progress.
   *
   * <p>Progress travels on a topic of its own and must not overtake the rows it speaks of.
   */
  public void send(List<SimulatedEvent> delivery) {
    for (SimulatedEvent event : delivery) {
      if (!(event instanceof SimulatedEvent.Progress)) {
        sendFact(event);
      }
    }
    sender.flush();
    for (SimulatedEvent event : delivery) {
      if (event instanceof SimulatedEvent.Progress progress) {
        sender.send(
            topics.progress(),
            progress.model(),
            new ProgressEvent(progress.model(), progress.source(), progress.completeThrough()));
      }
    }
    sender.flush();
  }

  private void sendFact(SimulatedEvent event) {
    if (event instanceof SimulatedEvent.Spend spend) {
      sender.send(topics.spend(), spend.model(), avro(spend));
    } else if (event instanceof SimulatedEvent.Impression impression) {
      sender.send(topics.impressions(), impression.model(), avro(impression));
    } else if (event instanceof SimulatedEvent.Outcome outcome) {
      sender.send(topics.outcomes(), outcome.model(), avro(outcome));
    } else if (event instanceof SimulatedEvent.Context context) {
      sender.send(topics.context(), context.model(), avro(context));
    } else {
      throw new IllegalArgumentException("no topic for " + event);
    }
  }

  private static SpendEvent avro(SimulatedEvent.Spend e) {
    return new SpendEvent(
        e.model(),
        e.source(),
        e.eventId(),
        e.revision(),
        e.withdrawn(),
        e.time(),
        e.channel(),
        e.campaign(),
        e.amountMicros(),
        e.currency());
  }

  private static ImpressionEvent avro(SimulatedEvent.Impression e) {
    return new ImpressionEvent(
        e.model(),
        e.source(),
        e.eventId(),
        e.revision(),
        e.withdrawn(),
        e.time(),
        e.channel(),
        e.campaign(),
        e.organic(),
        boxed(e.impressionsMicros()),
        boxed(e.clicksMicros()));
  }

  private static OutcomeEvent avro(SimulatedEvent.Outcome e) {
    return new OutcomeEvent(
        e.model(),
        e.source(),
        e.eventId(),
        e.revision(),
        e.withdrawn(),
        e.time(),
        e.outcome(),
        e.amountMicros(),
        e.currency());
  }

  private static ContextEvent avro(SimulatedEvent.Context e) {
    return new ContextEvent(
        e.model(),
        e.source(),
        e.eventId(),
        e.revision(),
        e.withdrawn(),
        e.time(),
        e.name(),
        boxed(e.valueMicros()),
        e.category().orElse(null));
  }

  private static Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
