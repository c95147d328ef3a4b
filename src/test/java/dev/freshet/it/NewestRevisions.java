package dev.freshet.it;

import dev.freshet.it.Backfill.Fact;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What weeks come to, counted naively: all facts in memory, the newest revision of each stands. */
final class NewestRevisions {
  private NewestRevisions() {}

  /** By {@code model|week} and variable, {@code micros of events}. */
  static Map<String, Map<String, String>> weeks(
      Collection<Backfill> backfills, Collection<Fact> facts) {
    Map<String, Map<String, String>> weeks = new TreeMap<>();
    for (Backfill backfill : backfills) {
      String model = backfill.spec().model();
      weeks.putAll(weeks(backfill, facts.stream().filter(f -> f.model().equals(model)).toList()));
    }
    return weeks;
  }

  private static Map<String, Map<String, String>> weeks(Backfill backfill, Collection<Fact> facts) {
    Map<List<Object>, Fact> newest = new HashMap<>();
    for (Fact fact : facts) {
      List<Object> identity = List.of(topic(fact), fact.source(), fact.id());
      newest.merge(identity, fact, (a, b) -> b.revision() > a.revision() ? b : a);
    }
    Map<String, Map<String, List<Fact>>> cells = new TreeMap<>();
    for (Fact fact : newest.values()) {
      String variable = variable(fact);
      if (!fact.withdrawn() && !variable.equals("impressions.tv")) {
        cells
            .computeIfAbsent(
                fact.model() + "|" + week(backfill, fact.time()), week -> new TreeMap<>())
            .computeIfAbsent(variable, v -> new ArrayList<>())
            .add(fact);
      }
    }
    Map<String, Map<String, String>> weeks = new TreeMap<>();
    cells.forEach(
        (week, variables) -> {
          Map<String, String> values = new TreeMap<>();
          variables.forEach(
              (v, events) -> values.put(v, value(v, events) + " of " + events.size()));
          weeks.put(week, values);
        });
    return weeks;
  }

  private static String topic(Fact fact) {
    return switch (fact.kind()) {
      case SPEND -> "spend";
      case IMPRESSIONS, ORGANIC -> "impressions";
      case OUTCOME -> "outcomes";
      case NUMBER, LEVEL -> "context";
    };
  }

  private static String variable(Fact fact) {
    return switch (fact.kind()) {
      case SPEND -> "spend." + fact.name();
      case IMPRESSIONS -> "impressions." + fact.name();
      case ORGANIC -> "organic." + fact.name();
      case OUTCOME -> "outcome." + fact.name();
      case NUMBER -> "context." + fact.name();
      case LEVEL -> "context." + fact.name() + ":" + fact.level();
    };
  }

  private static LocalDate week(Backfill backfill, Instant time) {
    return LocalDate.ofInstant(time, backfill.spec().calendar().zone())
        .with(TemporalAdjusters.previousOrSame(backfill.spec().calendar().weekStart()));
  }

  private static long value(String variable, List<Fact> events) {
    if (variable.startsWith("context.promo:")) {
      return 1_000_000;
    }
    if (variable.equals("context.stock")) {
      return events.stream()
          .max(Comparator.comparing(Fact::time).thenComparing(Fact::id))
          .orElseThrow()
          .micros();
    }
    long sum = events.stream().mapToLong(Fact::micros).sum();
    return variable.equals("context.price")
        ? new BigDecimal(sum)
            .divide(new BigDecimal(events.size()), 0, RoundingMode.HALF_EVEN)
            .longValueExact()
        : sum;
  }
}
