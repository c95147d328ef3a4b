package dev.freshet.spec;

import dev.freshet.calendar.WeekCalendar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * All that an analyst decides about one model.
 *
 * @param model name of the model, {@code advertiser/market}
 * @param currency ISO 4217 code of all its money
 * @param outcome name of the outcome, such as {@code revenue}
 * @param outcomeIsMoney whether the outcome is in {@code currency}; else it is a count
 * @param calendar what a week is
 * @param windowWeeks weeks in the likelihood, at most
 * @param minWeeks weeks before the first build
 * @param baseline what explains the outcome without media
 * @param media paid channels, at least one
 * @param organic organic channels
 * @param context context variables
 * @param outcomeSource the source of the outcome
 * @param closing when weeks close and settle
 * @param data where the history stands in a CSV file, if there is one
 */
public record ModelSpec(
    String model,
    String currency,
    String outcome,
    boolean outcomeIsMoney,
    WeekCalendar calendar,
    int windowWeeks,
    int minWeeks,
    BaselineSpec baseline,
    List<MediaSpec> media,
    List<OrganicSpec> organic,
    List<ContextSpec> context,
    String outcomeSource,
    ClosingSpec closing,
    Optional<DataSpec> data) {
  public static final int DEFAULT_WINDOW_WEEKS = 156;
  public static final int DEFAULT_MIN_WEEKS = 52;
  public static final String DEFAULT_OUTCOME_SOURCE = "outcome";

  public ModelSpec {
    if (!Names.isModel(model)) {
      throw new IllegalArgumentException(
          "model '%s': must be advertiser/market, each %s".formatted(model, Names.FORM));
    }
    Currencies.require(currency);
    Names.require("outcome", outcome);
    Names.require("outcome source", outcomeSource);
    Objects.requireNonNull(calendar, "calendar");
    Objects.requireNonNull(baseline, "baseline");
    Objects.requireNonNull(closing, "closing");
    Objects.requireNonNull(data, "data");
    media = List.copyOf(media);
    organic = List.copyOf(organic);
    context = List.copyOf(context);
    if (!(minWeeks > 0 && minWeeks <= windowWeeks)) {
      throw new IllegalArgumentException(
          "model %s: minWeeks %d must lie in 1..window (%d weeks)"
              .formatted(model, minWeeks, windowWeeks));
    }
    if (media.isEmpty()) {
      throw new IllegalArgumentException(
          "model %s: no media; name at least one channel".formatted(model));
    }
    List<String> variables = variables(outcome, media, organic, context);
    Set<String> seen = new HashSet<>();
    for (String variable : variables) {
      if (!seen.add(variable)) {
        throw new IllegalArgumentException(
            "model %s: %s is named twice; names must differ within a kind"
                .formatted(model, variable));
      }
    }
    data.ifPresent(d -> requireColumns(model, d, variables));
  }

  /** Name of the outcome's variable, {@code outcome.<name>}. */
  public String outcomeVariable() {
    return "outcome." + outcome;
  }

  /** All variables: outcome, media (spend, then exposure), organic, context; each in order. */
  public List<String> variables() {
    return variables(outcome, media, organic, context);
  }

  /** By variable, the source its events come from; in the order of {@link #variables()}. */
  public Map<String, String> variableToSource() {
    Map<String, String> sources = new LinkedHashMap<>();
    sources.put(outcomeVariable(), outcomeSource);
    media.forEach(m -> m.variables().forEach(v -> sources.put(v, m.source())));
    organic.forEach(o -> sources.put(o.variable(), o.source()));
    context.forEach(c -> sources.put(c.variable(), c.source()));
    return Collections.unmodifiableMap(sources);
  }

  /** All sources, each once: those that a week waits for. */
  public Set<String> sources() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(variableToSource().values()));
  }

  /**
   * The context variable behind a name such as {@code context.price} or {@code context.x:level}.
   */
  public Optional<ContextSpec> contextOf(String variable) {
    return context.stream()
        .filter(
            c ->
                variable.equals(c.variable())
                    || c.kind() == ContextSpec.Kind.CATEGORY
                        && variable.startsWith(c.variable() + ":"))
        .findFirst();
  }

  /** Whether the variable, or the category that it is a level of, belongs to this model. */
  public boolean has(String variable) {
    return variables().contains(variable) || contextOf(variable).isPresent();
  }

  /**
   * How the events of a week make the variable's value.
   *
   * @throws IllegalArgumentException if the model has no such variable
   */
  public Aggregation aggregationOf(String variable) {
    if (!has(variable)) {
      throw new IllegalArgumentException(
          "model %s has no variable %s; it has %s".formatted(model, variable, variables()));
    }
    return contextOf(variable).map(ContextSpec::aggregation).orElse(Aggregation.SUM);
  }

  /** What an empty cell or an absent event of a variable means. */
  public Fill fillOf(String variable) {
    Fill ofContext = contextOf(variable).map(ContextSpec::fill).orElse(Fill.ERROR);
    return data.map(d -> d.fill().getOrDefault(variable, ofContext)).orElse(ofContext);
  }

  /**
   * Whether {@code newer} may take this one's place: calendar and currency never change under a
   * model's name.
   */
  public boolean continuedBy(ModelSpec newer) {
    return calendar.equals(newer.calendar) && currency.equals(newer.currency);
  }

  /**
   * SHA-256, in hexadecimal, of all that shapes the model. The data part is left out: it says where
   * a file keeps the history, not what is modelled.
   */
  public String fingerprint() {
    return SpecFingerprint.of(this);
  }

  public ModelSpec withData(DataSpec file) {
    return new ModelSpec(
        model,
        currency,
        outcome,
        outcomeIsMoney,
        calendar,
        windowWeeks,
        minWeeks,
        baseline,
        media,
        organic,
        context,
        outcomeSource,
        closing,
        Optional.of(file));
  }

  private static List<String> variables(
      String outcome, List<MediaSpec> media, List<OrganicSpec> organic, List<ContextSpec> context) {
    List<String> variables = new ArrayList<>();
    variables.add("outcome." + outcome);
    media.forEach(m -> variables.addAll(m.variables()));
    organic.forEach(o -> variables.add(o.variable()));
    context.forEach(c -> variables.add(c.variable()));
    return List.copyOf(variables);
  }

  private static void requireColumns(String model, DataSpec data, List<String> variables) {
    if (!data.columns().keySet().equals(Set.copyOf(variables))) {
      throw new IllegalArgumentException(
          "model %s: data has columns for %s, but the variables are %s"
              .formatted(model, data.columns().keySet(), variables));
    }
  }
}
