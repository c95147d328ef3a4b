package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The horizons of ROI: the last 1, 4, 13 and 52 weeks of a window, as far as it reaches, and all of
 * it.
 */
final class Horizons {
  private static final int[] WEEKS = {1, 4, 13, 52};

  private final List<String> names = new ArrayList<>();
  private final int[] weeks;

  Horizons(int windowWeeks) {
    List<Integer> lengths = new ArrayList<>();
    for (int w : WEEKS) {
      if (w <= windowWeeks) {
        names.add(w + "w");
        lengths.add(w);
      }
    }
    names.add("window");
    lengths.add(windowWeeks);
    this.weeks = lengths.stream().mapToInt(Integer::intValue).toArray();
  }

  int count() {
    return weeks.length;
  }

  String name(int h) {
    return names.get(h);
  }

  int weeks(int h) {
    return weeks[h];
  }

  int[] all() {
    return weeks.clone();
  }

  int window() {
    return weeks.length - 1;
  }
}
