package dev.freshet.model;

import java.util.Arrays;
import java.util.Objects;

/**
 * What one component explains of the outcome, week by week, in the outcome's units. Arrays are
 * copied in and out.
 *
 * @param component {@code intercept}, {@code trend}, {@code season}, {@code holiday}, {@code
 *     context.…}, a medium's name, {@code media.total}, {@code fitted} or {@code residual}
 * @param role whether the path is a part of the sum, or a sum
 * @param contribution by window week; the paths of role PART sum to {@code fitted}
 * @param lower 5 % quantile by week
 * @param upper 95 % quantile by week
 */
public record ComponentPath(
    String component, Role role, double[] contribution, double[] lower, double[] upper) {

  /** Whether a path is a part of the fitted value or derived from the parts. */
  public enum Role {
    /** One summand of {@code fitted}. */
    PART,
    /** All paid media together: its own median path, not the sum of theirs. */
    MEDIA_TOTAL,
    /** The sum of all parts. */
    FITTED,
    /** Outcome minus fitted; NaN in weeks without outcome. */
    RESIDUAL
  }

  public ComponentPath {
    Objects.requireNonNull(component, "component");
    Objects.requireNonNull(role, "role");
    if (lower.length != contribution.length || upper.length != contribution.length) {
      throw new IllegalArgumentException(component + ": contribution and interval differ in weeks");
    }
    contribution = contribution.clone();
    lower = lower.clone();
    upper = upper.clone();
  }

  @Override
  public double[] contribution() {
    return contribution.clone();
  }

  @Override
  public double[] lower() {
    return lower.clone();
  }

  @Override
  public double[] upper() {
    return upper.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ComponentPath that
        && component.equals(that.component)
        && role == that.role
        && Arrays.equals(contribution, that.contribution)
        && Arrays.equals(lower, that.lower)
        && Arrays.equals(upper, that.upper);
  }

  @Override
  public int hashCode() {
    return Objects.hash(component, role, Arrays.hashCode(contribution));
  }
}
