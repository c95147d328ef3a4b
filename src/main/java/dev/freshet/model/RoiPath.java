package dev.freshet.model;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * ROI along the way from an incumbent's weeks to a refresh's, on the incumbent's own particles.
 *
 * <p>Each step changes one thing and keeps what the steps before changed: which weeks the ROI sums
 * (horizon), then the target, by successive reweighting
 *
 * <pre>
 * w_k = w_{k−1} L_k / L_{k−1}
 * </pre>
 *
 * with L_1 the likelihood without the departed weeks, L_2 with the restated numbers of the weeks
 * that stay (from here on the ROI is computed from them too, and what tests say of them), L_3 with
 * the new weeks, L_4 with the tests that came, changed, went or now lie within the weeks. Until
 * restated, weeks known to both count with the incumbent's media and spend.
 */
final class RoiPath {
  /**
   * ROI after one step.
   *
   * @param cause what the step changed; null for the start
   * @param active whether it changed anything
   * @param effective effective number of particles
   * @param roi median by paid medium included, and of their total
   */
  record Step(RoiChange.Cause cause, boolean active, double effective, double[] roi) {}

  private final FittedModel incumbent;
  private final ModelData data;
  private final Posterior old;
  private final Posterior current;
  private final MediaCurves evaluated;
  private final Workers workers;
  private final List<String> channels = new ArrayList<>();
  private final List<Integer> paid = new ArrayList<>(); // positions among the included media
  private final ModelData mixed; // the new weeks, with the incumbent's media where it has them
  private final boolean departed;
  private final boolean fresh;
  private final boolean mediaRestated;
  private final boolean restated;
  private final boolean shared;
  private final boolean tested;
  private final ExperimentLikelihood kept; // the incumbent's tests, on the new weeks' media

  // By paid medium, then particle: sums in units of the mean outcome.
  private final double[][] oldSums;
  private final double[][] horizonSums;
  private final double[][] newSums;
  private final double[][] logLikelihood; // by target, then particle
  final List<Step> steps = new ArrayList<>();

  /**
   * @param evaluated of the incumbent's particles, by the posterior of {@code data}
   */
  RoiPath(
      FittedModel incumbent,
      ModelData data,
      Posterior old,
      MediaCurves evaluated,
      Workers workers) {
    this.current = evaluated.posterior();
    this.evaluated = evaluated;
    this.incumbent = incumbent;
    this.data = data;
    this.old = old;
    this.workers = workers;
    MediaWindow window = current.window();
    for (int i = 0; i < window.media; i++) {
      MediaTerm term = incumbent.definition().media().get(window.term[i]);
      if (term.hasSpend()) {
        paid.add(i);
        channels.add(term.name());
      }
    }
    int n = incumbent.particles().size();
    this.oldSums = new double[paid.size()][n];
    this.horizonSums = new double[paid.size()][n];
    this.newSums = new double[paid.size()][n];
    this.logLikelihood = new double[5][n];
    List<Experiment> before = old.experimentLikelihood().counted();
    this.tested = !before.equals(current.experimentLikelihood().counted());
    this.kept =
        new ExperimentLikelihood(
            incumbent.definition(),
            incumbent.anchor(),
            data.withExperiments(before),
            current.window());
    this.mixed = withOldMedia();
    this.departed =
        old.window().windowFrom < window.windowFrom || old.window().windowTo > window.windowTo;
    this.fresh =
        window.windowFrom < old.window().windowFrom || window.windowTo > old.window().windowTo;
    this.mediaRestated = mediaDiffer();
    this.restated = mediaRestated || numbersDiffer();
    this.shared = !mediaRestated && coversTheOldWindow();
    evaluate();
    addSteps();
  }

  /** Names of the values of a step: paid media included, then their total. */
  List<String> channels() {
    List<String> names = new ArrayList<>(channels);
    names.add(ChannelRoi.MEDIA_TOTAL);
    return names;
  }

  private boolean mediaDiffer() {
    MediaWindow before = old.window();
    MediaWindow after = current.window();
    int to = Math.min(before.windowTo, after.windowTo);
    for (int i = 0; i < after.media; i++) {
      if (before.pathStart[i] != after.pathStart[i]
          || !java.util.Arrays.equals(before.path[i], 0, to, after.path[i], 0, to)) {
        return true;
      }
    }
    return false;
  }

  // Then one evaluation of a curve serves both windows.
  private boolean coversTheOldWindow() {
    boolean all = old.window().windowTo <= current.window().windowTo;
    for (int i = 0; i < current.window().media; i++) {
      all &= current.window().extendsReference(i);
    }
    return all;
  }

