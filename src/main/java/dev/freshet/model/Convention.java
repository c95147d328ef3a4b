package dev.freshet.model;

/**
 * Which of two readings of the specification's arbitrary points the engine follows.
 *
 * <p>They differ in refreshes only: a build is the same under both.
 */
enum Convention {
  /**
   * The product: baseline columns stay on the anchor's scale, and the trend keeps gaining
   * changepoints after the anchor, at the build's spacing.
   */
  PRODUCT,
  /**
   * The reference implementation, for tests against its values: baseline columns are standardised
   * anew over the window, and no changepoint follows the anchor.
   */
  REFERENCE
}
