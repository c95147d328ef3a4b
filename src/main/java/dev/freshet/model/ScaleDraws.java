package dev.freshet.model;

/**
 * Redraws of how much a group of media brings, by particle, everything else of the particle given.
 *
 * <p>All that a particle says of a medium's contribution, in any week and at any spend, is
 * proportional to its share s. With the shares of the group multiplied by λ the fit's quadratic
 * form is a parabola, so the density of y = log λ has a closed form:
 *
 * <pre>
 * Q(λ)  = Q − 2 (λ − 1) v' g + (λ − 1)² Q(v, v)
 * log p = −(a0 + m/2) log(b0 + Q(λ)/2) − (3 + K) log(0.5 + Σ s_c/w_c + (λ − 1) Σ_group s_c/w_c)
 *         + n y − Σ_beliefs ½ ((log s_c + y − m_c) / d_c)² − ½ Σ_tests (e_j − (λ − 1) δ_j)²
 * </pre>
 *
 * v the group's path at the observed weeks, g = R'M⁻¹R r of {@link BaselineFactor}, n the number of
 * its media in {@link SharePrior}, e_j the standardised error of a test and δ_j the group's part in
 * its prediction. The distribution function is taken on {@value #PANELS} panels between the points
 * where the density has fallen by e^−{@value #DEPTH}, log-linear within a panel. Of each particle's
 * distribution {@value #DRAWS} quantiles are taken, at probabilities that over the particles fill
 * (0, 1) evenly: so the share's own uncertainty is integrated out nearly exactly, and only what the
 * other coordinates leave is Monte Carlo error (Rao-Blackwell).
 */
final class ScaleDraws {
  /** Redraws of each particle. */
  static final int DRAWS = 4;

  private static final int PANELS = 36;
  private static final int COARSE = 12;
  private static final double DEPTH = 8;
  private static final double GOLDEN = 0.6180339887498949;
  private static final double FLAT = 1e-6;
  private static final double GROWTH = 1.6;
  private static final int MOST_STEPS = 24;

  private final Posterior posterior;

  /** By included medium, then particle × {@link #DRAWS}: what its share is multiplied by. */
  final double[][] media;

  /** The same for all paid media together. */
  final double[] paid;

  private ScaleDraws(Posterior posterior, int particles) {
    this.posterior = posterior;
    this.media = new double[posterior.window().media][particles * DRAWS];
    this.paid = new double[particles * DRAWS];
  }

  /**
   * @param isPaid by included medium
   */
  static ScaleDraws of(MediaCurves curves, Particles particles, boolean[] isPaid, Workers workers) {
    ScaleDraws draws = new ScaleDraws(curves.posterior(), particles.size());
    Scratch[] scratch = new Scratch[workers.threads()];
    java.util.Arrays.setAll(scratch, thread -> draws.new Scratch());
    workers.run(
        particles.size(), (thread, i) -> draws.draw(i, particles, curves, isPaid, scratch[thread]));
    return draws;
  }

  /** One of particle {@code i}'s factors, another for each of its neighbours. */
  static double one(double[] factors, int i) {
    return factors[i * DRAWS + i % DRAWS];
  }

  private final class Scratch {
    final Posterior.Workspace workspace = posterior.workspace();
    final ExperimentLikelihood.Effects tests = posterior.testEffects();
    final double[] gradient = new double[posterior.observedWeeks()];
    final double[] z = new double[posterior.design().size()];
    final Ray one = new Ray(this);
    final Ray all = new Ray(this);
    final double[] logDensity = new double[PANELS + 1];
    final double[] cumulative = new double[PANELS + 1];
  }

  private void draw(int i, Particles particles, MediaCurves curves, boolean[] isPaid, Scratch s) {
    double[] q = particles.point(i);
    if (!posterior.residual(curves, i, s.workspace)) {
      fill(i, paid);
      for (double[] factors : media) {
        fill(i, factors);
      }
      return;
    }
    BaselineFactor factor = posterior.factor(particles.gridIndex(i));
    double quadratic = factor.quadraticForm(s.workspace.residual, s.workspace.z);
    factor.gradient(s.workspace.residual, s.workspace.z, s.gradient);
    s.tests.evaluate(q);
    double offset = (i + 1) * GOLDEN % 1;
    s.all.reset(q, quadratic);
    for (int m = 0; m < media.length; m++) {
      s.one.reset(q, quadratic);
      s.one.add(m, q, s.workspace);
      if (isPaid[m]) {
        s.all.add(m, q, s.workspace);
      }
      s.one.finish(factor);
      s.one.draw(offset, i, media[m]);
    }
    s.all.finish(factor);
    s.all.draw(offset, i, paid);
  }

  private static void fill(int i, double[] factors) {
    java.util.Arrays.fill(factors, i * DRAWS, (i + 1) * DRAWS, 1);
  }

  /** The density along one group's common scale, see the class. */
  private final class Ray {
    private final Scratch s;
    private final double[] path = new double[posterior.observedWeeks()];
    private final double[] effects; // by test, δ
    private double quadratic;
    private double slope; // v' g
    private double curvature; // Q(v, v)
    private double level; // 0.5 + Σ s/w
    private double part; // the group's in it
    private int coupled; // its media in the share prior
    private double beliefPrecision; // Σ 1/d²
    private double beliefPull; // Σ (log s − m) / d²

