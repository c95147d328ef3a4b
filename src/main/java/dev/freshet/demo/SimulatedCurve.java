package dev.freshet.demo;

/**
 * How people go on to respond to a channel after the simulated weeks.
 *
 * <p>Contribution of a week: scale a<sup>α</sup> / (a<sup>α</sup> + half), a the adstock x + θ
 * a<sub>before</sub>.
 *
 * @param theta weekly carry-over
 * @param alpha shape
 * @param half half-saturation to the power of α
 * @param scale what saturation brings a week, in units of the outcome
 * @param carried adstock of the last simulated week
 */
public record SimulatedCurve(
    double theta, double alpha, double half, double scale, double carried) {

  /**
   * What is brought over some weeks of pressure and {@code after} weeks without any.
   *
   * @param pressure exposure by week, or spend where people respond to that
   */
  public double total(double[] pressure, int after) {
    double adstock = carried;
    double sum = 0;
    for (int week = 0; week < pressure.length + after; week++) {
      adstock = theta * adstock + (week < pressure.length ? pressure[week] : 0);
      double power = StrictMath.pow(adstock, alpha);
      sum += power / (power + half);
    }
    return scale * sum;
  }
}
