package dev.freshet.cli;

import dev.freshet.avro.SpendEvent;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.Simulator;
import dev.freshet.ops.EventSender;
import dev.freshet.spec.ModelSpec;
import dev.freshet.topic.Keys;
import dev.freshet.topic.SpecMapping;
import dev.freshet.topic.Topics;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Events for measuring the ledger, and the weekly sums they must come to: one in a hundred is sent
 * again as it was, two in a hundred are restated.
 *
 * <p>What an event says follows from its number and revision, so nothing but revisions is kept.
 */
final class IngestLoad {
  private static final int WEEKS = 52;
  private static final int RESTATED_WEEKS = 4;
  private static final int MOST_CAMPAIGNS = 1_000_000;
  private static final double DUPLICATES = 0.01;
  private static final double RESTATEMENTS = 0.02;
  private static final long MICROS = 1_000_000;

  private final List<ModelSpec> specs = new ArrayList<>();
  private final boolean jumbled;
  private final byte[] revisions;
  private final UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(7);
  private long sent;
  private long duplicates;
  private long restatements;

  /**
   * @param models number of models
   * @param events number of different events
   * @param jumbled whether their days are in no order; else they follow the calendar, give or take
   *     three days, and what is restated is up to some weeks old
   */
  IngestLoad(int models, int events, boolean jumbled) {
    this.jumbled = jumbled;
    this.revisions = new byte[events];
    for (int m = 0; m < models; m++) {
      SimulatedAdvertiser advertiser =
          Simulator.advertiser(
              new Simulator.Setting(
                  "load%04d/DE".formatted(m),
                  "EUR",
                  ZoneId.of("Europe/Berlin"),
                  "DE",
                  5,
                  LocalDate.of(2025, 1, 6),
                  1,
                  1));
      specs.add(advertiser.spec());
    }
  }

  /** Publishes the specs, then all events. */
  void send(EventSender sender, Topics topics) {
    for (ModelSpec spec : specs) {
      sender.send(topics.specs(), spec.model(), SpecMapping.toAvro(spec));
    }
    sender.flush();
    int recent = Math.max(1, revisions.length / WEEKS * RESTATED_WEEKS);
    for (int i = 0; i < revisions.length; i++) {
      send(sender, topics, i);
      double kind = random.nextDouble();
      int earlier = jumbled ? random.nextInt(i + 1) : i - random.nextInt(Math.min(i + 1, recent));
      if (kind < DUPLICATES) {
        send(sender, topics, earlier);
        duplicates++;
      } else if (kind < DUPLICATES + RESTATEMENTS && revisions[earlier] < Byte.MAX_VALUE) {
        revisions[earlier]++;
        send(sender, topics, earlier);
        restatements++;
      }
    }
    sender.flush();
  }

  private void send(EventSender sender, Topics topics, int i) {
    ModelSpec spec = spec(i);
    String channel = channel(i);
    SpendEvent event =
        SpendEvent.newBuilder()
            .setModel(spec.model())
            .setSource(spec.variableToSource().get("spend." + channel))
            .setEventId("campaign-" + i % MOST_CAMPAIGNS + "-" + i)
            .setRevision(revisions[i])
            .setTime(time(i))
            .setChannel(channel)
            .setAmountMicros(amount(i, revisions[i]))
            .setCurrency(spec.currency())
            .build();
    sender.send(topics.spend(), spec.model(), event);
    sent++;
  }

  private ModelSpec spec(int i) {
    return specs.get(i % specs.size());
  }

  private String channel(int i) {
    ModelSpec spec = spec(i);
    return spec.media().get(i / specs.size() % spec.media().size()).channel();
  }

  private Instant time(int i) {
    long days = WEEKS * 7L;
    long day =
        jumbled
            ? Math.floorMod(mix(i), days)
            : Math.min(days - 1, i * days / revisions.length + Math.floorMod(mix(i), 7));
    return LocalDate.of(2025, 1, 6).plusDays(day).atTime(12, 0).toInstant(java.time.ZoneOffset.UTC);
  }

  private static long amount(int i, int revision) {
    return Math.floorMod(mix(i + 31L * revision), 5_000 * MICROS);
  }

  // Murmur's finaliser: numbers that look drawn, from the number alone.
  private static long mix(long value) {
    long x = (value + 1) * 0x9e3779b97f4a7c15L;
    x = (x ^ x >>> 33) * 0xff51afd7ed558ccdL;
    x = (x ^ x >>> 33) * 0xc4ceb9fe1a85ec53L;
    return x ^ x >>> 33;
  }

  /** By key of the weekly topic, then variable, the sum of the newest revisions in micros. */
  Map<String, Map<String, Long>> expected() {
    Map<String, Map<String, Long>> sums = new TreeMap<>();
    for (int i = 0; i < revisions.length; i++) {
      ModelSpec spec = spec(i);
      sums.computeIfAbsent(
              Keys.week(spec.model(), spec.calendar().weekOf(time(i))), key -> new TreeMap<>())
          .merge("spend." + channel(i), amount(i, revisions[i]), Math::addExact);
    }
    return sums;
  }

  List<String> models() {
    return specs.stream().map(ModelSpec::model).toList();
  }

  /** Events sent in all. */
  long sent() {
    return sent;
  }

  long duplicates() {
    return duplicates;
  }

  long restatements() {
    return restatements;
  }
}
