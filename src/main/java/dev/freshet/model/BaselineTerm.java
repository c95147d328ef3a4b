package dev.freshet.model;

import java.util.Objects;

/**
 * One further column of the baseline: a context variable, one level of a category, or a holiday.
 *
 * @param name the column's name, unique in the model
 * @param component the component its contribution is reported under, such as {@code
 *     context.competitor_sales} or {@code holiday}; several columns may share one
 * @param sign what is known of the direction of its effect
 */
public record BaselineTerm(String name, String component, Sign sign) {

  /** The direction of an effect. */
  public enum Sign {
    ANY,
    /** More of it never lowers the outcome. */
    POSITIVE,
    /** More of it never raises the outcome. */
    NEGATIVE
  }

  public BaselineTerm {
    if (name == null || name.isBlank() || component == null || component.isBlank()) {
      throw new IllegalArgumentException("a baseline term needs a name and a component");
    }
    Objects.requireNonNull(sign, "sign");
  }

  /** A column whose effect may have either sign. */
  public BaselineTerm(String name, String component) {
    this(name, component, Sign.ANY);
  }

  public BaselineTerm withSign(Sign known) {
    return new BaselineTerm(name, component, known);
  }
}
