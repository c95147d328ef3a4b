package dev.freshet.it;

import dev.freshet.avro.ContextEvent;
import dev.freshet.avro.ImpressionEvent;
import dev.freshet.avro.OutcomeEvent;
import dev.freshet.avro.ProgressEvent;
import dev.freshet.avro.SpendEvent;
import dev.freshet.calendar.WeekCalendar;
import dev.freshet.spec.Aggregation;
import dev.freshet.spec.BaselineSpec;
import dev.freshet.spec.ClosingSpec;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.Exposure;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.OrganicSpec;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topic;
import dev.freshet.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Four years of one model's events, in all revisions; the same for the same seed. */
final class Backfill {
  private static final int WEEKS = 208;
  private static final List<String> CHANNELS = List.of("tv", "radio");

  /** What a fact is about. */
  enum Kind {
    SPEND,
    IMPRESSIONS,
    ORGANIC,
    OUTCOME,
    NUMBER,
    LEVEL
  }

  /** Facts of a day: kind, channel or name, source. */
  private record Feed(Kind kind, String name, String source) {}

  private static final List<Feed> FEEDS =
      List.of(
          new Feed(Kind.SPEND, "tv", "agency"),
          new Feed(Kind.SPEND, "social", "social"),
          new Feed(Kind.IMPRESSIONS, "social", "social"),
          // Kept for a later spec: this one models the channel on its spend.
          new Feed(Kind.IMPRESSIONS, "tv", "agency"),
          new Feed(Kind.ORGANIC, "newsletter", "newsletter"),
          new Feed(Kind.OUTCOME, "revenue", "shop"),
          new Feed(Kind.NUMBER, "rain", "weather"),
          new Feed(Kind.NUMBER, "price", "shop"),
          new Feed(Kind.NUMBER, "stock", "shop"),
          new Feed(Kind.LEVEL, "promo", "shop"));

  /** One revision of a fact. */
  record Fact(
      Feed feed,
      String model,
      String id,
      int revision,
      boolean withdrawn,
      Instant time,
      String name,
      long micros) {

    Kind kind() {
      return feed.kind();
    }

    String source() {
      return feed.source();
    }

    /** Level of a category. */
    String level() {
      return "level-" + micros % 3;
    }
  }

  private final ModelSpec spec;
  private final Instant start;
  private final Random random;
  private final List<Fact> facts = new ArrayList<>();

  Backfill(String model, String currency, WeekCalendar calendar, LocalDate first, long seed) {
    spec =
        new ModelSpec(
            model,
            currency,
            "revenue",
            true,
            calendar,
            156,
            52,
            new BaselineSpec(true, true, Optional.empty()),
            List.of(
                MediaSpec.of("tv").withSource("agency"),
                MediaSpec.of("radio").withSource("agency"),
                MediaSpec.of("social").withExposure(Exposure.IMPRESSIONS)),
            List.of(OrganicSpec.of("newsletter")),
            List.of(
                ContextSpec.number("rain").withSource("weather"),
                ContextSpec.number("price").withAggregation(Aggregation.MEAN).withSource("shop"),
                ContextSpec.number("stock").withAggregation(Aggregation.LAST).withSource("shop"),
                ContextSpec.category("promo").withSource("shop")),
            "shop",
            ClosingSpec.defaults(),
            Optional.empty());
    start = calendar.start(first);
    random = new Random(seed);
    for (int day = 0; day < 7 * WEEKS; day++) {
      for (Feed feed : FEEDS) {
        if (random.nextInt(5) < 2) {
          addFact(feed, day);
        }
      }
    }
  }

  /** Up to four revisions; later ones may be another channel's, another week's or withdrawals. */
  private void addFact(Feed feed, int day) {
    String id = feed.name() + "-" + day + "-" + random.nextInt(1000);
    for (int revision = 0; revision == 0 || revision < 4 && random.nextInt(4) == 0; revision++) {
      boolean first = revision == 0;
      boolean moves = !first && random.nextInt(3) == 0;
      int on = moves ? Math.floorMod(day + random.nextInt(61) - 30, 7 * WEEKS) : day;
      boolean ofAgency = feed.kind() == Kind.SPEND && feed.source().equals("agency");
      facts.add(
          new Fact(
              feed,
              spec.model(),
              id,
              revision,
              !first && random.nextInt(5) == 0,
              // So coarse that facts share a time, and that weeks begin with one.
              start.plus(Duration.ofHours(24L * on + 6 * random.nextInt(4))),
              ofAgency ? CHANNELS.get(random.nextInt(2)) : feed.name(),
              random.nextInt(2_000_000_000)));
    }
  }

