package dev.freshet.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers about media: paths with intervals, ROI by horizon, response curves.
 *
 * <p>A medium's path is the weighted mean path, rescaled to sum to the median of the window's
 * total; its interval is that of the draws by week. ROI rows are medians and quantiles of each
 * horizon's own draws. The total of the paid media is its own quantity, never a sum of medians.
 */
final class MediaAnswers {
  private static final int CURVE_POINTS = 25;
  private static final double CURVE_REACH = 1.5;

  private final ModelDefinition definition;
  private final ModelData data;
  private final Anchor anchor;
  private final Posterior posterior;
  private final Particles particles;
  private final MediaCurves evaluated;
  private final int[] chosen; // those that weeks of spend are answered from
  private final Workers workers;
  private final Horizons horizons;
  private final ScaledQuantiles quantiles;
  private final ScaleDraws scales;

  /** By particle, then window week: the sum of all media. */
  final double[][] total;

  private final double[][] paidTotal;
  private final double[][] paidSums;
  private final double[][] paidMarginals;

  /**
   * For the ends and medians of the window's contributions, by medium and of the paid media: by
   * particle, how much of it lies below, see {@link ScaledQuantiles#below}.
   */
  final List<double[]> below = new ArrayList<>();

  private final Map<Integer, ComponentPath> paths = new LinkedHashMap<>();
  final List<ChannelRoi> roi = new ArrayList<>();
  final List<ResponseCurve> curves = new ArrayList<>();
  final List<SpendWeek> spendWeeks = new ArrayList<>();
  private final Map<Integer, CarryOver> carryOver = new LinkedHashMap<>();

  /**
   * @param evaluated of the particles, by the posterior
   */
  MediaAnswers(
      ModelDefinition definition,
      ModelData data,
      Anchor anchor,
      Particles particles,
      MediaCurves evaluated,
      Workers workers) {
    this.definition = definition;
    this.data = data;
    this.anchor = anchor;
    this.posterior = evaluated.posterior();
    this.particles = particles;
    this.evaluated = evaluated;
    this.chosen = CreditAnswers.chosen(particles);
    this.workers = workers;
    this.horizons = new Horizons(data.weeks());
    this.quantiles = new ScaledQuantiles(particles);
    this.scales = ScaleDraws.of(evaluated, particles, paid(), workers);
    int n = particles.size();
    this.total = new double[n][data.weeks()];
    this.paidTotal = new double[n][data.weeks()];
    this.paidSums = new double[horizons.count()][n];
    this.paidMarginals = new double[horizons.count()][n];
    for (int i = 0; i < posterior.window().media; i++) {
      answer(i);
    }
    excluded();
    paidRoi();
  }

  private boolean[] paid() {
    boolean[] paid = new boolean[posterior.window().media];
    for (int i = 0; i < paid.length; i++) {
      paid[i] = definition.media().get(posterior.window().term[i]).hasSpend();
    }
    return paid;
  }

  /** Paths of all media in the order of the definition, paid before organic. */
  List<ComponentPath> paths() {
    return ordered(paths);
  }

  /** Carry-over of all media, in the same order. */
  List<CarryOver> carryOver() {
    return ordered(carryOver);
  }

  private <T> List<T> ordered(Map<Integer, T> byMedium) {
    List<T> ordered = new ArrayList<>();
    for (MediaTerm.Kind kind : MediaTerm.Kind.values()) {
      for (int c = 0; c < definition.media().size(); c++) {
        if (definition.media().get(c).kind() == kind) {
          ordered.add(byMedium.get(c));
        }
      }
    }
    return ordered;
  }

  /** The path of all paid media together. */
  ComponentPath paidPath() {
    return path(
        ChannelRoi.MEDIA_TOTAL,
        ComponentPath.Role.MEDIA_TOTAL,
        paidTotal,
        paidSums[horizons.window()],
        scales.paid);
  }

