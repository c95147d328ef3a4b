package dev.freshet.spec;

/** What an absent value means. */
public enum Fill {
  /** It is a mistake: say so and go no further. */
  ERROR,
  /** Nothing happened: zero, or a category's level for none. */
  ZERO,
  /** What was there before still holds. */
  PREVIOUS
}
