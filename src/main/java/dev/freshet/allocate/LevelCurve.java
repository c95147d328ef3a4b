package dev.freshet.allocate;

/**
 * One channel's response to a level of spend on a fine grid, and a bound above it.
 *
 * <p>Between points where value and slope are known a cubic takes both up (Hermite); the grid has
 * 16 cells between two of them. In a cell where the curve is concave it exceeds its chord by at
 * most a quarter of the change in slope times the cell's width, where it is convex by nothing: with
 * that the bound is raised at the ends of the cell.
 */
final class LevelCurve {
  private static final int CELLS = 16;

  /** Spend a week, ascending. */
  final double[] spend;

  final double[] value;

  /** A piecewise linear function through these values is nowhere below the curve. */
  final double[] upper;

  private LevelCurve(double[] spend, double[] value, double[] upper) {
    this.spend = spend;
    this.value = value;
    this.upper = upper;
  }

  static LevelCurve of(
      double[] points, double[] value, double[] slope, double[] most, double[] mostSlope) {
    int size = (points.length - 1) * CELLS + 1;
    double[] spend = new double[size];
    double[] fine = new double[size];
    double[] above = new double[size];
    double[] aboveSlope = new double[size];
    double[] unused = new double[size];
    for (int i = 0; i < size; i++) {
      int k = Math.min(i / CELLS, Math.max(0, points.length - 2));
      double part = (double) (i - k * CELLS) / CELLS;
      spend[i] = points.length == 1 ? points[0] : points[k] + part * (points[k + 1] - points[k]);
    }
    spend[size - 1] = points[points.length - 1];
    hermite(points, value, slope, fine, unused);
    hermite(points, most, mostSlope, above, aboveSlope);
    double[] raised = above.clone();
    for (int i = 0; i + 1 < size; i++) {
      double excess = (aboveSlope[i] - aboveSlope[i + 1]) * (spend[i + 1] - spend[i]) / 4;
      if (excess > 0) {
        raised[i] = Math.max(raised[i], above[i] + excess);
        raised[i + 1] = Math.max(raised[i + 1], above[i + 1] + excess);
      }
    }
    return new LevelCurve(spend, fine, raised);
  }

  private static void hermite(
      double[] x, double[] y, double[] slope, double[] out, double[] outSlope) {
    out[0] = y[0];
    outSlope[0] = slope[0];
    for (int k = 0; k + 1 < x.length; k++) {
      double width = x[k + 1] - x[k];
      double rise = (y[k + 1] - y[k]) / width;
      double second = (3 * rise - 2 * slope[k] - slope[k + 1]) / width;
      double third = (slope[k] + slope[k + 1] - 2 * rise) / (width * width);
      for (int j = 1; j <= CELLS; j++) {
        double s = width * j / CELLS;
        out[k * CELLS + j] = y[k] + s * (slope[k] + s * (second + s * third));
        outSlope[k * CELLS + j] = slope[k] + s * (2 * second + s * 3 * third);
      }
    }
  }

  int last() {
    return spend.length - 1;
  }

  /** Cell of an amount within the grid: the index of its lower end. */
  int cell(double amount) {
    int at = java.util.Arrays.binarySearch(spend, amount);
    return at >= 0 ? at : Math.max(0, Math.min(-at - 2, last()));
  }

  /** Value at an amount within the grid. */
  double at(double amount) {
    int i = cell(amount);
    if (i == last()) {
      return value[i];
    }
    double part = (amount - spend[i]) / (spend[i + 1] - spend[i]);
    return value[i] + part * (value[i + 1] - value[i]);
  }
}
