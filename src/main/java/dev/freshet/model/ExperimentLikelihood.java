package dev.freshet.model;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What experiments say about the hyperparameters.
 *
 * <pre>
 * predicted = ȳ p Σ_c Σ_t w_t (v_c,t(u + Δ / p) − v_c,t(u)),   u = x − Δ
 * log density = −½ ((lift − predicted) / standard error)²
 * </pre>
 *
 * v is the medium's path in mean outcomes, x its exposure as the data have it, Δ what the test
 * added to that, so u the exposure without the test (both paths are kept at 0 or more), p the
 * tested share of the market, w_t the measured part of week t (with scope IMMEDIATE, of the tested
 * weeks alone). The tested part saw Δ alone, and is p of a market otherwise alike: scaled to the
 * whole market its exposure was u + Δ / p. With p = 1 that is x. The reference of v, largest
 * adstock and mean of Hill, stays the anchor's. An experiment counts while all its weeks lie on the
 * timeline of {@link MediaWindow}; media that are not in the model contribute nothing to it.
 *
 * <p>Each tested medium costs two further evaluations of its curve.
 */
final class ExperimentLikelihood {
  private final List<Test> tests = new ArrayList<>();
  private final List<Experiment> counted = new ArrayList<>();
  private final double unit;

  /** One experiment on the timeline. */
  private static final class Test {
    final double lift;
    final double standardError;
    final double share;
    final double[] weights; // by week of the timeline
    final List<Arm> arms = new ArrayList<>();

    Test(Experiment experiment, double[] weights) {
      this.lift = experiment.lift();
      this.standardError = experiment.standardError();
      this.share = experiment.share();
      this.weights = weights;
    }
  }

  /** One tested medium: what the tested part of the market saw, and what it would have seen. */
  private record Arm(int medium, MediaWindow changed, MediaWindow usual) {}

  ExperimentLikelihood(
      ModelDefinition definition, Anchor anchor, ModelData data, MediaWindow window) {
    this.unit = anchor.outcomeMean();
    for (Experiment experiment : data.experiments()) {
      place(experiment, definition, anchor, window);
    }
  }

  private void place(
      Experiment experiment, ModelDefinition definition, Anchor anchor, MediaWindow window) {
    int tested = week(anchor, window, experiment.testWeek());
    int measured = week(anchor, window, experiment.measuredWeek());
    double[][] change = experiment.change();
    double[] parts = experiment.measured();
    int testEnd = tested + change[0].length;
    int end = measured + parts.length;
    if (tested < 0 || measured < 0 || testEnd > window.windowTo || end > window.windowTo) {
      return;
    }
    double[] weights = new double[window.length()];
    for (int t = measured; t < end; t++) {
      boolean counts = experiment.scope() == Experiment.Scope.TOTAL || (t >= tested && t < testEnd);
      weights[t] = counts ? parts[t - measured] : 0;
    }
    Test test = new Test(experiment, weights);
    for (int i = 0; i < window.media; i++) {
      String name = definition.media().get(window.term[i]).name();
      int arm = experiment.channels().indexOf(name);
      if (arm >= 0) {
        double[] changed = window.path[i].clone();
        double[] usual = window.path[i].clone();
        double beyond = 1 / experiment.share() - 1; // exactly 0 where the whole market was tested
        for (int t = tested; t < testEnd; t++) {
          double added = change[arm][t - tested] / anchor.mediaMax(window.term[i]);
          usual[t] = Math.max(0, usual[t] - added);
          changed[t] = Math.max(0, changed[t] + beyond * added);
        }
        test.arms.add(
            new Arm(
                i, window.view(i, changed, measured, end), window.view(i, usual, measured, end)));
      }
    }
    if (!test.arms.isEmpty()) {
      tests.add(test);
      counted.add(experiment);
    }
  }

  private static int week(Anchor anchor, MediaWindow window, java.time.LocalDate day) {
    return window.anchorFrom + Math.toIntExact(ChronoUnit.WEEKS.between(anchor.firstWeek(), day));
  }

