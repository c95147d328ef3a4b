package dev.freshet.allocate;

import java.util.List;

/**
 * The most that concave envelopes allow for a budget, which no split of it can exceed, and where.
 *
 * <p>The steepest pieces are bought first: a price is halved in until the budget lies between what
 * is bought just above and just below it.
 *
 * @param level spend a week by channel
 * @param bound Σ of the envelopes there
 */
record Relaxed(double[] level, double bound) {
  private static final int BISECTIONS = 200;

  /**
   * @param budget a week, not below the sum of the lower ends
   */
  static Relaxed of(List<Envelope> envelopes, double budget) {
    double high = 0;
    for (Envelope e : envelopes) {
      high = e.corners() > 1 ? Math.max(high, e.slope(0)) : high;
    }
    double low = 0;
    if (spend(envelopes, 0) <= budget) {
      high = 0;
    }
    for (int k = 0; k < BISECTIONS && low < high; k++) {
      double middle = (low + high) / 2;
      if (middle == low || middle == high) {
        break;
      }
      if (spend(envelopes, middle) > budget) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return fill(envelopes, budget, low, high);
  }

  private static double spend(List<Envelope> envelopes, double price) {
    double sum = 0;
    for (Envelope e : envelopes) {
      sum += e.spend(e.corner(price));
    }
    return sum;
  }

  // What is bought at the high price, then the pieces between the two as far as the budget goes.
  private static Relaxed fill(List<Envelope> envelopes, double budget, double low, double high) {
    int count = envelopes.size();
    double[] level = new double[count];
    double left = budget - spend(envelopes, high);
    double bound = 0;
    for (int c = 0; c < count; c++) {
      Envelope e = envelopes.get(c);
      int corner = e.corner(high);
      level[c] = e.spend(corner);
      bound += e.value(corner);
      int end = low < high ? e.corner(low) : corner;
      for (; corner < end && left > 0; corner++) {
        double piece = Math.min(left, e.spend(corner + 1) - e.spend(corner));
        level[c] += piece;
        bound += piece * e.slope(corner);
        left -= piece;
      }
    }
    return new Relaxed(level, bound);
  }
}
