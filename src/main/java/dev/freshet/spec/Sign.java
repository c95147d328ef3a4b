package dev.freshet.spec;

/** What an analyst knows of the direction of a context variable's effect. */
public enum Sign {
  ANY,
  POSITIVE,
  NEGATIVE
}
