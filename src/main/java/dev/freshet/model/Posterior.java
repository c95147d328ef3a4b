package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The log posterior of the hyperparameters and its gradient, for one window on one anchor.
 *
 * <p>q holds (carry-over, half-saturation, slope, share; for Weibull adstock a second carry-over
 * parameter) of each included medium on the real line, then the logarithms of the coefficients of
 * {@link SignedColumns}; the baseline coefficients, the noise variance and the overall media level
 * are integrated out, τ and ρ live on {@link NoiseGrid}. With r = y − Σ v and Q of {@link
 * BaselineFactor}, m observed weeks:
 *
 * <pre>
 * conditional(q; τ, ρ) = −(a0 + m/2) log(b0 + Q/2) + log prior(q)
 * full(q, τ, ρ)        = conditional − ell/2 + log prior(ρ)
 * </pre>
 *
 * and {@link ExperimentLikelihood} is added to both. a0 = 2, b0 = 0.005; the outcome is in units of
 * the anchor's mean. Outside the support (some |q| ≥ 30, or a mean Hill value below 10⁻⁶) the value
 * is {@link #OUTSIDE} and the gradient 0.
 *
 * <p>Immutable and shared by threads; each thread brings its own {@link Workspace}.
 */
final class Posterior {
  static final double OUTSIDE = -1e300;

  private static final double SHAPE = 2;
  private static final double RATE = 0.005;
  private static final double LIMIT = 30;
  private static final double SMALLEST_MEAN_HILL = 1e-6;

  private final MediaWindow window;
  private final MediumPrior[] priors;
  private final int[] offsets;
  private final SharePrior sharePrior;
  private final double[] mixedShare; // by included medium
  private final BaselineDesign design;
  private final SignedColumns signed;
  private final ExperimentLikelihood experiments;
  private final BaselineFactor[] factors = new BaselineFactor[NoiseGrid.SIZE];
  private final int[] observed;
  private final double[] outcome; // scaled, observed weeks only
  private final double power;

  Posterior(ModelDefinition definition, Anchor anchor, ModelData data, Convention convention) {
    this(definition, anchor, data, convention, new Workers(1));
  }

  /**
   * @param workers factorise the baseline at all grid points
   */
  Posterior(
      ModelDefinition definition,
      Anchor anchor,
      ModelData data,
      Convention convention,
      Workers workers) {
    this.window = new MediaWindow(anchor, data);
    this.priors = priors(definition, anchor, window);
    List<Integer> coupled = new ArrayList<>();
    for (int i = 0; i < window.media; i++) {
      if (!priors[i].hasBelief()) {
        coupled.add(i);
      }
    }
    this.offsets = offsets(priors);
    double[] mixed = anchor.mixedShare();
    this.mixedShare = java.util.Arrays.stream(window.term).mapToDouble(c -> mixed[c]).toArray();
    this.sharePrior =
        new SharePrior(
            coupled.stream().mapToInt(i -> offsets[i] + MediumPrior.SHARE).toArray(),
            coupled.stream().mapToDouble(i -> mixed[window.term[i]]).toArray());
    double[] raw = data.outcomeArray();
    this.observed =
        java.util.stream.IntStream.range(0, raw.length)
            .filter(t -> !Double.isNaN(raw[t]))
            .toArray();
    this.outcome = new double[observed.length];
    for (int k = 0; k < observed.length; k++) {
      outcome[k] = raw[observed[k]] / anchor.outcomeMean();
    }
    this.power = SHAPE + observed.length / 2.0;
    this.design = new BaselineDesign(definition, anchor, data, convention);
    this.experiments = new ExperimentLikelihood(definition, anchor, data, window);
    this.signed = new SignedColumns(design, observed, offsets[window.media]);
    workers.run(
        NoiseGrid.SIZE, (thread, g) -> factors[g] = new BaselineFactor(design, observed, g));
  }

  /** The priors of the included media. */
  static MediumPrior[] priors(ModelDefinition definition, Anchor anchor, MediaWindow window) {
    MediumPrior[] priors = new MediumPrior[window.media];
    for (int i = 0; i < window.media; i++) {
      int c = window.term[i];
      priors[i] =
          new MediumPrior(definition.media().get(c), anchor.spendMean()[c], anchor.outcomeMean());
    }
    return priors;
  }

  /** By included medium, the position of its first coordinate; then one past the last. */
  static int[] offsets(MediumPrior[] priors) {
    int[] offsets = new int[priors.length + 1];
    for (int i = 0; i < priors.length; i++) {
      offsets[i + 1] = offsets[i] + priors[i].size();
    }
    return offsets;
  }

  /** The scratch memory of one thread, and what the last evaluation left there. */
  final class Workspace {
    private final MediumCurve[] own = new MediumCurve[window.media];
    final double[] residual = new double[observed.length];
    final double[] z = new double[design.size()];
    private final double[] compact = new double[observed.length];
    private final double[] spread = new double[window.length()];
    private final double[] local = new double[MediumPrior.MAX_SIZE];
    private final ExperimentLikelihood.Workspace experiment;
    long gradients;

    /** Those of the point evaluated last: this workspace's own, or kept ones. */
    MediumCurve[] curves = own;

    private Workspace() {
      java.util.Arrays.setAll(own, Posterior.this::curve);
      experiment = experiments.workspace(Posterior.this);
    }
  }

  Workspace workspace() {
    return new Workspace();
  }

  int dimension() {
    return offsets[window.media] + signed.count();
  }

  int observedWeeks() {
    return observed.length;
  }

  MediaWindow window() {
    return window;
  }

  BaselineDesign design() {
    return design;
  }

  BaselineFactor factor(int grid) {
    return factors[grid];
  }

  /** Position of the first coordinate of included medium {@code i}. */
  int at(int i) {
    return offsets[i];
  }

  MediumCurve curve(int i) {
    return new MediumCurve(window, i, priors[i].adstock());
  }

  /** Typical standard deviation of each coordinate, by which curvatures are compared. */
  double[] typicalScales() {
    double[] scales = byCoordinate(MediumPrior::typicalScale);
    signed.typicalScales(scales);
    return scales;
  }

  /** Standard deviation of each coordinate of a disturbed start of the mode search. */
  double[] disturbances() {
    double[] disturbances = byCoordinate(MediumPrior::disturbance);
    signed.disturbances(disturbances);
    return disturbances;
  }

  private interface OfCoordinate {
    double of(MediumPrior prior, int k);
  }

  private double[] byCoordinate(OfCoordinate value) {
    double[] out = new double[dimension()];
    for (int i = 0; i < priors.length; i++) {
      for (int k = 0; k < priors[i].size(); k++) {
        out[offsets[i] + k] = value.of(priors[i], k);
      }
    }
    return out;
  }

  MediumPrior prior(int i) {
    return priors[i];
  }

  SharePrior sharePrior() {
    return sharePrior;
  }

  /** w_c of included medium {@code i}. */
  double mixedShare(int i) {
    return mixedShare[i];
  }

  /** Adds included medium {@code i}'s path at the observed weeks, as last evaluated. */
  void addPath(int i, Workspace ws, double[] path) {
    MediumCurve curve = ws.curves[i];
    for (int k = 0; k < path.length; k++) {
      path[k] += curve.scale() * curve.hill()[window.windowFrom + observed[k]];
    }
  }

  int[] observedIndices() {
    return observed;
  }

  double[] scaledOutcome() {
    return outcome;
  }

  SignedColumns signed() {
    return signed;
  }

  /** Posterior rate of the noise variance given Q; its shape is {@link #noiseShape()}. */
  double noiseRate(double quadraticForm) {
    return RATE + quadraticForm / 2;
  }

  double noiseShape() {
    return power;
  }

  /** The default start of the search for the mode. */
  double[] start(double[] mixedShare) {
    double[] q = new double[dimension()];
    for (int i = 0; i < priors.length; i++) {
      priors[i].start(q, offsets[i], mixedShare[window.term[i]]);
    }
    signed.start(q);
    return q;
  }

  /** The default start, with the values of some media replaced. */
  double[] start(double[] mixedShare, ModelDefinition definition, List<MediumStart> values) {
    double[] q = start(mixedShare);
    for (int i = 0; i < priors.length; i++) {
      String name = definition.media().get(window.term[i]).name();
      for (MediumStart value : values) {
        if (value.medium().equals(name)) {
          priors[i].start(q, offsets[i], value);
        }
      }
    }
    return q;
  }

  double logPrior(double[] q) {
    double sum = sharePrior.logDensity(q) + signed.logDensity(q);
    for (int i = 0; i < priors.length; i++) {
      sum += priors[i].logDensity(q, offsets[i]);
    }
    return sum;
  }

  /**
   * Evaluates the media at q and leaves the residual in the workspace; false outside the support.
   */
  boolean residual(double[] q, Workspace ws, boolean slopes) {
    if (!isInside(q)) {
      return false;
    }
    ws.curves = ws.own;
    for (int i = 0; i < priors.length; i++) {
      ws.own[i].evaluate(priors[i], q, offsets[i], slopes);
      if (!isInside(ws.own[i])) {
        return false;
      }
    }
    subtractAll(q, ws);
    return true;
  }

  /**
   * The same for particle {@code i} of {@code evaluated}: of this posterior, or of one whose media
   * are this one's.
   */
  boolean residual(MediaCurves evaluated, int i, Workspace ws) {
    MediumCurve[] kept = evaluated.keptOf(i);
    if (kept == null) {
      return !evaluated.isOutside(i) && residual(evaluated.point(i), ws, false);
    }
    ws.curves = kept;
    subtractAll(evaluated.point(i), ws);
    return true;
  }

  private void subtractAll(double[] q, Workspace ws) {
    System.arraycopy(outcome, 0, ws.residual, 0, outcome.length);
    for (MediumCurve curve : ws.curves) {
      subtract(curve.hill(), curve.scale(), ws.residual);
    }
    signed.subtract(q, ws.residual);
  }

  /** Whether coordinates are inside the support, as far as they tell by themselves. */
  boolean isInside(double[] q) {
    for (double v : q) {
      if (!(Math.abs(v) < LIMIT)) {
        return false;
      }
    }
    return true;
  }

  /** Whether an evaluated curve is. */
  boolean isInside(MediumCurve curve) {
    return curve.meanHill() >= SMALLEST_MEAN_HILL;
  }

  private void subtract(double[] hill, double scale, double[] residual) {
    int from = window.windowFrom;
    if (residual.length == window.windowTo - from) {
      for (int k = 0; k < residual.length; k++) {
        residual[k] -= scale * hill[from + k];
      }
      return;
    }
    for (int k = 0; k < residual.length; k++) {
      residual[k] -= scale * hill[from + observed[k]];
    }
  }

  double conditional(double[] q, int grid, Workspace ws) {
    if (!residual(q, ws, false)) {
      return OUTSIDE;
    }
    return given(q, grid, ws);
  }

  // The value where the residual has been left in the workspace.
  private double given(double[] q, int grid, Workspace ws) {
    return -power * Math.log(noiseRate(factors[grid].quadraticForm(ws.residual, ws.z)))
        + logPrior(q)
        + experiments.evaluate(this, q, ws.experiment, null);
  }

  double conditional(double[] q, int grid, double[] gradient, Workspace ws) {
    ws.gradients++;
    java.util.Arrays.fill(gradient, 0);
    if (!residual(q, ws, true)) {
      return OUTSIDE;
    }
    double rate = noiseRate(factors[grid].quadraticForm(ws.residual, ws.z));
    factors[grid].gradient(ws.residual, ws.z, ws.compact);
    for (int k = 0; k < observed.length; k++) {
      ws.spread[window.windowFrom + observed[k]] = ws.compact[k];
    }
    double lambda = power / rate;
    for (int i = 0; i < priors.length; i++) {
      ws.own[i].gradient(ws.spread, ws.local);
      addChained(i, lambda, ws.local, q, gradient);
      priors[i].addGradient(q, offsets[i], gradient);
    }
    sharePrior.addGradient(q, gradient);
    signed.gradient(q, lambda, ws.compact, gradient);
    double experiment = experiments.evaluate(this, q, ws.experiment, gradient);
    return -power * Math.log(rate) + logPrior(q) + experiment;
  }

  /**
   * Adds {@code factor} times the derivatives in medium {@code i}'s parameters, turned into those
   * in its coordinates.
   */
  void addChained(int i, double factor, double[] byParameter, double[] q, double[] gradient) {
    int at = offsets[i];
    MediumPrior prior = priors[i];
    gradient[at] += factor * byParameter[0] * prior.carryOverDerivative(q[at]);
    gradient[at + 1] += factor * byParameter[1] * prior.logKappaDerivative(q[at + 1]);
    gradient[at + 2] += factor * byParameter[2] * prior.logAlphaDerivative(q[at + 2]);
    for (int k = MediumPrior.SHARE; k < prior.size(); k++) {
      gradient[at + k] += factor * byParameter[k];
    }
  }

  ExperimentLikelihood.Workspace experimentWorkspace() {
    return experiments.workspace(this);
  }

  ExperimentLikelihood experimentLikelihood() {
    return experiments;
  }

  /** What the experiments add to the log posterior; their gradient is part of its own. */
  double experiments(double[] q, ExperimentLikelihood.Workspace ws) {
    return experiments.evaluate(this, q, ws, null);
  }

  /** For what the experiments say, medium by medium; belongs to one thread. */
  ExperimentLikelihood.Effects testEffects() {
    return experiments.effects(this);
  }

  double full(double[] q, int grid, Workspace ws) {
    double conditional = conditional(q, grid, ws);
    return conditional == OUTSIDE ? OUTSIDE : conditional + gridConstant(grid);
  }

  /** {@link #full} of particle {@code i} of {@code evaluated}. */
  double full(MediaCurves evaluated, int i, int grid, Workspace ws) {
    return residual(evaluated, i, ws)
        ? given(evaluated.point(i), grid, ws) + gridConstant(grid)
        : OUTSIDE;
  }

  /**
   * Whether the media of {@code earlier} at its weeks are those of this posterior: the same anchor,
   * and weeks only added. Then {@link #fullSharing} serves.
   */
  boolean extendsMediaOf(Posterior earlier) {
    return window.extendsPathsOf(earlier.window);
  }

  /**
   * {@link #full} with the media that {@code evaluated}, a workspace of a posterior that extends
   * this one's media, holds for q.
   */
  double fullSharing(double[] q, int grid, Workspace evaluated, Workspace ws) {
    ws.curves = evaluated.curves;
    subtractAll(q, ws);
    return given(q, grid, ws) + gridConstant(grid);
  }

  private double gridConstant(int grid) {
    return -factors[grid].logDeterminant() / 2 + NoiseGrid.logPrior(grid);
  }

  /** Log weights (not normalised) of the grid points given q; false outside the support. */
  boolean gridLogWeights(double[] q, double[] out, Workspace ws) {
    if (!residual(q, ws, false)) {
      return false;
    }
    for (int g = 0; g < NoiseGrid.SIZE; g++) {
      double quadratic = factors[g].quadraticForm(ws.residual, ws.z);
      out[g] = -power * Math.log(noiseRate(quadratic)) + gridConstant(g);
    }
    return true;
  }
}