    Ray(Scratch s) {
      this.s = s;
      this.effects = new double[s.tests.size()];
    }

    void reset(double[] q, double form) {
      java.util.Arrays.fill(path, 0);
      java.util.Arrays.fill(effects, 0);
      quadratic = form;
      level = posterior.sharePrior().level(q);
      part = 0;
      coupled = 0;
      beliefPrecision = 0;
      beliefPull = 0;
    }

    void add(int m, double[] q, Posterior.Workspace ws) {
      posterior.addPath(m, ws, path);
      for (int j = 0; j < effects.length; j++) {
        effects[j] += s.tests.effect(j, m);
      }
      MediumPrior prior = posterior.prior(m);
      double logShare = q[posterior.at(m) + MediumPrior.SHARE];
      if (prior.hasBelief()) {
        beliefPrecision += 1 / prior.beliefVariance();
        beliefPull += (logShare - prior.beliefMean()) / prior.beliefVariance();
      } else {
        coupled++;
        part += Math.exp(logShare) / posterior.mixedShare(m);
      }
    }

    void finish(BaselineFactor factor) {
      curvature = factor.quadraticForm(path, s.z);
      slope = 0;
      for (int k = 0; k < path.length; k++) {
        slope += path[k] * s.gradient[k];
      }
    }

    private double logDensity(double y) {
      double step = Elementary.exp(y) - 1;
      double form = quadratic - 2 * step * slope + step * step * curvature;
      double sum = -posterior.noiseShape() * Elementary.log(posterior.noiseRate(form));
      if (coupled > 0) {
        sum += coupled * y - posterior.sharePrior().power() * Elementary.log(level + step * part);
      }
      sum -= y * (beliefPull + y * beliefPrecision / 2);
      for (int j = 0; j < effects.length; j++) {
        double error = s.tests.error(j) - step * effects[j];
        sum -= error * error / 2;
      }
      return sum;
    }

    /** Quantiles of exp(y), at probabilities (k + offset) / DRAWS. */
    void draw(double offset, int i, double[] out) {
      double low = end(-1);
      double width = (end(1) - low) / COARSE;
      double max = fill(low, width, COARSE);
      int first = 0;
      while (s.logDensity[first + 1] < max - DEPTH) {
        first++;
      }
      int last = COARSE;
      while (s.logDensity[last - 1] < max - DEPTH) {
        last--;
      }
      low += first * width;
      width *= (double) (last - first) / PANELS;
      max = fill(low, width, PANELS);
      double before = Elementary.exp(s.logDensity[0] - max);
      s.cumulative[0] = 0;
      for (int k = 1; k <= PANELS; k++) {
        double density = Elementary.exp(s.logDensity[k] - max);
        double slant = s.logDensity[k] - s.logDensity[k - 1];
        double mean = Math.abs(slant) < FLAT ? (before + density) / 2 : (density - before) / slant;
        s.cumulative[k] = s.cumulative[k - 1] + mean * (1 - curvatureOf(k) / 12);
        before = density;
      }
      int panel = 0;
      for (int k = 0; k < DRAWS; k++) {
        double target = (k + offset) / DRAWS * s.cumulative[PANELS];
        while (panel < PANELS - 1 && s.cumulative[panel + 1] < target) {
          panel++;
        }
        out[i * DRAWS + k] = Elementary.exp(low + (panel + within(panel, target)) * width);
      }
    }

    // Second difference of the log density across panel k, by which it bends above the chord.
    private double curvatureOf(int k) {
      double[] g = s.logDensity;
      double left = k > 1 ? g[k] - 2 * g[k - 1] + g[k - 2] : 0;
      double right = k < PANELS ? g[k + 1] - 2 * g[k] + g[k - 1] : 0;
      return (left + right) / 2;
    }

    private double fill(double low, double width, int panels) {
      double max = Double.NEGATIVE_INFINITY;
      for (int k = 0; k <= panels; k++) {
        s.logDensity[k] = logDensity(low + k * width);
        max = Math.max(max, s.logDensity[k]);
      }
      return max;
    }

    // Where in a panel, in its widths, the cumulative density reaches the target.
    private double within(int panel, double target) {
      double whole = s.cumulative[panel + 1] - s.cumulative[panel];
      double fraction = whole > 0 ? (target - s.cumulative[panel]) / whole : 0;
      double slant = s.logDensity[panel + 1] - s.logDensity[panel];
      return Math.abs(slant) < FLAT
          ? fraction
          : Elementary.log(1 + fraction * (Elementary.exp(slant) - 1)) / slant;
    }

    // A point on one side beyond which nearly nothing of the density lies.
    private double end(int side) {
      double deviation =
          1 / Math.sqrt(1 + posterior.noiseShape() * curvature / posterior.noiseRate(quadratic));
      double step = side * deviation;
      double highest = logDensity(0);
      double y = 0;
      for (int k = 0; k < MOST_STEPS; k++) {
        y += step;
        double here = logDensity(y);
        if (here < highest - DEPTH) {
          break;
        }
        highest = Math.max(highest, here);
        step *= GROWTH;
      }
      return y;
    }
  }
}
