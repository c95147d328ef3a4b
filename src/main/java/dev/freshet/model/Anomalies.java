package dev.freshet.model;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds outlier weeks and level shifts, and gives a build's anchor a column for each.
 *
 * <p>A column c added to the baseline at given media has, by generalised least squares,
 *
 * <pre>
 * size δ = c'g / h,  h = c' M⁻¹ c,  score = c'g / √(h σ²),  σ² = (b0 + Q/2) / (a0 + m/2)
 * </pre>
 *
 * with g and Q of {@link BaselineFactor}. c is one week (outlier) or all weeks from one on (level
 * shift; not in the first and last eight). The largest score is a candidate when it exceeds 3.5. A
 * build takes it when the log posterior at the mode, found anew with the column in the model, gains
 * at least {@value #GAIN}: the likelihood already pays for the wider model, and the rest for having
 * chosen among some 300 columns. Then it looks again, up to six times.
 */
final class Anomalies {
  static final double GAIN = 6;

  private static final double CANDIDATE = 3.5;
  private static final double REPORTED = 4;
  private static final int MOST = 6;
  private static final int MARGIN = 8;

  private Anomalies() {}

  /** The anchor with what a build on {@code data} should treat. */
  static Anchor treated(
      ModelDefinition definition, Anchor anchor, ModelData data, Convention convention) {
    Fitted current = Fitted.of(definition, anchor, data, convention);
    for (int k = 0; k < MOST; k++) {
      Fitted better = null;
      for (Anomaly candidate : current.candidates()) {
        List<Anomaly> more = new ArrayList<>(current.anchor.adjustments());
        more.add(candidate);
        Fitted wider =
            Fitted.of(definition, current.anchor.withAdjustments(more), data, convention);
        if (wider.value >= current.value + GAIN && (better == null || wider.value > better.value)) {
          better = wider;
        }
      }
      if (better == null) {
        break;
      }
      current = better;
    }
    return current.anchor;
  }

  /**
   * What the anchor treats, then what else stands out: at the likeliest grid point and the mean of
   * the particles that share it.
   */
  static List<Anomaly> report(
      ModelData data, Anchor anchor, Posterior posterior, Particles particles) {
    double[] byGrid = new double[NoiseGrid.SIZE];
    for (int i = 0; i < particles.size(); i++) {
      byGrid[particles.gridIndex(i)] += particles.weightArray()[i];
    }
    int grid = 0;
    for (int g = 0; g < byGrid.length; g++) {
      grid = byGrid[g] > byGrid[grid] ? g : grid;
    }
    double[] q = new double[particles.dimension()];
    for (int i = 0; i < particles.size(); i++) {
      double w = particles.gridIndex(i) == grid ? particles.weightArray()[i] / byGrid[grid] : 0;
      for (int d = 0; d < q.length; d++) {
        q[d] += w * particles.point(i)[d];
      }
    }
    List<Anomaly> all = new ArrayList<>(anchor.adjustments());
    Posterior.Workspace ws = posterior.workspace();
    if (posterior.residual(q, ws, false)) {
      for (Anomaly.Kind kind : Anomaly.Kind.values()) {
        strongest(kind, data, anchor, posterior, ws, grid)
            .filter(a -> Math.abs(a.score()) >= REPORTED)
            .ifPresent(all::add);
      }
    }
    return all;
  }

  /** A mode with the anomalies treated so far. */
  private static final class Fitted {
    final Anchor anchor;
    final ModelData data;
    final Posterior posterior;
    final ModeSearch.Mode mode;
    final double value;

    private Fitted(Anchor anchor, ModelData data, Posterior posterior, ModeSearch.Mode mode) {
      this.anchor = anchor;
      this.data = data;
      this.posterior = posterior;
      this.mode = mode;
      this.value = mode.logPosterior();
    }

    static Fitted of(
        ModelDefinition definition, Anchor anchor, ModelData data, Convention convention) {
      Posterior posterior = new Posterior(definition, anchor, data, convention);
      return new Fitted(
          anchor,
          data,
          posterior,
          ModeSearch.climb(posterior, posterior.start(anchor.mixedShare()), posterior.workspace()));
    }

    // The strongest of each kind, at the mode's trend and at a stiffer one: a trend that bends
    // enough hides a shift.
    List<Anomaly> candidates() {
      Posterior.Workspace ws = posterior.workspace();
      List<Anomaly> found = new ArrayList<>();
      if (!posterior.residual(mode.q(), ws, false)) {
        return found;
      }
      int stiff = NoiseGrid.index(mode.grid() / 5, 1);
      for (int grid : mode.grid() == stiff ? new int[] {stiff} : new int[] {mode.grid(), stiff}) {
        for (Anomaly.Kind kind : Anomaly.Kind.values()) {
          strongest(kind, data, anchor, posterior, ws, grid)
              .filter(a -> Math.abs(a.score()) >= CANDIDATE)
              .filter(a -> found.stream().noneMatch(f -> same(f, a)))
              .map(a -> new Anomaly(a.kind(), a.week(), a.size(), a.score(), true))
              .ifPresent(found::add);
        }
      }
      return found;
    }
  }

  private static boolean same(Anomaly a, Anomaly b) {
    return a.kind() == b.kind() && a.week().equals(b.week());
  }

  private static Optional<Anomaly> strongest(
      Anomaly.Kind kind,
      ModelData data,
      Anchor anchor,
      Posterior posterior,
      Posterior.Workspace ws,
      int grid) {
    int[] observed = posterior.observedIndices();
    int m = observed.length;
    BaselineFactor factor = posterior.factor(grid);
    double[] g = new double[m];
    double quadratic = factor.quadraticForm(ws.residual, ws.z);
    factor.gradient(ws.residual, ws.z, g);
    double sigma = Math.sqrt(posterior.noiseRate(quadratic) / posterior.noiseShape());
    double[] column = new double[m];
    List<Anomaly> found = new ArrayList<>();
    int margin = kind == Anomaly.Kind.OUTLIER ? 0 : MARGIN;
    for (int k = margin; k < m - margin; k++) {
      for (int t = 0; t < m; t++) {
        column[t] = t == k || (kind == Anomaly.Kind.LEVEL_SHIFT && t > k) ? 1 : 0;
      }
      double h = factor.quadraticForm(column, ws.z);
      double fit = 0;
      for (int t = 0; t < m; t++) {
        fit += column[t] * g[t];
      }
      // A column that the baseline already has leaves nothing to test.
      if (h > 1e-4) {
        Anomaly anomaly =
            new Anomaly(
                kind,
                data.week(observed[k]),
                anchor.outcomeMean() * fit / h,
                fit / (Math.sqrt(h) * sigma),
                false);
        if (anchor.adjustments().stream().noneMatch(a -> same(a, anomaly))) {
          found.add(anomaly);
        }
      }
    }
    return found.stream().max(Comparator.comparingDouble(a -> Math.abs(a.score())));
  }

  /** Weeks from the anchor's first window week to the anomaly. */
  static int index(Anchor anchor, Anomaly anomaly) {
    return Math.toIntExact(ChronoUnit.WEEKS.between(anchor.firstWeek(), anomaly.week()));
  }
}
