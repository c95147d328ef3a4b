package dev.freshet.spec;

/** How the events of a week make the week's value of a variable. */
public enum Aggregation {
  /** Their sum: spend, impressions, outcome. */
  SUM,
  /** Their arithmetic mean, rounded half even to micros: a price. */
  MEAN,
  /** The value of the latest one: a stock, a rate. */
  LAST,
  /** One (1,000,000 micros) if any says so, else zero: a level of a category. */
  ANY
}
