package dev.freshet.allocate;

/**
 * What spend on one channel brings, draw by draw, in the outcome's unit: what would come without it
 * is not counted. It never falls when spend rises.
 */
interface ChannelResponse {
  /** Number of weeks that are decided on. */
  int weeks();

  /**
   * The response.
   *
   * @param spend by week, 0 or more
   * @param gradient where its derivatives by week are left
   */
  double at(int draw, double[] spend, double[] gradient);

  /**
   * A concave function that is nowhere below it where spend lies within limits.
   *
   * @param least by week, smallest spend
   * @param most by week, largest spend
   */
  Bound above(double[] least, double[] most);

  /** Such a function. */
  interface Bound {
    double at(int draw, double[] spend, double[] gradient);
  }
}
