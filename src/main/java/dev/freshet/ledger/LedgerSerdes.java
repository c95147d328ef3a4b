package dev.freshet.ledger;

import dev.freshet.avro.internal.LedgerAmount;
import dev.freshet.avro.internal.LedgerRecord;
import dev.freshet.avro.internal.LedgerSettlement;
import dev.freshet.avro.internal.LedgerSpec;
import dev.freshet.avro.internal.LedgerStanding;
import dev.freshet.avro.internal.LedgerSum;
import dev.freshet.avro.internal.LedgerVariable;
import dev.freshet.avro.internal.LedgerWatermark;
import dev.freshet.avro.internal.LedgerWeek;
import dev.freshet.calendar.WeekCalendar;
import dev.freshet.spec.Aggregation;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;

/** Serdes of the ledger's stores and of its repartition topic. */
final class LedgerSerdes {
  private LedgerSerdes() {}

  static Serde<LedgerInput> input() {
    return StateSerde.of(LedgerRecord.class, InputMapping::toAvro, InputMapping::fromAvro);
  }

  static Serde<WeekSum> sum() {
    return StateSerde.of(
        LedgerSum.class,
        s -> new LedgerSum(s.micros(), s.events()),
        a -> new WeekSum(a.getMicros(), a.getEvents()));
  }

  static Serde<Watermark> watermark() {
    return StateSerde.of(
        LedgerWatermark.class,
        w ->
            new LedgerWatermark(
                w.currentMillis(),
                w.publishedMillis() == Watermark.NONE ? null : w.publishedMillis()),
        a ->
            new Watermark(
                a.getCurrentMillis(),
                a.getPublishedMillis() == null ? Watermark.NONE : a.getPublishedMillis()));
  }

  static Serde<PublishedWeek> published() {
    return StateSerde.of(
        LedgerWeek.class,
        p ->
            new LedgerWeek(
                p.revision(),
                p.digest(),
                p.settled(),
                p.reopenedMillis() == Watermark.NONE ? null : p.reopenedMillis()),
        a ->
            new PublishedWeek(
                a.getRevision(),
                a.getDigest(),
                a.getSettled(),
                a.getReopenedMillis() == null ? Watermark.NONE : a.getReopenedMillis()));
  }

  static Serde<Settlement> settlement() {
    return StateSerde.of(
        LedgerSettlement.class,
        s ->
            new LedgerSettlement(
                Math.toIntExact(s.before().toEpochDay()),
                Math.toIntExact(s.due().toEpochDay()),
                s.sinceMillis(),
                s.late(),
                s.pruning()),
        a ->
            new Settlement(
                LocalDate.ofEpochDay(a.getBefore()),
                LocalDate.ofEpochDay(a.getDue()),
                a.getSinceMillis(),
                a.getLate(),
                a.getPruning()));
  }

  static Serde<Standing> standing() {
    return StateSerde.of(
        LedgerStanding.class,
        LedgerSerdes::toAvro,
        a -> {
          LedgerSpec spec = a.getSpec();
          return a.getRetiring()
              ? new Standing.Retiring(Optional.ofNullable(spec).map(LedgerSerdes::fromAvro))
              : new Standing.Active(fromAvro(spec));
        });
  }

  static List<LedgerAmount> amounts(List<Amount> amounts) {
    List<LedgerAmount> mapped = new ArrayList<>(amounts.size());
    amounts.forEach(a -> mapped.add(new LedgerAmount(a.variable(), a.micros())));
    return mapped;
  }

  static List<Amount> amountsOf(List<LedgerAmount> amounts) {
    List<Amount> mapped = new ArrayList<>(amounts.size());
    amounts.forEach(a -> mapped.add(new Amount(a.getVariable(), a.getMicros())));
    return mapped;
  }

  private static LedgerStanding toAvro(Standing standing) {
    if (standing instanceof Standing.Active active) {
      return new LedgerStanding(false, toAvro(active.rules()));
    }
    Standing.Retiring retiring = (Standing.Retiring) standing;
    return new LedgerStanding(true, retiring.next().map(LedgerSerdes::toAvro).orElse(null));
  }

  static LedgerSpec toAvro(LedgerRules rules) {
    List<LedgerVariable> variables = new ArrayList<>();
    rules
        .variables()
        .forEach(
            (name, variable) ->
                variables.add(
                    new LedgerVariable(
                        name,
                        dev.freshet.avro.Aggregation.valueOf(variable.aggregation().name()),
                        variable.category(),
                        variable.source())));
    return new LedgerSpec(
        rules.model(),
        rules.version(),
        rules.currency(),
        rules.outcomeIsMoney(),
        rules.calendar().weekStart().name(),
        rules.calendar().zone().getId(),
        rules.grace().toMillis(),
        rules.settleWeeks(),
        variables);
  }

  static LedgerRules fromAvro(LedgerSpec spec) {
    Map<String, LedgerRules.Variable> variables = new LinkedHashMap<>();
    for (LedgerVariable variable : spec.getVariables()) {
      variables.put(
          variable.getName(),
          new LedgerRules.Variable(
              Aggregation.valueOf(variable.getAggregation().name()),
              variable.getCategory(),
              variable.getSource()));
    }
    return new LedgerRules(
        spec.getModel(),
        spec.getVersion(),
        spec.getCurrency(),
        spec.getOutcomeIsMoney(),
        new WeekCalendar(DayOfWeek.valueOf(spec.getWeekStart()), ZoneId.of(spec.getZone())),
        Duration.ofMillis(spec.getGraceMillis()),
        spec.getSettleWeeks(),
        variables);
  }
}
