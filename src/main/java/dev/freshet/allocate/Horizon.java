package dev.freshet.allocate;

import java.util.Objects;

/**
 * The weeks a plan is made for, right after the model's data.
 *
 * @param timing how the weeks relate
 * @param weeks their number, at least 1; 1 if the timing is STEADY
 * @param creditedWeeks weeks after them in which carry-over still counts, 0 or more
 */
public record Horizon(Timing timing, int weeks, int creditedWeeks) {
  /** Weeks in which all but a trace of carry-over has come. */
  public static final int ALL_CREDITED = 52;

  /** How the weeks of a plan relate. */
  public enum Timing {
    /** Each week is decided on by itself. */
    BY_WEEK,
    /** A channel spends the same every week. */
    LEVEL,
    /** One week of a spend that goes on for good, with the response it settles at. */
    STEADY
  }

  public Horizon {
    Objects.requireNonNull(timing, "timing");
    if (weeks < 1 || creditedWeeks < 0) {
      throw new IllegalArgumentException(
          "a plan of %d weeks with %d credited after them; need at least 1 and 0"
              .formatted(weeks, creditedWeeks));
    }
    if (timing == Timing.STEADY && (weeks != 1 || creditedWeeks != 0)) {
      throw new IllegalArgumentException("a steady plan is one of a single week");
    }
  }

  /** Some weeks, all their carry-over credited. */
  public static Horizon of(Timing timing, int weeks) {
    return new Horizon(timing, weeks, ALL_CREDITED);
  }

  /** A week at steady state. */
  public static Horizon steady() {
    return new Horizon(Timing.STEADY, 1, 0);
  }
}
