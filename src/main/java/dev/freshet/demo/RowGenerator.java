package dev.freshet.demo;

import dev.freshet.demo.SimulatedEvent.Fact;
import dev.freshet.spec.Exposure;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Splits the truth into the rows a platform reports, by day and campaign, so that the rows of a
 * week sum to the week exactly, in whole cents or impressions.
 */
final class RowGenerator {
  private static final int DAYS = 7;
  private static final Map<Integer, List<String>> CAMPAIGNS =
      Map.of(
          2, List.of("brand", "sales"),
          3, List.of("brand", "sales", "launch"),
          4, List.of("brand", "sales", "launch", "retargeting"));

  private final ModelSpec spec;
  private final SimulatedTruth truth;
  private final long seed;
  private final List<Fact> rows = new ArrayList<>();

  RowGenerator(ModelSpec spec, SimulatedTruth truth, long seed) {
    this.spec = spec;
    this.truth = truth;
    this.seed = seed;
  }

  /** All rows as they are finally true: revision 0, sent on the morning after their day. */
  List<Fact> rows() {
    spec.media().forEach(this::media);
    outcome();
    organic();
    competitor();
    event(TruthGenerator.SALE, 3);
    event(TruthGenerator.OUTAGE, 1);
    return rows;
  }

  /** One part of a week's amount: what a day's and campaign's row says. */
  private record Part(LocalDate day, String campaign, String id, Instant time, long micros) {}

  private void media(MediaSpec media) {
    String channel = media.channel();
    List<String> campaigns =
        CAMPAIGNS.get(Draws.seeded(seed, "campaigns." + channel).whole(2, CAMPAIGNS.size() + 1));
    for (Part part : parts(media.spendVariable(), 10_000, channel, campaigns)) {
      rows.add(
          new SimulatedEvent.Spend(
              spec.model(),
              media.source(),
              part.id(),
              0,
              false,
              part.time(),
              channel,
              part.campaign(),
              part.micros(),
              spec.currency(),
              morningAfter(part)));
    }
    if (media.exposure().isPresent()) {
      boolean clicks = media.exposure().get() == Exposure.CLICKS;
      for (Part part : parts(media.mediaVariable(), 1_000_000, channel, campaigns)) {
        OptionalLong amount = OptionalLong.of(part.micros());
        rows.add(impression(media.source(), channel, part, false, clicks, amount));
      }
    }
  }

  private Fact impression(
      String source, String channel, Part part, boolean organic, boolean clicks, OptionalLong n) {
    return new SimulatedEvent.Impression(
        spec.model(),
        source,
        part.id(),
        0,
        false,
        part.time(),
        channel,
        part.campaign(),
        organic,
        clicks ? OptionalLong.empty() : n,
        clicks ? n : OptionalLong.empty(),
        morningAfter(part));
  }

  private void outcome() {
    for (Part part :
        parts(spec.outcomeVariable(), 10_000, spec.outcome(), List.of("online", "stores"))) {
      rows.add(
          new SimulatedEvent.Outcome(
              spec.model(),
              spec.outcomeSource(),
              part.id(),
              0,
              false,
              part.time(),
              spec.outcome(),
              part.micros(),
              spec.currency(),
              morningAfter(part)));
    }
  }

  private void organic() {
    spec.organic()
        .forEach(
            o -> {
              for (Part part : parts(o.variable(), 1_000_000, o.name(), List.of("weekly"))) {
                OptionalLong amount = OptionalLong.of(part.micros());
                rows.add(impression(o.source(), o.name(), part, true, false, amount));
              }
            });
  }

  private void competitor() {
    String name = TruthGenerator.COMPETITOR;
    for (Part part : parts("context." + name, 1_000_000, name, List.of("panel"))) {
      rows.add(context(name, part, OptionalLong.of(part.micros()), Optional.empty()));
    }
  }

  /** A level lasts some days of each week it is on; each of them says so. */
  private void event(String level, int days) {
    String name = TruthGenerator.EVENTS;
    long[] micros = truth.micros("context." + name + ":" + level);
    for (int week = 0; week < micros.length; week++) {
      for (int day = DAYS - days; micros[week] != 0 && day < DAYS; day++) {
        LocalDate date = truth.week(week).plusDays(day);
        Part part = new Part(date, level, date + "/" + level, noon(date), micros[week]);
        rows.add(context(name, part, OptionalLong.empty(), Optional.of(level)));
      }
    }
  }

  private Fact context(String name, Part part, OptionalLong value, Optional<String> level) {
    return new SimulatedEvent.Context(
        spec.model(),
        spec.contextOf("context." + name).orElseThrow().source(),
        part.id(),
        0,
        false,
        part.time(),
        name,
        value,
        level,
        morningAfter(part));
  }

  /** Days and campaigns with nothing to report have no row, as on a real platform. */
  private List<Part> parts(String variable, long unit, String name, List<String> campaigns) {
    // Seeded by name, so that a channel's spend and exposure are spread alike.
    Draws draws = Draws.seeded(seed, "split." + name);
    double[] share = new double[campaigns.size()];
    Arrays.setAll(share, i -> draws.between(0.5, 1.5));
    long[] micros = truth.micros(variable);
    List<Part> parts = new ArrayList<>();
    for (int week = 0; week < micros.length; week++) {
      double[] weights = new double[DAYS * share.length];
      Arrays.setAll(weights, i -> share[i % share.length] * draws.between(0.7, 1.3));
      long[] split = split(micros[week] / unit, weights);
      for (int i = 0; i < split.length; i++) {
        if (split[i] != 0) {
          LocalDate day = truth.week(week).plusDays(i / share.length);
          String campaign = campaigns.get(i % share.length);
          String id = day + "/" + name + "/" + campaign;
          parts.add(new Part(day, campaign, id, noon(day), split[i] * unit));
        }
      }
    }
    return parts;
  }

  /** Whole parts in proportion to the weights, summing to the total exactly. */
  static long[] split(long total, double[] weights) {
    double sum = Arrays.stream(weights).sum();
    long[] parts = new long[weights.length];
    double cumulated = 0;
    long given = 0;
    for (int i = 0; i < weights.length; i++) {
      cumulated += weights[i];
      long upTo = i == weights.length - 1 ? total : Math.round(total * (cumulated / sum));
      parts[i] = upTo - given;
      given = upTo;
    }
    return parts;
  }

  private Instant noon(LocalDate day) {
    return day.atTime(LocalTime.NOON).atZone(spec.calendar().zone()).toInstant();
  }

  private static Instant morningAfter(Part part) {
    return part.time().plus(Duration.ofHours(17));
  }
}
