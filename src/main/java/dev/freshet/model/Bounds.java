package dev.freshet.model;

/**
 * A closed range that truncates a hyperparameter's prior.
 *
 * @param low lower end
 * @param high upper end, above {@code low}
 */
public record Bounds(double low, double high) {
  public Bounds {
    if (!(high > low) || !Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException(
          "bounds [" + low + ", " + high + "]: the upper end must be above the lower end");
    }
  }
}
