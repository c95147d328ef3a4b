package dev.freshet.ops;

/** What an instance of the service does. */
public enum Role {
  LEDGER,
  PLANNER,
  REFRESHER,
  API,
  ALL;

  /** Whether an instance of this role does the work of {@code other}. */
  boolean includes(Role other) {
    return this == ALL || this == other;
  }
}
