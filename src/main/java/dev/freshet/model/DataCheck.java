package dev.freshet.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds, before any sampling, what makes data unfit to carry a model. */
final class DataCheck {
  /** Fewest weeks with an outcome that a model is fitted on. */
  static final int MIN_WEEKS = 26;

  /** Range over size below which a series counts as constant. */
  private static final double NO_VARIANCE = 1e-6;

  private static final Set<String> RESERVED =
      Set.of("intercept", "trend", "season", "fitted", "residual", ChannelRoi.MEDIA_TOTAL);

  private final ModelDefinition definition;
  private final ModelData data;
  private final List<String> problems = new ArrayList<>();

  private DataCheck(ModelDefinition definition, ModelData data) {
    this.definition = definition;
    this.data = data;
  }

  /**
   * Checks everything and reports all problems at once.
   *
   * @throws BadDataException when there are any
   */
  static void require(ModelDefinition definition, ModelData data) {
    DataCheck check = new DataCheck(definition, data);
    check.names();
    check.outcome();
    check.media();
    check.baseline();
    check.experiments();
    if (check.problems.isEmpty()) {
      check.collinearity();
    }
    if (check.problems.isEmpty()) {
      check.combinations();
    }
    if (!check.problems.isEmpty()) {
      throw new BadDataException(check.problems);
    }
  }

  private void names() {
    Set<String> seen = new HashSet<>(RESERVED);
    for (MediaTerm term : definition.media()) {
      if (!seen.add(term.name())) {
        problems.add("media " + term.name() + ": the name is taken; rename it");
      }
    }
    for (BaselineTerm term : definition.baseline()) {
      if (!seen.add(term.name())) {
        problems.add("baseline column " + term.name() + ": the name is taken; rename it");
      }
    }
  }

  private void outcome() {
    double[] outcome = data.outcomeArray();
    int observed = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int t = 0; t < outcome.length; t++) {
      if (Double.isNaN(outcome[t])) {
        continue;
      }
      if (Double.isInfinite(outcome[t])) {
        problems.add("outcome: week " + data.week(t) + " is infinite; correct it");
        return;
      }
      low = Math.min(low, outcome[t]);
      high = Math.max(high, outcome[t]);
      observed++;
    }
    if (observed < MIN_WEEKS) {
      problems.add(
          "outcome: %d of %d weeks have one, %d are needed; wait for more weeks or load history"
              .formatted(observed, outcome.length, MIN_WEEKS));
      return;
    }
    if (2 * observed < outcome.length) {
      problems.add(
          "outcome: only %d of %d weeks have one, fewer than half; load the missing weeks or shorten the window"
              .formatted(observed, outcome.length));
    }
    if (high - low <= NO_VARIANCE * Math.max(Math.abs(high), Math.abs(low))) {
      problems.add("outcome: the same in every week (" + high + "), nothing to explain");
    }
    double mean = Series.observedMean(outcome);
    if (!(mean > 0)) {
      problems.add("outcome: its mean over the window is " + mean + "; it must be above 0");
    }
  }

  private void media() {
    boolean any = false;
    int from = data.leadInWeeks();
    int to = from + data.weeks();
    for (int c = 0; c < definition.media().size(); c++) {
      MediaTerm term = definition.media().get(c);
      boolean sound = amounts("media " + term.name(), data.mediaArray(c));
      if (term.hasSpend()) {
        sound &= amounts("spend of " + term.name(), data.spendArray(c));
      }
      if (!sound || to == from) {
        continue;
      }
      boolean exposed = Series.max(data.mediaArray(c), from, to) > 0;
      any |= exposed;
      if (exposed && isConstant(data.mediaArray(c), from, to)) {
        problems.add(
            "media %s: the same in every week of the window (%s), so nothing tells it from the intercept; remove it or load its true weeks"
                .formatted(term.name(), data.mediaArray(c)[from]));
      }
      if (exposed && term.hasSpend() && !(Series.max(data.spendArray(c), 0, to) > 0)) {
        problems.add(
            "media "
                + term.name()
                + ": exposure without any spend; load its spend or declare it organic");
      }
    }
    if (!any && problems.isEmpty()) {
      problems.add("media: none has any exposure in the window");
    }
  }

  private static boolean isConstant(double[] series, int from, int to) {
    double max = Series.max(series, from, to);
    return max - Series.min(series, from, to) <= NO_VARIANCE * max;
  }

  private boolean amounts(String what, double[] series) {
    for (int t = 0; t < series.length; t++) {
      if (!(series[t] >= 0) || Double.isInfinite(series[t])) {
        problems.add(
            "%s: week %s is %s; amounts must be 0 or more"
                .formatted(what, data.firstWeek().plusWeeks(t), series[t]));
        return false;
      }
    }
    return true;
  }

  private void baseline() {
    for (int k = 0; k < definition.baseline().size(); k++) {
      double[] column = data.baselineArray(k);
      for (int t = 0; t < column.length; t++) {
        if (!Double.isFinite(column[t])) {
          problems.add(
              "baseline column %s: week %s has no value; fill it"
                  .formatted(definition.baseline().get(k).name(), data.week(t)));
          break;
        }
      }
    }
  }

  private void experiments() {
    Set<String> media = new HashSet<>();
    definition.media().forEach(term -> media.add(term.name()));
    Set<String> seen = new HashSet<>();
    for (Experiment experiment : data.experiments()) {
      if (!seen.add(experiment.name())) {
        problems.add("experiment " + experiment.name() + ": listed twice; keep one");
      }
      for (String channel : experiment.channels()) {
        if (!media.contains(channel)) {
          problems.add(
              "experiment %s: tests %s, which is no medium of the model; name one or withdraw the experiment"
                  .formatted(experiment.name(), channel));
        }
      }
    }
  }

  private void collinearity() {
    int from = data.leadInWeeks();
    int to = from + data.weeks();
    for (int a = 0; a < definition.media().size(); a++) {
      for (int b = a + 1; b < definition.media().size(); b++) {
        if (isModelled(a)
            && isModelled(b)
            && proportional(data.mediaArray(a), data.mediaArray(b), from, to)) {
          problems.add(
              "media %s and %s: always in the same proportion, so no data can tell them apart; merge them or drop one"
                  .formatted(definition.media().get(a).name(), definition.media().get(b).name()));
        }
      }
    }
  }

  // Media too new to be modelled need not be told apart yet: a launch stops no running model.
  private boolean isModelled(int c) {
    return Anchors.leaveOut(data, c, data.leadInWeeks()).isEmpty();
  }

  private void combinations() {
    for (Diagnostics.Inflation inflation : new Collinearity(definition, data).inflations()) {
      if (Double.isInfinite(inflation.vif())) {
        problems.add(
            "media %s: the other media and the baseline columns repeat it exactly (VIF infinite), so no data can tell them apart; remove one of them"
                .formatted(inflation.channel()));
      }
    }
  }

  private static boolean proportional(double[] x, double[] y, int from, int to) {
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int t = from; t < to; t++) {
      xx += x[t] * x[t];
      yy += y[t] * y[t];
      xy += x[t] * y[t];
    }
    return xx > 0 && yy > 0 && xy * xy >= xx * yy * (1 - 1e-12);
  }
}