  private void answer(int i) {
    int c = posterior.window().term[i];
    MediaTerm term = definition.media().get(c);
    double[] amounts = curveAmounts(c);
    double[] exposures = new double[amounts.length];
    double exposurePerAmount = exposurePerAmount(c);
    for (int k = 0; k < amounts.length; k++) {
      exposures[k] = amounts[k] * exposurePerAmount / anchor.mediaMax(c);
    }
    double[] factors = scales.media[i];
    MediumDraws draws =
        new MediumDraws(evaluated, i, anchor.outcomeMean(), horizons.all(), exposures, workers);
    paths.put(
        c,
        path(
            term.name(),
            ComponentPath.Role.PART,
            draws.path,
            draws.sums[horizons.window()],
            factors));
    below.addAll(quantiles.below(draws.sums[horizons.window()], factors));
    add(draws.path, total);
    Particles few = particles.only(chosen);
    CreditAnswers credit = new CreditAnswers(data, few, workers);
    double[] scale = new double[chosen.length];
    for (int k = 0; k < chosen.length; k++) {
      // Not one(): the chosen lie at regular distances, which would meet the same redraw every
      // time.
      int redraw = chosen[k] * ScaleDraws.DRAWS + k % ScaleDraws.DRAWS;
      scale[k] = anchor.outcomeMean() * factors[redraw];
    }
    CreditDraws creditDraws = CreditDraws.of(evaluated.only(chosen), i, scale, workers);
    carryOver.put(c, credit.carryOver(paths.get(c), creditDraws));
    if (term.hasSpend()) {
      spendWeeks.addAll(credit.spendWeeks(paths.get(c), creditDraws, data.spendArray(c)));
      add(draws.path, paidTotal);
      add(draws.sums, paidSums);
      add(draws.marginals, paidMarginals);
    }
    for (int h = 0; h < horizons.count(); h++) {
      double spend = term.hasSpend() ? spend(c, horizons.weeks(h)) : 0;
      String reason = term.hasSpend() ? "no spend in these weeks" : "organic: no spend";
      roi.add(row(term.name(), h, spend, draws.sums[h], draws.marginals[h], factors, reason));
    }
    curves.add(curve(c, amounts, draws.responses, factors));
  }

  private static void add(double[][] from, double[][] to) {
    for (int i = 0; i < from.length; i++) {
      for (int t = 0; t < from[i].length; t++) {
        to[i][t] += from[i][t];
      }
    }
  }

  private ComponentPath path(
      String name, ComponentPath.Role role, double[][] draws, double[] sums, double[] factors) {
    int weeks = data.weeks();
    double[] mean = new double[weeks];
    double[] w = particles.weightArray();
    for (int i = 0; i < draws.length; i++) {
      for (int t = 0; t < weeks; t++) {
        mean[t] += w[i] * draws[i][t];
      }
    }
    double sum = Series.sum(mean, 0, weeks);
    double level = sum > 0 ? quantiles.interval(sums, factors).median() / sum : 0;
    for (int t = 0; t < weeks; t++) {
      mean[t] *= level;
    }
    double[][] bounds =
        WeeklyIntervals.of(
            particles,
            weeks,
            (i, from, to, out) -> {
              double factor = ScaleDraws.one(factors, i);
              for (int t = from; t < to; t++) {
                out[t - from] = factor * draws[i][t];
              }
            },
            workers);
    return new ComponentPath(name, role, mean, bounds[0], bounds[1]);
  }

  private ChannelRoi row(
      String name,
      int h,
      double spend,
      double[] sums,
      double[] marginals,
      double[] factors,
      String reason) {
    Interval contribution = quantiles.interval(sums, factors);
    if (!(spend > 0)) {
      return new ChannelRoi(
          name,
          horizons.name(h),
          horizons.weeks(h),
          0,
          contribution,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          reason);
    }
    Interval roiInterval = contribution.over(spend);
    Optional<Interval> cpa =
        roiInterval.lower() > 0
            ? Optional.of(
                new Interval(
                    1 / roiInterval.median(), 1 / roiInterval.upper(), 1 / roiInterval.lower()))
            : Optional.empty();
    return new ChannelRoi(
        name,
        horizons.name(h),
        horizons.weeks(h),
        spend,
        contribution,
        Optional.of(roiInterval),
        Optional.of(quantiles.interval(marginals, factors).over(spend)),
        cpa,
        "");
  }

