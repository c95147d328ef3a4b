package dev.freshet.ledger;

import dev.freshet.calendar.WeekCalendar;
import dev.freshet.spec.Aggregation;
import dev.freshet.spec.ModelSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The part of a model's spec that bookkeeping depends on.
 *
 * @param model model, {@code advertiser/market}
 * @param version version of the spec it was taken from
 * @param currency ISO 4217 code of its money
 * @param outcomeIsMoney whether the outcome is in that currency
 * @param calendar what a week is
 * @param grace how far every source must have passed a week's end before it closes
 * @param settleWeeks weeks after which a closed week settles
 * @param variables by name, in the order of the spec; a category under its stem
 */
record LedgerRules(
    String model,
    String version,
    String currency,
    boolean outcomeIsMoney,
    WeekCalendar calendar,
    Duration grace,
    int settleWeeks,
    Map<String, Variable> variables) {

  /** How a variable is kept, and the source it comes from. */
  record Variable(Aggregation aggregation, boolean category, String source) {
    Variable {
      Objects.requireNonNull(aggregation, "aggregation");
      Objects.requireNonNull(source, "source");
    }
  }

  LedgerRules {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(currency, "currency");
    Objects.requireNonNull(calendar, "calendar");
    Objects.requireNonNull(grace, "grace");
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  static LedgerRules of(ModelSpec spec) {
    Map<String, Variable> variables = new LinkedHashMap<>();
    spec.variableToSource()
        .forEach(
            (name, source) ->
                variables.put(
                    name,
                    new Variable(
                        spec.aggregationOf(name),
                        spec.aggregationOf(name) == Aggregation.ANY,
                        source)));
    return new LedgerRules(
        spec.model(),
        spec.fingerprint(),
        spec.currency(),
        spec.outcomeIsMoney(),
        spec.calendar(),
        spec.closing().grace(),
        spec.closing().settleWeeks(),
        variables);
  }

  /** The rule for a variable, or for the category that it is a level of; null for neither. */
  Variable variable(String name) {
    return variables.get(stem(name));
  }

  boolean has(String name) {
    return variables.containsKey(name);
  }

  Set<String> sources() {
    Set<String> sources = new HashSet<>();
    variables.values().forEach(v -> sources.add(v.source()));
    return sources;
  }

  /** Whether weeks under {@code other} hold other values than under these rules. */
  boolean booksLike(LedgerRules other) {
    return variables.equals(other.variables);
  }

  /** {@code context.name} of {@code context.name:level}; any other name as it is. */
  static String stem(String variable) {
    int level = variable.indexOf(':');
    return level < 0 ? variable : variable.substring(0, level);
  }
}