  List<Fact> facts() {
    return facts;
  }

  ModelSpec spec() {
    return spec;
  }

  /** Where every source says it is in the end: behind all events. */
  Instant end() {
    return start.plus(Duration.ofDays(7L * WEEKS + 1));
  }

  /** The spec, under its model's key. */
  ProducerRecord<byte[], byte[]> specRecord(Topics topics) {
    return topics.specs().record(spec.model(), SpecMapping.toAvro(spec));
  }

  /** What sources say of their progress, at twenty times in between and at the end. */
  List<ProducerRecord<byte[], byte[]>> progress(Topics topics) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String source : spec.sources()) {
      for (int i = 0; i < 20; i++) {
        records.add(
            progress(topics, source, start.plus(Duration.ofDays(random.nextInt(7 * WEEKS)))));
      }
      records.add(progress(topics, source, end()));
    }
    return records;
  }

  private ProducerRecord<byte[], byte[]> progress(Topics topics, String source, Instant through) {
    return topics.progress().record("", new ProgressEvent(spec.model(), source, through));
  }

  /** The fact in Avro, under the name of some campaign, which is information only. */
  ProducerRecord<byte[], byte[]> record(Topics topics, Fact fact) {
    return switch (fact.kind()) {
      case SPEND -> bytes(topics.spend(), spend(fact));
      case IMPRESSIONS, ORGANIC -> bytes(topics.impressions(), impressions(fact));
      case OUTCOME -> bytes(topics.outcomes(), outcome(fact));
      case NUMBER, LEVEL -> bytes(topics.context(), context(fact));
    };
  }

  private static <V> ProducerRecord<byte[], byte[]> bytes(Topic<String, V> topic, V event) {
    return topic.record("", event);
  }

  private SpendEvent spend(Fact fact) {
    return SpendEvent.newBuilder()
        .setModel(fact.model())
        .setSource(fact.source())
        .setEventId(fact.id())
        .setRevision(fact.revision())
        .setWithdrawn(fact.withdrawn())
        .setTime(fact.time())
        .setChannel(fact.name())
        .setCampaign("campaign-" + random.nextInt(100))
        .setAmountMicros(fact.micros())
        .setCurrency(spec.currency())
        .build();
  }

  private ImpressionEvent impressions(Fact fact) {
    boolean organic = fact.kind() == Kind.ORGANIC;
    return ImpressionEvent.newBuilder()
        .setModel(fact.model())
        .setSource(fact.source())
        .setEventId(fact.id())
        .setRevision(fact.revision())
        .setWithdrawn(fact.withdrawn())
        .setTime(fact.time())
        .setChannel(fact.name())
        .setCampaign("campaign-" + random.nextInt(100))
        .setOrganic(organic)
        .setImpressionsMicros(fact.micros())
        .setClicksMicros(organic ? null : fact.micros() / 100)
        .build();
  }

  private OutcomeEvent outcome(Fact fact) {
    return OutcomeEvent.newBuilder()
        .setModel(fact.model())
        .setSource(fact.source())
        .setEventId(fact.id())
        .setRevision(fact.revision())
        .setWithdrawn(fact.withdrawn())
        .setTime(fact.time())
        .setOutcome(fact.name())
        .setAmountMicros(fact.micros())
        .setCurrency(spec.currency())
        .build();
  }

  private static ContextEvent context(Fact fact) {
    boolean number = fact.kind() == Kind.NUMBER;
    return ContextEvent.newBuilder()
        .setModel(fact.model())
        .setSource(fact.source())
        .setEventId(fact.id())
        .setRevision(fact.revision())
        .setWithdrawn(fact.withdrawn())
        .setTime(fact.time())
        .setName(fact.name())
        .setValueMicros(number ? fact.micros() : null)
        .setCategory(number ? null : fact.level())
        .build();
  }
}
