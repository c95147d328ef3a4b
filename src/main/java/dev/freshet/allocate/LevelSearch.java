package dev.freshet.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The best split of a budget over channels whose responses may be S-shaped, by branch and bound.
 *
 * <p>A box gives each channel a part of its grid. The concave envelopes on it tell the most that
 * any split inside can bring, and a split to try. The box of the largest bound is halved in the
 * channel whose envelope lies furthest above its curve, at the split tried, until the best split
 * found is within 10⁻⁶ of the largest bound left, or 2,000 boxes were looked at. (Udell and Boyd,
 * Maximizing a sum of sigmoids, 2013.)
 */
final class LevelSearch {
  private static final double CLOSE = 1e-6;
  private static final int MOST_BOXES = 2_000;

  /**
   * The answer.
   *
   * @param level spend a week by channel
   * @param value what the curves say of it
   * @param bound what no split exceeds
   */
  record Split(double[] level, double value, double bound) {}

  private record Box(List<Envelope> envelopes, int[] from, int[] to, Relaxed relaxed) {}

  private final List<LevelCurve> curves;
  private final double budget;
  private double[] best;
  private double bestValue = Double.NEGATIVE_INFINITY;
  private double closed = Double.NEGATIVE_INFINITY; // largest bound of boxes not looked into

  private LevelSearch(List<LevelCurve> curves, double budget) {
    this.curves = curves;
    this.budget = budget;
  }

  /**
   * @param budget a week, not below the sum of the curves' lower ends; infinite for none
   */
  static Split of(List<LevelCurve> curves, double budget) {
    return new LevelSearch(curves, budget).search();
  }

  private Split search() {
    PriorityQueue<Box> boxes =
        new PriorityQueue<>((a, b) -> Double.compare(b.relaxed().bound(), a.relaxed().bound()));
    int[] from = new int[curves.size()];
    int[] to = curves.stream().mapToInt(LevelCurve::last).toArray();
    List<Envelope> envelopes = new ArrayList<>();
    for (LevelCurve curve : curves) {
      envelopes.add(new Envelope(curve, 0, curve.last()));
    }
    add(boxes, envelopes, from, to);
    for (int looked = 1; looked < MOST_BOXES && !boxes.isEmpty(); looked++) {
      if (isClose(boxes.peek().relaxed().bound())) {
        break;
      }
      Box box = boxes.poll();
      if (!halve(box, boxes)) {
        closed = Math.max(closed, box.relaxed().bound());
      }
    }
    double bound = boxes.isEmpty() ? closed : Math.max(closed, boxes.peek().relaxed().bound());
    return new Split(best, bestValue, Math.max(bestValue, bound));
  }

  private boolean isClose(double bound) {
    return bound - bestValue <= CLOSE * Math.max(Math.abs(bestValue), Math.abs(bound));
  }

  private void add(PriorityQueue<Box> boxes, List<Envelope> envelopes, int[] from, int[] to) {
    Relaxed relaxed = Relaxed.of(envelopes, budget);
    double value = 0;
    for (int c = 0; c < from.length; c++) {
      value += curves.get(c).at(relaxed.level()[c]);
    }
    if (value > bestValue) {
      bestValue = value;
      best = relaxed.level();
    }
    if (!isClose(relaxed.bound()) && relaxed.bound() > bestValue) {
      boxes.add(new Box(envelopes, from, to, relaxed));
    } else {
      closed = Math.max(closed, relaxed.bound());
    }
  }

  private boolean halve(Box box, PriorityQueue<Box> boxes) {
    int worst = -1;
    double furthest = 0;
    for (int c = 0; c < curves.size(); c++) {
      double level = box.relaxed().level()[c];
      double above = box.envelopes().get(c).at(level) - curves.get(c).at(level);
      if (above > furthest && box.to()[c] - box.from()[c] > 1) {
        furthest = above;
        worst = c;
      }
    }
    if (worst < 0) {
      return false;
    }
    LevelCurve curve = curves.get(worst);
    int middle = curve.cell(box.relaxed().level()[worst]);
    if (middle <= box.from()[worst] || middle >= box.to()[worst]) {
      middle = (box.from()[worst] + box.to()[worst]) / 2;
    }
    part(box, worst, box.from()[worst], middle, boxes);
    part(box, worst, middle, box.to()[worst], boxes);
    return true;
  }

  private void part(Box box, int channel, int first, int last, PriorityQueue<Box> boxes) {
    int[] from = box.from().clone();
    int[] to = box.to().clone();
    from[channel] = first;
    to[channel] = last;
    double least = 0;
    for (int c = 0; c < from.length; c++) {
      least += curves.get(c).spend[from[c]];
    }
    if (least > budget) {
      return;
    }
    List<Envelope> envelopes = new ArrayList<>(box.envelopes());
    envelopes.set(channel, new Envelope(curves.get(channel), first, last));
    add(boxes, envelopes, from, to);
  }
}
