package dev.freshet.model;

/**
 * The media curves of a set of particles: evaluated once for all that asks for them, as long as
 * they fit into some memory, else whenever asked.
 *
 * <p>A refresh reads every particle's curves for its weight, its prediction, its answers and the
 * path of what moved; evaluating them is most of what each of these costs. Shared by threads once
 * made; a curve handed out belongs to its caller's thread until that asks for another one.
 */
final class MediaCurves {
  /** Curves of up to about 1,000 particles of 17 media over four years. */
  private static final long KEPT_BYTES = 48L << 20;

  private final Posterior posterior;
  private final double[][] points;
  private final MediumCurve[][] kept; // by particle, then medium; null when there are too many
  private final MediumCurve[][] own; // by thread, then medium; of those that are not kept
  private final boolean[] outside;

  private MediaCurves(
      Posterior posterior,
      double[][] points,
      MediumCurve[][] kept,
      MediumCurve[][] own,
      boolean[] outside) {
    this.posterior = posterior;
    this.points = points;
    this.kept = kept;
    this.own = own;
    this.outside = outside;
  }

  /** The curves of all particles, by the media and on the weeks of {@code posterior}. */
  static MediaCurves of(Posterior posterior, Particles particles, Workers workers) {
    int n = particles.size();
    double[][] points = new double[n][];
    java.util.Arrays.setAll(points, particles::point);
    MediaWindow window = posterior.window();
    MediumCurve[][] own = new MediumCurve[workers.threads()][window.media];
    for (MediumCurve[] curves : own) {
      java.util.Arrays.setAll(curves, posterior::curve);
    }
    long bytes = 2L * Double.BYTES * window.length() * window.media * n;
    if (bytes > KEPT_BYTES) {
      return new MediaCurves(posterior, points, null, own, null);
    }
    MediumCurve[][] kept = new MediumCurve[n][window.media];
    boolean[] outside = new boolean[n];
    workers.run(
        n,
        (thread, i) -> {
          outside[i] = !posterior.isInside(points[i]);
          for (int m = 0; m < window.media && !outside[i]; m++) {
            kept[i][m] = new MediumCurve(own[thread][m]);
            kept[i][m].evaluate(posterior.prior(m), points[i], posterior.at(m), false);
            outside[i] = !posterior.isInside(kept[i][m]);
          }
        });
    return new MediaCurves(posterior, points, kept, own, outside);
  }

  int size() {
    return points.length;
  }

  double[] point(int i) {
    return points[i];
  }

  Posterior posterior() {
    return posterior;
  }

  /**
   * All curves of particle {@code i} if they are kept and it lies inside the support, else null.
   */
  MediumCurve[] keptOf(int i) {
    return kept == null || outside[i] ? null : kept[i];
  }

  /** Whether particle {@code i} is known to lie outside the support. */
  boolean isOutside(int i) {
    return outside != null && outside[i];
  }

  /** One curve of a particle inside the support. */
  MediumCurve of(int thread, int i, int medium) {
    if (kept != null && kept[i][medium] != null) {
      return kept[i][medium];
    }
    MediumCurve curve = own[thread][medium];
    curve.evaluate(posterior.prior(medium), points[i], posterior.at(medium), false);
    return curve;
  }

  /** Those of some of the particles. */
  MediaCurves only(int[] chosen) {
    double[][] some = new double[chosen.length][];
    MediumCurve[][] curves = kept == null ? null : new MediumCurve[chosen.length][];
    boolean[] out = outside == null ? null : new boolean[chosen.length];
    for (int k = 0; k < chosen.length; k++) {
      some[k] = points[chosen[k]];
      if (kept != null) {
        curves[k] = kept[chosen[k]];
        out[k] = outside[chosen[k]];
      }
    }
    return new MediaCurves(posterior, some, curves, own, out);
  }
}
