package dev.freshet.cli;

import dev.freshet.demo.Scenario;
import dev.freshet.demo.SimulatedAdvertiser;
import dev.freshet.demo.SimulatedTruth;
import dev.freshet.model.ChannelRoi;
import dev.freshet.model.FitKind;
import dev.freshet.model.FittedModel;
import dev.freshet.model.Fitter;
import dev.freshet.model.Interval;
import dev.freshet.model.ScoredWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fits one simulated advertiser and holds what is published against the truth: a build, and weekly
 * refreshes chained to it.
 *
 * <p>Only the published answers are looked at, over the window. A channel's contribution is told
 * apart by its path and total if it brings at least {@value #SMALLEST_SHARE} of the outcome; its
 * interval counts whatever it brings.
 */
final class RecoveryStudy {
  static final double SMALLEST_SHARE = 0.01;
  private static final int LEAD_IN = 13;

  /**
   * One channel of a build.
   *
   * @param share true contribution over the outcome, in the window
   * @param srmse root mean squared error of the weekly path over the mean truth
   * @param trueRoi contribution over spend, in the window
   */
  record Channel(double share, double srmse, double trueRoi, Interval roi) {
    boolean isLarge() {
      return share >= SMALLEST_SHARE;
    }

    boolean isCovered() {
      return trueRoi >= roi.lower() && trueRoi <= roi.upper();
    }
  }

  /**
   * One channel over the refreshes, large ones only.
   *
   * @param moves by refresh, |ROI / the week before's − 1|
   * @param trueMoves the same of the truth
   * @param farthest |ROI after the last refresh / the build's − 1|
   * @param trueFarthest the same of the truth
   * @param distance mean distance of the last refresh's 5, 50 and 95 % quantiles from those of a
   *     build of the same weeks, in units of that build's interval
   */
  record Chain(
      double[] moves, double[] trueMoves, double farthest, double trueFarthest, double distance) {}

  /** All of one advertiser; the last three are empty without refreshes. */
  record Result(
      List<Channel> channels, List<Chain> chains, List<ScoredWeek> predictions, int rebuilds) {}

  private final Fitter fitter;
  private final int refreshes;

  RecoveryStudy(Fitter fitter, int refreshes) {
    this.fitter = fitter;
    this.refreshes = refreshes;
  }

  /**
   * @param spare weeks simulated after the build, at least {@code refreshes}: the same for all, so
   *     that following an advertiser's refreshes does not change its build
   */
  Result of(Scenario scenario, int channels, int spare, long seed) {
    int window = SimulatedFits.WINDOW_WEEKS;
    int known = LEAD_IN + window;
    SimulatedAdvertiser advertiser =
        SimulatedFits.advertiser(channels, known + spare, seed, scenario);
    SimulatedTruth truth = advertiser.truth();
    FittedModel build = fitter.fit(SimulatedFits.request(advertiser, known, Optional.empty()));
    List<Channel> told = channels(truth, build);
    if (refreshes == 0) {
      return new Result(told, List.of(), List.of(), 0);
    }
    List<FittedModel> models = new ArrayList<>(List.of(build));
    List<ScoredWeek> predictions = new ArrayList<>();
    int rebuilds = 0;
    for (int k = 1; k <= refreshes; k++) {
      FittedModel model =
          fitter.fit(SimulatedFits.request(advertiser, known + k, Optional.of(models.get(k - 1))));
      models.add(model);
      rebuilds += model.kind() == FitKind.REBUILD ? 1 : 0;
      predictions.addAll(model.gate().weeks());
    }
    FittedModel anew =
        fitter.fit(SimulatedFits.request(advertiser, known + refreshes, Optional.empty()));
    List<Chain> chains = new ArrayList<>();
    for (int c = 0; c < truth.channels().size(); c++) {
      if (told.get(c).isLarge()) {
        chains.add(chain(truth, truth.channels().get(c), models, anew));
      }
    }
    return new Result(told, chains, predictions, rebuilds);
  }

  private static List<Channel> channels(SimulatedTruth truth, FittedModel model) {
    LocalDate from = model.data().week(0);
    int weeks = model.data().weeks();
    LocalDate to = model.data().week(weeks - 1);
    double outcome = 0;
    for (double y : model.data().outcome()) {
      outcome += y;
    }
    List<Channel> channels = new ArrayList<>();
    for (String name : truth.channels()) {
      double[] path = model.component(name).contribution();
      double squares = 0;
      for (int t = 0; t < weeks; t++) {
        double gap = path[t] - truth.contribution(name, model.data().week(t));
        squares += gap * gap;
      }
      double total = truth.contribution(name, from, to);
      channels.add(
          new Channel(
              total / outcome,
              Math.sqrt(squares / weeks) / (total / weeks),
              truth.roi(name, from, to),
              windowRoi(model, name)));
    }
    return channels;
  }

  private static Chain chain(
      SimulatedTruth truth, String name, List<FittedModel> models, FittedModel anew) {
    int count = models.size();
    double[] roi = new double[count];
    double[] known = new double[count];
    for (int k = 0; k < count; k++) {
      FittedModel model = models.get(k);
      roi[k] = windowRoi(model, name).median();
      known[k] = truth.roi(name, model.data().week(0), model.data().week(model.data().weeks() - 1));
    }
    Interval last = windowRoi(models.get(count - 1), name);
    Interval fresh = windowRoi(anew, name);
    double distance =
        (Math.abs(last.lower() - fresh.lower())
                + Math.abs(last.median() - fresh.median())
                + Math.abs(last.upper() - fresh.upper()))
            / (3 * (fresh.upper() - fresh.lower()));
    return new Chain(
        moves(roi),
        moves(known),
        Math.abs(roi[count - 1] / roi[0] - 1),
        Math.abs(known[count - 1] / known[0] - 1),
        distance);
  }

  private static double[] moves(double[] roi) {
    double[] moves = new double[roi.length - 1];
    for (int k = 0; k < moves.length; k++) {
      moves[k] = Math.abs(roi[k + 1] / roi[k] - 1);
    }
    return moves;
  }

  private static Interval windowRoi(FittedModel model, String channel) {
    return model.roi().stream()
        .filter(r -> r.channel().equals(channel) && r.horizon().equals("window"))
        .findFirst()
        .flatMap(ChannelRoi::roi)
        .orElseThrow(() -> new IllegalStateException(channel + " has no ROI over the window"));
  }
}
