package dev.freshet.spec;

/**
 * An interval of a hyperparameter or belief, as an analyst writes it: {@code [lower, upper]}.
 *
 * @param lower lower end, finite
 * @param upper upper end, finite, above {@code lower}
 */
public record Bounds(double lower, double upper) {
  public Bounds {
    if (!(Double.isFinite(lower) && Double.isFinite(upper))) {
      throw new IllegalArgumentException("bounds [%s, %s]: must be finite".formatted(lower, upper));
    }
    if (!(lower < upper)) {
      throw new IllegalArgumentException(
          "bounds [%s, %s]: lower must be below upper".formatted(lower, upper));
    }
  }
}
