package dev.freshet.refresh;

import java.util.Objects;

/**
 * Whether a model uses one of its lift tests, and why.
 *
 * @param experiment the test's name
 * @param state whether it counts
 * @param leavesNext whether it counts and the refresh after the next closed week will be without it
 * @param detail why, and what to do; empty when there is nothing to say
 */
public record LiftTestUse(String experiment, State state, boolean leavesNext, String detail) {

  /** Whether a test counts. */
  public enum State {
    /** It does. */
    COUNTS,
    /** Some of its days are not in closed weeks yet. */
    WAITING,
    /** Its day of expiry has come. */
    EXPIRED,
    /** Its first week has left the window, or was never in it. */
    LEFT_WINDOW,
    /** Another test took its place. */
    SUPERSEDED,
    /** It cannot be used as it is. */
    REFUSED
  }

  public LiftTestUse {
    Objects.requireNonNull(experiment, "experiment");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(detail, "detail");
  }

  static LiftTestUse of(String experiment, State state, String detail) {
    return new LiftTestUse(experiment, state, false, detail);
  }

  /** Whether it counts. */
  public boolean counts() {
    return state == State.COUNTS;
  }
}