  /** The scratch memory of one thread. */
  final class Workspace {
    private final List<MediumCurve[]> curves = new ArrayList<>();
    private final double[] local = new double[MediumPrior.MAX_SIZE];
    private final double[] other = new double[MediumPrior.MAX_SIZE];

    private Workspace(Posterior posterior) {
      for (Test test : tests) {
        for (Arm arm : test.arms) {
          MediaTerm.Adstock form = posterior.prior(arm.medium()).adstock();
          curves.add(
              new MediumCurve[] {
                new MediumCurve(arm.changed(), arm.medium(), form),
                new MediumCurve(arm.usual(), arm.medium(), form)
              });
        }
      }
    }
  }

  Workspace workspace(Posterior posterior) {
    return new Workspace(posterior);
  }

  /** The log density; adds its gradient to {@code gradient} unless that is null. */
  double evaluate(Posterior posterior, double[] q, Workspace ws, double[] gradient) {
    double sum = 0;
    int at = 0;
    for (Test test : tests) {
      double difference = 0;
      for (int a = 0; a < test.arms.size(); a++) {
        int medium = test.arms.get(a).medium();
        MediumCurve[] pair = ws.curves.get(at + a);
        for (MediumCurve curve : pair) {
          curve.evaluate(posterior.prior(medium), q, posterior.at(medium), gradient != null);
        }
        difference += weighted(pair[0], test.weights) - weighted(pair[1], test.weights);
      }
      double error = (test.lift - unit * test.share * difference) / test.standardError;
      sum -= error * error / 2;
      double slope = error / test.standardError * unit * test.share;
      for (int a = 0; gradient != null && a < test.arms.size(); a++) {
        MediumCurve[] pair = ws.curves.get(at + a);
        pair[0].gradient(test.weights, ws.local);
        pair[1].gradient(test.weights, ws.other);
        for (int k = 0; k < ws.local.length; k++) {
          ws.local[k] -= ws.other[k];
        }
        posterior.addChained(test.arms.get(a).medium(), slope, ws.local, q, gradient);
      }
      at += test.arms.size();
    }
    return sum;
  }

  /** What each test says at one particle, in its standard errors. Belongs to one thread. */
  final class Effects {
    private final Posterior posterior;
    private final Workspace workspace;
    private final double[] errors = new double[tests.size()];
    private final double[][] byMedium;

    private Effects(Posterior posterior) {
      this.posterior = posterior;
      this.workspace = new Workspace(posterior);
      this.byMedium = new double[tests.size()][posterior.window().media];
    }

    int size() {
      return errors.length;
    }

    void evaluate(double[] q) {
      int at = 0;
      for (int j = 0; j < errors.length; j++) {
        Test test = tests.get(j);
        errors[j] = test.lift / test.standardError;
        for (Arm arm : test.arms) {
          MediumCurve[] pair = workspace.curves.get(at++);
          for (MediumCurve curve : pair) {
            curve.evaluate(posterior.prior(arm.medium()), q, posterior.at(arm.medium()), false);
          }
          double difference = weighted(pair[0], test.weights) - weighted(pair[1], test.weights);
          byMedium[j][arm.medium()] = unit * test.share * difference / test.standardError;
          errors[j] -= byMedium[j][arm.medium()];
        }
      }
    }

    /** Measured minus predicted lift of a test. */
    double error(int test) {
      return errors[test];
    }

    /** Included medium {@code i}'s part in the predicted lift. */
    double effect(int test, int i) {
      return byMedium[test][i];
    }
  }

  Effects effects(Posterior posterior) {
    return new Effects(posterior);
  }

  private static double weighted(MediumCurve curve, double[] weights) {
    double sum = 0;
    double[] hill = curve.hill();
    for (int t = 0; t < weights.length; t++) {
      if (weights[t] > 0) {
        sum += weights[t] * hill[t];
      }
    }
    return curve.scale() * sum;
  }

  /** The experiments that count: all their weeks lie on the timeline, of media in the model. */
  List<Experiment> counted() {
    return List.copyOf(counted);
  }
}
