package dev.freshet.demo;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/** What a simulated platform sends, before it becomes Avro. */
public sealed interface SimulatedEvent {
  String model();

  String source();

  /** When the platform sends it. */
  Instant emittedAt();

  /** A row that upserts: the highest revision of its identity (model, kind, source, id) counts. */
  sealed interface Fact extends SimulatedEvent {
    String eventId();

    /** From 0. */
    int revision();

    boolean withdrawn();

    /** An instant of the day that the row belongs to; it decides the week. */
    Instant time();

    /** By variable, what the row adds to the week, in micros. */
    Map<String, Long> amounts();

    /** The smallest amount such rows are reported in, in micros: a cent, an impression. */
    long unitMicros();

    /** This row with another identity, revision, time and amounts. */
    Fact revised(Version version, LongUnaryOperator amounts);

    /** What makes a row's appearance on the wire, apart from what it says. */
    default Version version() {
      return new Version(eventId(), revision(), withdrawn(), time(), emittedAt());
    }
  }

  /** Identity, revision and times of a row. */
  record Version(String eventId, int revision, boolean withdrawn, Instant time, Instant emittedAt) {
    Version sent(Instant at) {
      return new Version(eventId, revision, withdrawn, time, at);
    }

    Version number(int number) {
      return new Version(eventId, number, withdrawn, time, emittedAt);
    }

    Version withdraw() {
      return new Version(eventId, revision, true, time, emittedAt);
    }

    Version named(String id) {
      return new Version(id, revision, withdrawn, time, emittedAt);
    }

    Version dated(Instant at) {
      return new Version(eventId, revision, withdrawn, at, emittedAt);
    }
  }

  /** Cost of one campaign on one day. */
  record Spend(
      String model,
      String source,
      String eventId,
      int revision,
      boolean withdrawn,
      Instant time,
      String channel,
      String campaign,
      long amountMicros,
      String currency,
      Instant emittedAt)
      implements Fact {
    @Override
    public Map<String, Long> amounts() {
      return Map.of("spend." + channel, amountMicros);
    }

    @Override
    public long unitMicros() {
      return 10_000;
    }

    @Override
    public Spend revised(Version v, LongUnaryOperator amounts) {
      return new Spend(
          model,
          source,
          v.eventId(),
          v.revision(),
          v.withdrawn(),
          v.time(),
          channel,
          campaign,
          amounts.applyAsLong(amountMicros),
          currency,
          v.emittedAt());
    }
  }

  /** Impressions or clicks of one campaign on one day, paid or organic. */
  record Impression(
      String model,
      String source,
      String eventId,
      int revision,
      boolean withdrawn,
      Instant time,
      String channel,
      String campaign,
      boolean organic,
      OptionalLong impressionsMicros,
      OptionalLong clicksMicros,
      Instant emittedAt)
      implements Fact {
    @Override
    public Map<String, Long> amounts() {
      if (organic) {
        return Map.of("organic." + channel, impressionsMicros.orElseThrow());
      }
      return impressionsMicros.isPresent()
          ? Map.of("impressions." + channel, impressionsMicros.getAsLong())
          : Map.of("clicks." + channel, clicksMicros.orElseThrow());
    }

    @Override
    public long unitMicros() {
      return 1_000_000;
    }

    @Override
    public Impression revised(Version v, LongUnaryOperator amounts) {
      return new Impression(
          model,
          source,
          v.eventId(),
          v.revision(),
          v.withdrawn(),
          v.time(),
          channel,
          campaign,
          organic,
          map(impressionsMicros, amounts),
          map(clicksMicros, amounts),
          v.emittedAt());
    }
  }

  /** Outcome of one sales channel on one day. */
  record Outcome(
      String model,
      String source,
      String eventId,
      int revision,
      boolean withdrawn,
      Instant time,
      String outcome,
      long amountMicros,
      String currency,
      Instant emittedAt)
      implements Fact {
    @Override
    public Map<String, Long> amounts() {
      return Map.of("outcome." + outcome, amountMicros);
    }

    @Override
    public long unitMicros() {
      return 10_000;
    }

    @Override
    public Outcome revised(Version v, LongUnaryOperator amounts) {
      return new Outcome(
          model,
          source,
          v.eventId(),
          v.revision(),
          v.withdrawn(),
          v.time(),
          outcome,
          amounts.applyAsLong(amountMicros),
          currency,
          v.emittedAt());
    }
  }

  /** A circumstance of one day: a number, or a level of a category. */
  record Context(
      String model,
      String source,
      String eventId,
      int revision,
      boolean withdrawn,
      Instant time,
      String name,
      OptionalLong valueMicros,
      Optional<String> category,
      Instant emittedAt)
      implements Fact {
    @Override
    public Map<String, Long> amounts() {
      return category.isPresent()
          ? Map.of("context." + name + ":" + category.get(), 1_000_000L)
          : Map.of("context." + name, valueMicros.orElseThrow());
    }

    @Override
    public long unitMicros() {
      return 1_000_000;
    }

    @Override
    public Context revised(Version v, LongUnaryOperator amounts) {
      return new Context(
          model,
          source,
          v.eventId(),
          v.revision(),
          v.withdrawn(),
          v.time(),
          name,
          map(valueMicros, amounts),
          category,
          v.emittedAt());
    }
  }

  /** The source's statement that it has sent all it knows up to an instant, exclusive. */
  record Progress(String model, String source, Instant completeThrough, Instant emittedAt)
      implements SimulatedEvent {}

  private static OptionalLong map(OptionalLong value, LongUnaryOperator change) {
    return value.isPresent()
        ? OptionalLong.of(change.applyAsLong(value.getAsLong()))
        : OptionalLong.empty();
  }
}
