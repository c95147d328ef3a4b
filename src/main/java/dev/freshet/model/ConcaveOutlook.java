package dev.freshet.model;

/**
 * A concave function of one medium's exposures that is nowhere below their {@link MediumOutlook},
 * for exposures between given limits.
 *
 * <p>Week by week the saturation curve is replaced by its concave envelope on the adstock that the
 * limits allow: the chord from the least adstock to where it touches the curve, or to the largest
 * adstock if that comes first, then the curve itself. Adstock is linear in exposure and
 * contributions add up, so the sum over weeks is concave. (Udell and Boyd, Maximizing a sum of
 * sigmoids, 2013, for the envelope.) Immutable.
 */
final class ConcaveOutlook {
  private static final int BISECTIONS = 40;

  private final MediumOutlook outlook;
  private final double[] from; // least adstock by week
  private final double[] to; // where the chord ends; not above from where the curve is concave
  private final double[] start; // value of the curve at from
  private final double[] slope; // of the chord

  /**
   * @param least smallest exposures by week, raw units
   * @param most largest exposures by week, raw units
   */
  ConcaveOutlook(MediumOutlook outlook, double[] least, double[] most) {
    int length = outlook.length();
    this.outlook = outlook;
    this.from = new double[length];
    this.to = new double[length];
    this.start = new double[length];
    this.slope = new double[length];
    double[] end = new double[length];
    outlook.adstock(least, from);
    outlook.adstock(most, end);
    for (int t = 0; t < length; t++) {
      start[t] = outlook.hill(from[t]);
      to[t] = touch(from[t], start[t], end[t]);
      if (to[t] > from[t]) {
        slope[t] = (outlook.hill(to[t]) - start[t]) / (to[t] - from[t]);
      }
    }
  }

  private double touch(double low, double atLow, double high) {
    double alpha = outlook.alpha();
    double inflexion =
        alpha > 1 ? outlook.half() * Math.pow((alpha - 1) / (alpha + 1), 1 / alpha) : 0;
    if (low >= inflexion || high <= low) {
      return low;
    }
    if (high <= inflexion || isBelowTangent(low, atLow, high)) {
      return high;
    }
    double below = inflexion;
    double above = high;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (below + above) / 2;
      if (isBelowTangent(low, atLow, middle)) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return (below + above) / 2;
  }

  // Whether the tangent at a passes below the curve's start, so that the chord may go further.
  private boolean isBelowTangent(double low, double atLow, double a) {
    double h = outlook.hill(a);
    return outlook.alpha() * h * (1 - h) / a * (a - low) > h - atLow;
  }

  /**
   * Value of the function.
   *
   * @param gradient where its derivatives by week of exposure are left
   */
  double total(double[] exposures, double[] gradient) {
    double[] a = new double[from.length];
    outlook.adstock(exposures, a);
    double sum = 0;
    for (int t = 0; t < a.length; t++) {
      if (a[t] < to[t]) {
        sum += start[t] + slope[t] * (a[t] - from[t]);
        a[t] = slope[t];
      } else {
        double h = outlook.hill(a[t]);
        sum += h;
        a[t] = h > 0 ? outlook.alpha() * h * (1 - h) / a[t] : 0;
      }
    }
    outlook.spread(a, outlook.scale(), exposures.length, gradient);
    return outlook.scale() * sum;
  }
}
