package dev.freshet.spec;

/** How a channel's effect carries over into later weeks. */
public enum Adstock {
  /** A constant part θ of last week's effect remains. */
  GEOMETRIC
}
