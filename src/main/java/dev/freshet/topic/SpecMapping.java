package dev.freshet.topic;

import dev.freshet.avro.AdstockKind;
import dev.freshet.avro.ContextKind;
import dev.freshet.avro.ContextVariable;
import dev.freshet.avro.EffectSign;
import dev.freshet.avro.MediaChannel;
import dev.freshet.avro.SourceVariables;
import dev.freshet.calendar.WeekCalendar;
import dev.freshet.spec.Adstock;
import dev.freshet.spec.Aggregation;
import dev.freshet.spec.BaselineSpec;
import dev.freshet.spec.Bounds;
import dev.freshet.spec.ClosingSpec;
import dev.freshet.spec.ContextSpec;
import dev.freshet.spec.Exposure;
import dev.freshet.spec.Fill;
import dev.freshet.spec.MediaSpec;
import dev.freshet.spec.ModelSpec;
import dev.freshet.spec.OrganicSpec;
import dev.freshet.spec.Sign;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Maps specs between their domain form and the contract {@code ModelSpec.avsc}.
 *
 * <p>The part of a spec that says where a CSV file keeps the history does not travel.
 */
public final class SpecMapping {
  private SpecMapping() {}

  /** The contract's form, its version the spec's fingerprint. */
  public static dev.freshet.avro.ModelSpec toAvro(ModelSpec spec) {
    return dev.freshet.avro.ModelSpec.newBuilder()
        .setModel(spec.model())
        .setVersion(spec.fingerprint())
        .setCurrency(spec.currency())
        .setOutcome(spec.outcome())
        .setOutcomeIsMoney(spec.outcomeIsMoney())
        .setWeekStart(spec.calendar().weekStart().name())
        .setZone(spec.calendar().zone().getId())
        .setWindowWeeks(spec.windowWeeks())
        .setMinWeeks(spec.minWeeks())
        .setTrend(spec.baseline().trend())
        .setSeason(spec.baseline().season())
        .setHolidays(spec.baseline().holidays().orElse(null))
        .setMedia(spec.media().stream().map(SpecMapping::medium).toList())
        .setOrganic(spec.organic().stream().map(OrganicSpec::name).toList())
        .setContext(spec.context().stream().map(SpecMapping::context).toList())
        .setSources(sources(spec))
        .setGraceMillis(spec.closing().grace().toMillis())
        .setMaxWaitMillis(spec.closing().maxWait().toMillis())
        .setIdleMillis(spec.closing().idle().toMillis())
        .setRestatementTolerance(spec.closing().restatementTolerance())
        .setSettleWeeks(spec.closing().settleWeeks())
        .build();
  }

  /**
   * The domain form.
   *
   * @throws IllegalArgumentException saying what is wrong, if the record breaks a rule of specs
   */
  public static ModelSpec fromAvro(dev.freshet.avro.ModelSpec record) {
    Map<String, String> sources = new HashMap<>();
    record.getSources().forEach(s -> s.getVariables().forEach(v -> sources.put(v, s.getSource())));
    return new ModelSpec(
        record.getModel(),
        record.getCurrency(),
        record.getOutcome(),
        record.getOutcomeIsMoney(),
        new WeekCalendar(DayOfWeek.valueOf(record.getWeekStart()), zone(record.getZone())),
        record.getWindowWeeks(),
        record.getMinWeeks(),
        new BaselineSpec(
            record.getTrend(), record.getSeason(), Optional.ofNullable(record.getHolidays())),
        record.getMedia().stream().map(m -> medium(m, sources)).toList(),
        record.getOrganic().stream()
            .map(o -> new OrganicSpec(o, sourceOf("organic." + o, sources)))
            .toList(),
        record.getContext().stream().map(c -> context(c, sources)).toList(),
        sourceOf("outcome." + record.getOutcome(), sources),
        new ClosingSpec(
            Duration.ofMillis(record.getGraceMillis()),
            Duration.ofMillis(record.getMaxWaitMillis()),
            Duration.ofMillis(record.getIdleMillis()),
            record.getRestatementTolerance(),
            record.getSettleWeeks()),
        Optional.empty());
  }

  private static ZoneId zone(String id) {
    try {
      return ZoneId.of(id);
    } catch (java.time.DateTimeException e) {
      throw new IllegalArgumentException(
          "zone '" + id + "' is not known: use an IANA name such as Europe/Berlin", e);
    }
  }

  private static List<SourceVariables> sources(ModelSpec spec) {
    Map<String, List<String>> bySource = new LinkedHashMap<>();
    spec.variableToSource()
        .forEach((v, s) -> bySource.computeIfAbsent(s, key -> new ArrayList<>()).add(v));
    return bySource.entrySet().stream()
        .map(e -> new SourceVariables(e.getKey(), e.getValue()))
        .toList();
  }

  private static String sourceOf(String variable, Map<String, String> sources) {
    String source = sources.get(variable);
    if (source == null) {
      throw new IllegalArgumentException(
          "no source names " + variable + ": list it under one source of the spec");
    }
    return source;
  }

  private static MediaChannel medium(MediaSpec m) {
    return new MediaChannel(
        m.channel(),
        AdstockKind.valueOf(m.adstock().name()),
        m.exposure().map(Exposure::kind).orElse(null),
        bounds(m.theta()),
        bounds(m.alpha()),
        bounds(m.gamma()),
        bounds(m.roi()));
  }

  private static MediaSpec medium(MediaChannel m, Map<String, String> sources) {
    return new MediaSpec(
        m.getChannel(),
        Adstock.valueOf(m.getAdstock().name()),
        Optional.ofNullable(m.getExposure()).map(SpecMapping::exposure),
        bounds(m.getTheta()),
        bounds(m.getAlpha()),
        bounds(m.getGamma()),
        bounds(m.getRoi()),
        sourceOf("spend." + m.getChannel(), sources));
  }

  private static Exposure exposure(String kind) {
    for (Exposure exposure : Exposure.values()) {
      if (exposure.kind().equals(kind)) {
        return exposure;
      }
    }
    throw new IllegalArgumentException(
        "exposure '" + kind + "' is not known: use impressions or clicks, or none");
  }

  private static ContextVariable context(ContextSpec c) {
    return new ContextVariable(
        c.name(),
        EffectSign.valueOf(c.sign().name()),
        ContextKind.valueOf(c.kind().name()),
        dev.freshet.avro.Aggregation.valueOf(c.aggregation().name()),
        dev.freshet.avro.Fill.valueOf(c.fill().name()),
        c.noneLevel());
  }

  private static ContextSpec context(ContextVariable c, Map<String, String> sources) {
    return new ContextSpec(
        c.getName(),
        Sign.valueOf(c.getSign().name()),
        ContextSpec.Kind.valueOf(c.getKind().name()),
        Aggregation.valueOf(c.getAggregation().name()),
        Fill.valueOf(c.getFill().name()),
        sourceOf("context." + c.getName(), sources),
        c.getNoneLevel());
  }

  private static dev.freshet.avro.Bounds bounds(Optional<Bounds> bounds) {
    return bounds.map(b -> new dev.freshet.avro.Bounds(b.lower(), b.upper())).orElse(null);
  }

  private static Optional<Bounds> bounds(dev.freshet.avro.Bounds bounds) {
    return Optional.ofNullable(bounds).map(b -> new Bounds(b.getLow(), b.getHigh()));
  }
}
