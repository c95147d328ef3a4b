package dev.freshet.allocate;

/** A function of many amounts of spend, to be maximised. */
interface Objective {
  /**
   * Its value.
   *
   * @param gradient where its derivatives are left
   */
  double at(double[] spend, double[] gradient);
}