  private void paidRoi() {
    boolean anyPaid = definition.media().stream().anyMatch(MediaTerm::hasSpend);
    if (anyPaid) {
      below.addAll(quantiles.below(paidSums[horizons.window()], scales.paid));
    }
    for (int h = 0; anyPaid && h < horizons.count(); h++) {
      double spend = 0;
      for (int c = 0; c < definition.media().size(); c++) {
        if (definition.media().get(c).hasSpend() && !anchor.isExcluded(c)) {
          spend += spend(c, horizons.weeks(h));
        }
      }
      roi.add(
          row(
              ChannelRoi.MEDIA_TOTAL,
              h,
              spend,
              paidSums[h],
              paidMarginals[h],
              scales.paid,
              "no spend in these weeks"));
    }
  }

  private void excluded() {
    Interval nothing = new Interval(0, 0, 0);
    for (int c = 0; c < definition.media().size(); c++) {
      if (!anchor.isExcluded(c)) {
        continue;
      }
      MediaTerm term = definition.media().get(c);
      double[] zero = new double[data.weeks()];
      paths.put(c, new ComponentPath(term.name(), ComponentPath.Role.PART, zero, zero, zero));
      carryOver.put(c, CarryOver.none(term.name(), data.weeks()));
      for (int h = 0; h < horizons.count(); h++) {
        roi.add(
            new ChannelRoi(
                term.name(),
                horizons.name(h),
                horizons.weeks(h),
                term.hasSpend() ? spend(c, horizons.weeks(h)) : 0,
                nothing,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                anchor.excluded().get(c)));
      }
    }
  }

  private double spend(int c, int weeks) {
    double[] spend = data.spendArray(c);
    return Series.sum(spend, spend.length - weeks, spend.length);
  }

  private double[] amounts(int c) {
    return definition.media().get(c).hasSpend() ? data.spendArray(c) : data.mediaArray(c);
  }

  // Money buys exposure at the window's mean price; where the window has no spend, at that of the
  // lead-in, or at the anchor's.
  private double exposurePerAmount(int c) {
    if (!definition.media().get(c).hasSpend()) {
      return 1;
    }
    double[] media = data.mediaArray(c);
    int from = data.leadInWeeks();
    double spend = spend(c, data.weeks());
    double exposure = Series.sum(media, from, media.length);
    if (spend > 0 && exposure > 0) {
      return exposure / spend;
    }
    double allSpend = Series.sum(data.spendArray(c), 0, media.length);
    double allExposure = Series.sum(media, 0, media.length);
    if (allSpend > 0 && allExposure > 0) {
      return allExposure / allSpend;
    }
    double[] old = anchor.mediaArray(c);
    return Series.mean(old, anchor.leadInWeeks(), old.length) / anchor.spendMean()[c];
  }

  // 25 points from 0 on, then the mean weekly amount.
  private double[] curveAmounts(int c) {
    double[] series = amounts(c);
    double largest = Series.max(series, data.leadInWeeks(), series.length);
    if (!(largest > 0)) {
      largest = anchor.mediaMax(c) / exposurePerAmount(c);
    }
    double[] amounts = new double[CURVE_POINTS + 1];
    for (int k = 0; k < CURVE_POINTS; k++) {
      amounts[k] = CURVE_REACH * largest * k / (CURVE_POINTS - 1);
    }
    amounts[CURVE_POINTS] = Series.mean(series, data.leadInWeeks(), series.length);
    return amounts;
  }

  private ResponseCurve curve(int c, double[] amounts, double[][] responses, double[] factors) {
    double[] spend = java.util.Arrays.copyOf(amounts, CURVE_POINTS);
    double[] median = new double[CURVE_POINTS];
    double[] lower = new double[CURVE_POINTS];
    double[] upper = new double[CURVE_POINTS];
    for (int k = 0; k < CURVE_POINTS; k++) {
      Interval interval = quantiles.interval(responses[k], factors);
      median[k] = interval.median();
      lower[k] = interval.lower();
      upper[k] = interval.upper();
    }
    MediaTerm term = definition.media().get(c);
    return new ResponseCurve(
        term.name(),
        term.hasSpend() ? ResponseCurve.Unit.SPEND : ResponseCurve.Unit.EXPOSURE,
        spend,
        median,
        lower,
        upper,
        amounts[CURVE_POINTS],
        quantiles.interval(responses[CURVE_POINTS], factors));
  }
}
