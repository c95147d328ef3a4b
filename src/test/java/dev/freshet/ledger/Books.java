package dev.freshet.ledger;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.spec.Aggregation;
import dev.freshet.spec.BaselineSpec;
import dev.freshet.spec.ClosingSpec;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.Exposure;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.OrganicSpec;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A model with one variable of each kind, and facts about it. */
final class Books {
  static final String MODEL = "acme/DE";
  static final WeekCalendar CALENDAR =
      new WeekCalendar(DayOfWeek.MONDAY, ZoneId.of("Europe/Berlin"));
  static final LocalDate WEEK = LocalDate.parse("2026-03-02");

  private Books() {}

  /** Every channel has a source of its own. */
  static ModelSpec spec() {
    return spec(MediaSpec.of("tv"), MediaSpec.of("facebook").withExposure(Exposure.IMPRESSIONS));
  }

  /** One source reports all paid channels. */
  static ModelSpec specWithAgency(String source) {
    return spec(
        MediaSpec.of("tv").withSource(source),
        MediaSpec.of("facebook").withExposure(Exposure.IMPRESSIONS).withSource(source));
  }

  /** The same model under another name, in another calendar. */
  static ModelSpec spec(String model, WeekCalendar calendar) {
    return spec(
        model,
        calendar,
        MediaSpec.of("tv"),
        MediaSpec.of("facebook").withExposure(Exposure.IMPRESSIONS));
  }

  /** The same model with this media. */
  static ModelSpec spec(MediaSpec... media) {
    return spec(MODEL, CALENDAR, media);
  }

  private static ModelSpec spec(String model, WeekCalendar calendar, MediaSpec... media) {
    return new ModelSpec(
        model,
        "EUR",
        "revenue",
        true,
        calendar,
        156,
        52,
        new BaselineSpec(true, true, Optional.of("DE")),
        List.of(media),
        List.of(OrganicSpec.of("newsletter")),
        List.of(
            ContextSpec.number("rain"),
            ContextSpec.number("price").withAggregation(Aggregation.MEAN),
            ContextSpec.number("stock").withAggregation(Aggregation.LAST),
            ContextSpec.category("events")),
        "shop",
        ClosingSpec.defaults(),
        Optional.empty());
  }

  static LedgerRules rules() {
    return LedgerRules.of(spec());
  }

  /** Noon of a day of {@link #WEEK}, in UTC. */
  static long noon(int day) {
    return Instant.parse("2026-03-02T12:00:00Z").toEpochMilli() + day * 86_400_000L;
  }

  static Fact spend(String id, int revision, String channel, long time, long micros) {
    return new Fact(
        new Identity(MODEL, Feed.SPEND, channel, id),
        revision,
        false,
        time,
        channel,
        Optional.of("EUR"),
        List.of(new Amount("spend." + channel, micros)));
  }

  static Fact context(String id, int revision, String name, long time, long micros) {
    return new Fact(
        new Identity(MODEL, Feed.CONTEXT, name, id),
        revision,
        false,
        time,
        name,
        Optional.empty(),
        List.of(new Amount("context." + name, micros)));
  }

  static Fact level(String id, int revision, long time, String level) {
    return new Fact(
        new Identity(MODEL, Feed.CONTEXT, "events", id),
        revision,
        false,
        time,
        "events",
        Optional.empty(),
        List.of(new Amount("context.events:" + level, Amount.ONE)));
  }

  static Fact exposure(String id, String channel, long time, Amount... amounts) {
    return new Fact(
        new Identity(MODEL, Feed.IMPRESSIONS, channel, id),
        0,
        false,
        time,
        channel,
        Optional.empty(),
        List.of(amounts));
  }

  static Fact withdrawn(Fact fact, int revision) {
    return new Fact(
        fact.identity(),
        revision,
        true,
        fact.timeMillis(),
        fact.channel(),
        fact.currency(),
        fact.amounts());
  }

  /** Books a fact that is sent now, after all else. */
  static Verdict book(Ledger ledger, Fact fact) {
    return ledger.book(fact, Long.MAX_VALUE);
  }

  /** The values of a week by variable, in micros. */
  static Map<String, Long> values(LedgerStores stores, LedgerRules rules, LocalDate week) {
    return WeekValues.of(stores, rules, week).stream()
        .collect(Collectors.toMap(WeekRow.Value::variable, WeekRow.Value::micros));
  }
}
