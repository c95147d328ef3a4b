package dev.freshet.spec;

import java.util.Objects;

/**
 * One context variable: what else moves the outcome.
 *
 * @param name its name
 * @param sign what is known of the direction of its effect
 * @param kind a number, or a category with levels
 * @param aggregation how the events of a week make the week's value; {@code ANY} for a category and
 *     only for one
 * @param fill what a week or a CSV cell without a value means
 * @param source the source of its events
 * @param noneLevel the level of a category that gets no column, since it says that nothing was on
 */
public record ContextSpec(
    String name,
    Sign sign,
    Kind kind,
    Aggregation aggregation,
    Fill fill,
    String source,
    String noneLevel) {
  /** What the values of a context variable are. */
  public enum Kind {
    NUMBER,
    CATEGORY
  }

  /** The level that means none, unless the spec names another. */
  public static final String DEFAULT_NONE_LEVEL = "na";

  public ContextSpec {
    Names.require("context", name);
    Names.require("source", source);
    Objects.requireNonNull(sign, "sign");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(fill, "fill");
    Objects.requireNonNull(noneLevel, "noneLevel");
    if ((kind == Kind.CATEGORY) != (aggregation == Aggregation.ANY)) {
      throw new IllegalArgumentException(
          "context %s: kind %s with aggregation %s; a category takes ANY, a number SUM, MEAN or LAST"
              .formatted(name, kind, aggregation));
    }
  }

  /** A number summed over the week, fed by a source of its own name, its absence an error. */
  public static ContextSpec number(String name) {
    return new ContextSpec(
        name, Sign.ANY, Kind.NUMBER, Aggregation.SUM, Fill.ERROR, name, DEFAULT_NONE_LEVEL);
  }

  /** A category, fed by a source of its own name; a week without an event has no level. */
  public static ContextSpec category(String name) {
    return new ContextSpec(
        name, Sign.ANY, Kind.CATEGORY, Aggregation.ANY, Fill.ZERO, name, DEFAULT_NONE_LEVEL);
  }

  public ContextSpec withSign(Sign known) {
    return new ContextSpec(name, known, kind, aggregation, fill, source, noneLevel);
  }

  public ContextSpec withAggregation(Aggregation rule) {
    return new ContextSpec(name, sign, kind, rule, fill, source, noneLevel);
  }

  public ContextSpec withSource(String feed) {
    return new ContextSpec(name, sign, kind, aggregation, fill, feed, noneLevel);
  }

  /** {@code context.<name>}; of a category the stem of its levels' variables. */
  public String variable() {
    return "context." + name;
  }

  /** {@code context.<name>:<level>}, the indicator of one level of a category. */
  public String variable(String level) {
    if (kind != Kind.CATEGORY) {
      throw new IllegalStateException("context %s is a number and has no levels".formatted(name));
    }
    return variable() + ":" + level;
  }
}
