package dev.freshet.model;

import java.time.LocalDate;
import java.util.Objects;

/**
 * Something in the outcome that neither media nor baseline explain.
 *
 * @param kind a single week, or a lasting change of level
 * @param week the week, or the first week of the new level
 * @param size by how much the outcome is off, in its units
 * @param score size over its standard error
 * @param treated whether the model leaves it out of its effects: an outlier is in the residual
 *     alone, a new level is part of the trend. Only builds treat; a refresh keeps what its build
 *     treated, and names what is new
 */
public record Anomaly(Kind kind, LocalDate week, double size, double score, boolean treated) {

  /** What an anomaly is. */
  public enum Kind {
    OUTLIER,
    LEVEL_SHIFT
  }

  public Anomaly {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(week, "week");
  }
}
