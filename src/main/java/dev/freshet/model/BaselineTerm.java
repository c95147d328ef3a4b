package dev.freshet.model;

/**
 * One further column of the baseline: a context variable, one level of a category, or a holiday.
 *
 * @param name the column's name, unique in the model
 * @param component the component its contribution is reported under, such as {@code
 *     context.competitor_sales} or {@code holiday}; several columns may share one
 */
public record BaselineTerm(String name, String component) {
  public BaselineTerm {
    if (name == null || name.isBlank() || component == null || component.isBlank()) {
      throw new IllegalArgumentException("a baseline term needs a name and a component");
    }
  }
}
