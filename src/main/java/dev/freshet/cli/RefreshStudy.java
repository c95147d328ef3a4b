package dev.freshet.cli;

import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedTruth;
import dev.freshet.model.BayesianFitter;
import dev.freshet.model.ChannelRoi;
import dev.freshet.model.FitKind;
import dev.freshet.model.FitRequest;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Interval;
import dev.freshet.model.ScoredWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows chains of weekly refreshes and measures how far they are from builds of high accuracy in
 * the same week: on the chain's own anchor, and anchored anew.
 *
 * <p>Distances are those of a channel's window total, in widths of the reference's 90 % interval:
 * signed difference of the medians, and of the interval's ends.
 */
final class RefreshStudy {
  /**
   * What to follow.
   *
   * @param refreshes weekly refreshes of a chain
   * @param every weeks between two comparisons; the last week is always compared
   * @param particles particles of the reference builds
   */
  record Plan(int refreshes, int every, int particles, int threads) {}

  /** One channel, compared once. */
  record Distance(int week, boolean sameAnchor, double median, double lower, double upper) {}

  /**
   * Errors of one channel's ROI in one week: |median / truth − 1| of the chain's model and of a
   * build's.
   *
   * @param horizon the last weeks, or the window, as the ROI row names them
   */
  record TruthError(int week, String channel, String horizon, double chain, double build) {}

  /** Smallest part of the outcome whose ROI is held against the truth. */
  private static final double SMALLEST_SHARE = 0.01;

  private final Plan plan;
  private final BayesianFitter fitter;
  private final BayesianFitter reference;

  final List<Distance> distances = new ArrayList<>();
  final List<ScoredWeek> scores = new ArrayList<>();
  final List<TruthError> errors = new ArrayList<>();

  /** By chain, the first week whose refresh found a surprise; 0 for none. */
  final List<Integer> firstSurprise = new ArrayList<>();

  final Map<String, Integer> rebuilds = new LinkedHashMap<>();
  long buildGradients;
  long builds;
  long refreshGradients; // of all fits after a chain's first: a rebuild is part of its price
  long refreshes;
  double medianMoves;
  long moves;

  RefreshStudy(Plan plan) {
    this.plan = plan;
    // The age of the anchor is what is studied: no rebuild by age.
    BayesianFitter.Settings settings =
        BayesianFitter.Settings.DEFAULT
            .withThreads(plan.threads())
            .withRefreshes(10 * plan.refreshes());
    this.fitter = new BayesianFitter(settings);
    this.reference = new BayesianFitter(settings.withParticles(plan.particles()));
  }

  /** Follows one advertiser, whose first build knows {@code known} weeks. */
  void follow(SimulatedAdvertiser advertiser, int known) {
    FittedModel model = fitter.fit(SimulatedFits.request(advertiser, known, Optional.empty()));
    buildGradients += model.sampler().gradients();
    builds++;
    int surprised = 0;
    for (int week = 1; week <= plan.refreshes(); week++) {
      FitRequest request = SimulatedFits.request(advertiser, known + week, Optional.of(model));
      model = fitter.fit(request);
      scores.addAll(model.gate().weeks());
      surprised = surprised == 0 && model.gate().regimeChange() ? week : surprised;
      refreshGradients += model.sampler().gradients();
      if (model.kind() == FitKind.REFRESH) {
        refreshes++;
        model
            .roiChanges()
            .forEach(
                change -> {
                  medianMoves += Math.abs(change.after() / change.before() - 1);
                  moves++;
                });
      } else {
        rebuilds.merge(model.reason().replaceAll("[0-9]+", "…"), 1, Integer::sum);
      }
      if (week % plan.every() == 0 || week == plan.refreshes()) {
        FitRequest cold = SimulatedFits.request(advertiser, known + week, Optional.empty());
        compare(week, true, model, reference.buildOn(cold, model.anchor()));
        FittedModel anew = reference.fit(cold);
        compare(week, false, model, anew);
        holdAgainst(advertiser.truth(), week, model, anew);
      }
    }
    firstSurprise.add(surprised);
  }

  /** Fits after a chain's first. */
  long weeks() {
    return refreshes + rebuilds.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void holdAgainst(SimulatedTruth truth, int week, FittedModel found, FittedModel build) {
    double outcome = Arrays.stream(found.data().outcome()).sum();
    for (ChannelRoi row : found.roi()) {
      if (!truth.channels().contains(row.channel()) || row.roi().isEmpty()) {
        continue;
      }
      int last = found.data().weeks() - 1;
      LocalDate from = found.data().week(last + 1 - row.weeks());
      LocalDate to = found.data().week(last);
      double right = truth.roi(row.channel(), from, to);
      double share = truth.contribution(row.channel(), found.data().week(0), to) / outcome;
      if (right > 0 && share >= SMALLEST_SHARE) {
        build.roi().stream()
            .filter(r -> r.channel().equals(row.channel()) && r.horizon().equals(row.horizon()))
            .flatMap(r -> r.roi().stream())
            .forEach(
                other ->
                    errors.add(
                        new TruthError(
                            week,
                            row.channel(),
                            row.horizon(),
                            Math.abs(row.roi().get().median() / right - 1),
                            Math.abs(other.median() / right - 1))));
      }
    }
  }

  private void compare(int week, boolean sameAnchor, FittedModel found, FittedModel wanted) {
    for (ChannelRoi right : wanted.roi()) {
      if (!right.horizon().equals("window") || right.channel().equals(ChannelRoi.MEDIA_TOTAL)) {
        continue;
      }
      Interval a = right.contribution();
      double width = a.upper() - a.lower();
      found.roi().stream()
          .filter(r -> r.horizon().equals("window") && r.channel().equals(right.channel()))
          .map(ChannelRoi::contribution)
          .filter(b -> width > 0)
          .findFirst()
          .ifPresent(
              b ->
                  distances.add(
                      new Distance(
                          week,
                          sameAnchor,
                          (b.median() - a.median()) / width,
                          (b.lower() - a.lower()) / width,
                          (b.upper() - a.upper()) / width)));
    }
  }
}
