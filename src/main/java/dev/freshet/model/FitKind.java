package dev.freshet.model;

/** How a model came about. */
public enum FitKind {
  /** Fitted without an incumbent. */
  BUILD,
  /** Warm-started from the incumbent's particles on its anchor. */
  REFRESH,
  /** Built anew although there is an incumbent. */
  REBUILD
}
