package dev.freshet.model;

import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * The scaled exposure of each included medium on the anchor's timeline.
 *
 * <p>Week 0 is the anchor's first lead-in week. Weeks before the current data's first are the
 * anchor's own: they are history that the adstock still remembers, so a window that slides forgets
 * nothing. Where the current data only extend the anchor's weeks, one recursion serves both the
 * reference (largest adstock, mean of Hill) and the path; after a restatement of anchor weeks there
 * are two.
 */
final class MediaWindow {
  final int media;
  final int anchorFrom;
  final int anchorTo;
  final int windowFrom;
  final int windowTo;
  final double[][] path;
  final double[] pathStart;
  final double[][] reference; // same array as path where the path extends it
  final double[] referenceStart;
  final int[] term; // index of each included medium in the definition

  MediaWindow(Anchor anchor, ModelData data) {
    this.term = included(anchor);
    this.media = term.length;
    this.anchorFrom = anchor.leadInWeeks();
    this.anchorTo = anchorFrom + anchor.weeks();
    int shift = Math.toIntExact(ChronoUnit.WEEKS.between(anchor.firstWeek(), data.week(0)));
    if (shift < 0 || shift > anchor.weeks()) {
      throw new IllegalArgumentException(
          "the window starts " + shift + " weeks after the anchor's; it must start within it");
    }
    this.windowFrom = anchorFrom + shift;
    this.windowTo = windowFrom + data.weeks();
    this.path = new double[media][];
    this.reference = new double[media][];
    this.pathStart = new double[media];
    this.referenceStart = new double[media];
    for (int i = 0; i < media; i++) {
      place(i, anchor, data);
    }
  }

  // The weeks from … to − 1, with another path of one medium; the reference stays.
  private MediaWindow(MediaWindow whole, int medium, double[] changed, int from, int to) {
    this.term = whole.term;
    this.media = whole.media;
    this.anchorFrom = whole.anchorFrom;
    this.anchorTo = whole.anchorTo;
    this.windowFrom = from;
    this.windowTo = to;
    this.path = whole.path.clone();
    this.path[medium] = changed;
    this.pathStart = whole.pathStart;
    this.reference = whole.reference;
    this.referenceStart = whole.referenceStart;
  }

  /** The same media over other weeks, medium {@code i} on another path in units of its maximum. */
  MediaWindow view(int i, double[] changed, int from, int to) {
    return new MediaWindow(this, i, changed, from, to);
  }

  private static int[] included(Anchor anchor) {
    int[] all = new int[anchor.excluded().size()];
    int count = 0;
    for (int c = 0; c < all.length; c++) {
      if (!anchor.isExcluded(c)) {
        all[count++] = c;
      }
    }
    return Arrays.copyOf(all, count);
  }

  private void place(int i, Anchor anchor, ModelData data) {
    int c = term[i];
    double max = anchor.mediaMax()[c];
    double[] old = anchor.mediaArray(c);
    double[] current = data.mediaArray(c);
    int first = windowFrom - data.leadInWeeks();
    double[] union = Arrays.copyOf(old, Math.max(anchorTo, windowTo));
    for (int t = Math.max(0, first); t < windowTo; t++) {
      union[t] = current[t - first];
    }
    boolean extended = Arrays.equals(union, 0, anchorTo, old, 0, anchorTo);
    pathStart[i] = Anchors.startingAdstock(union, max);
    path[i] = scaled(union, max);
    reference[i] = extended ? path[i] : scaled(old, max);
    referenceStart[i] = anchor.initialAdstock()[c];
  }

  private static double[] scaled(double[] raw, double max) {
    double[] out = new double[raw.length];
    for (int t = 0; t < raw.length; t++) {
      out[t] = raw[t] / max;
    }
    return out;
  }

  boolean extendsReference(int i) {
    return reference[i] == path[i];
  }

  /** One past the last week any recursion reaches. */
  int length() {
    return Math.max(anchorTo, windowTo);
  }
}