  private final class Scratch {
    final MediumCurve[] before = shared ? null : curves(old.window());
    final MediumCurve[] horizon =
        mediaRestated ? curves(new MediaWindow(incumbent.anchor(), mixed)) : null;
    final MediumCurve[] after = new MediumCurve[current.window().media];
    final double[] mediaBefore = shared ? null : new double[old.window().length()];
    final double[] mediaAfter = new double[current.window().length()];
    final double[][][] perTarget = new double[4][][];
    final ExperimentLikelihood.Workspace testsBefore = old.experimentWorkspace();
    final ExperimentLikelihood.Workspace testsKept = kept.workspace(current);
    final ExperimentLikelihood.Workspace testsAfter = current.experimentWorkspace();
  }

  private MediumCurve[] curves(MediaWindow window) {
    MediumCurve[] curves = new MediumCurve[window.media];
    java.util.Arrays.setAll(curves, i -> new MediumCurve(window, i, current.prior(i).adstock()));
    return curves;
  }

  private void evaluate() {
    MediaWindow before = old.window();
    MediaWindow after = current.window();
    int from = Math.max(before.windowFrom, after.windowFrom);
    int to = Math.min(before.windowTo, after.windowTo);
    boolean[] grids = new boolean[NoiseGrid.SIZE];
    Particles particles = incumbent.particles();
    for (int i = 0; i < particles.size(); i++) {
      grids[particles.gridIndex(i)] = true;
    }
    PathTarget[] targets = {
      new PathTarget(old, before.windowFrom, before.windowTo, grids, workers),
      departed ? new PathTarget(old, from, to, grids, workers) : null,
      restated ? new PathTarget(current, from, to, grids, workers) : null,
      fresh ? new PathTarget(current, after.windowFrom, after.windowTo, grids, workers) : null
    };
    Scratch[] scratch = new Scratch[workers.threads()];
    java.util.Arrays.setAll(scratch, thread -> new Scratch());
    for (Scratch s : scratch) {
      for (int k = 0; k < targets.length; k++) {
        s.perTarget[k] = targets[k] == null ? null : targets[k].scratch();
      }
    }
    workers.run(
        particles.size(), (thread, i) -> evaluate(thread, i, particles, targets, scratch[thread]));
  }

  private void evaluate(int thread, int i, Particles particles, PathTarget[] targets, Scratch s) {
    double[] q = particles.point(i);
    java.util.Arrays.setAll(s.after, m -> evaluated.of(thread, i, m));
    boolean inside = sum(s.after, s.mediaAfter);
    double[] mediaBefore = s.mediaAfter;
    MediumCurve[] before = s.after;
    MediumCurve[] horizon = s.after;
    if (!shared) {
      inside &= evaluateMedia(s.before, q, s.mediaBefore);
      mediaBefore = s.mediaBefore;
      before = s.before;
    }
    if (mediaRestated) {
      inside &= evaluateMedia(s.horizon, q, null);
      horizon = s.horizon;
    }
    sums(before, old.window(), i, oldSums);
    sums(horizon, current.window(), i, horizonSums);
    sums(s.after, current.window(), i, newSums);
    int grid = particles.gridIndex(i);
    double testsBefore = old.experiments(q, s.testsBefore);
    double testsKept = kept.evaluate(current, q, s.testsKept, null);
    double last = 0;
    for (int k = 0; k < targets.length; k++) {
      if (targets[k] != null) { // else the step changes nothing
        double[] media = k < 2 ? mediaBefore : s.mediaAfter;
        last =
            targets[k].logLikelihood(q, grid, media, s.perTarget[k])
                + (k < 2 ? testsBefore : testsKept);
      }
      logLikelihood[k][i] = inside ? last : Double.NEGATIVE_INFINITY;
    }
    if (tested) {
      last += current.experiments(q, s.testsAfter) - testsKept;
    }
    logLikelihood[4][i] = inside ? last : Double.NEGATIVE_INFINITY;
  }

  private boolean evaluateMedia(MediumCurve[] curves, double[] q, double[] total) {
    for (int m = 0; m < curves.length; m++) {
      curves[m].evaluate(current.prior(m), q, current.at(m), false);
    }
    return sum(curves, total);
  }

  // Leaves the sum of the curves by week in total; false outside the support.
  private boolean sum(MediumCurve[] curves, double[] total) {
    boolean inside = true;
    if (total != null) {
      java.util.Arrays.fill(total, 0);
    }
    for (MediumCurve curve : curves) {
      inside &= current.isInside(curve);
      double scale = curve.scale();
      double[] hill = curve.hill();
      for (int t = 0; total != null && t < total.length; t++) {
        total[t] += scale * hill[t];
      }
    }
    return inside;
  }

  private void sums(MediumCurve[] curves, MediaWindow window, int i, double[][] out) {
    for (int p = 0; p < out.length; p++) {
      MediumCurve curve = curves[paid.get(p)];
      out[p][i] = curve.scale() * Series.sum(curve.hill(), window.windowFrom, window.windowTo);
    }
  }

  private ModelData withOldMedia() {
    double[][] media = data.media();
    double[][] spend = data.spend();
    ModelData before = incumbent.data();
    int shift = Math.toIntExact(ChronoUnit.WEEKS.between(data.firstWeek(), before.firstWeek()));
    for (int c = 0; c < media.length; c++) {
      copy(before.mediaArray(c), shift, media[c]);
      copy(before.spendArray(c), shift, spend[c]);
    }
    return new ModelData(
        data.firstWeek(), data.leadInWeeks(), data.outcome(), media, spend, data.baseline());
  }

  private static void copy(double[] from, int shift, double[] to) {
    for (int t = Math.max(0, shift); t < Math.min(to.length, shift + from.length); t++) {
      to[t] = from[t - shift];
    }
  }

  private boolean numbersDiffer() {
    ModelData before = incumbent.data();
    boolean differ = false;
    for (int c = 0; c < data.mediaCount(); c++) {
      differ |= !java.util.Arrays.equals(mixed.spendArray(c), data.spendArray(c));
    }
    int shift = current.window().windowFrom - old.window().windowFrom;
    for (int t = Math.max(0, shift); t < Math.min(before.weeks(), shift + data.weeks()); t++) {
      differ |= Double.compare(before.outcomeArray()[t], data.outcomeArray()[t - shift]) != 0;
      for (int k = 0; k < data.baselineCount(); k++) {
        differ |= before.baselineArray(k)[t] != data.baselineArray(k)[t - shift];
      }
    }
    return differ;
  }

  private void addSteps() {
    boolean moved = departed || fresh;
    add(null, true, null, oldSums, incumbent.data());
    add(RoiChange.Cause.HORIZON, moved, null, horizonSums, mixed);
    add(RoiChange.Cause.DEPARTED, departed, logLikelihood[1], horizonSums, mixed);
    add(RoiChange.Cause.RESTATED, restated, logLikelihood[2], newSums, data);
    add(RoiChange.Cause.NEW, fresh, logLikelihood[3], newSums, data);
    if (tested) {
      add(RoiChange.Cause.EXPERIMENTS, true, logLikelihood[4], newSums, data);
    }
  }

  private void add(
      RoiChange.Cause cause, boolean active, double[] target, double[][] sums, ModelData weeks) {
    if (!active) {
      Step last = steps.get(steps.size() - 1);
      steps.add(new Step(cause, false, last.effective(), last.roi()));
      return;
    }
    double[] weight = reweighted(target);
    double effective = 0;
    for (double w : weight) {
      effective += w * w;
    }
    steps.add(new Step(cause, true, 1 / effective, medians(weight, sums, weeks)));
  }

  // The incumbent's weights brought to a target; as they are without one.
  private double[] reweighted(double[] target) {
    double[] weight = incumbent.particles().weight();
    double[] log = new double[weight.length];
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; target != null && i < log.length; i++) {
      boolean possible = logLikelihood[0][i] > Double.NEGATIVE_INFINITY && weight[i] > 0;
      log[i] = possible ? target[i] - logLikelihood[0][i] : Double.NEGATIVE_INFINITY;
      max = Math.max(max, log[i]);
    }
    for (int i = 0; target != null && i < log.length; i++) {
      weight[i] *= Math.exp(log[i] - max);
    }
    double sum = Series.sum(weight, 0, weight.length);
    for (int i = 0; i < weight.length; i++) {
      weight[i] /= sum;
    }
    return weight;
  }

  private double[] medians(double[] weight, double[][] sums, ModelData weeks) {
    Quantiles quantiles = new Quantiles(weight);
    double[] medians = new double[sums.length + 1];
    double[] total = new double[weight.length];
    double allSpend = 0;
    double unit = incumbent.anchor().outcomeMean();
    for (int p = 0; p < sums.length; p++) {
      double[] spend = weeks.spendArray(current.window().term[paid.get(p)]);
      double money = Series.sum(spend, weeks.leadInWeeks(), spend.length);
      medians[p] = unit * quantiles.interval(sums[p]).median() / money;
      allSpend += money;
      for (int i = 0; i < total.length; i++) {
        total[i] += sums[p][i];
      }
    }
    medians[sums.length] = unit * quantiles.interval(total).median() / allSpend;
    return medians;
  }
}
