package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;

/**
 * A lift test beside what the fitted model says of it.
 *
 * @param experiment name of the test
 * @param measured measured lift, in the outcome's units
 * @param standardError its standard error
 * @param modelled lift of the same test by the model: its posterior, which knows the test
 */
public record TestedLift(
    String experiment, double measured, double standardError, Interval modelled) {

  /** One a test that counts, in the order of the model's experiments. */
  public static List<TestedLift> of(FittedModel model) {
    if (model.data().experiments().isEmpty()) {
      return List.of();
    }
    Posterior posterior =
        new Posterior(model.definition(), model.anchor(), model.data(), Convention.PRODUCT);
    List<Experiment> tests = posterior.experimentLikelihood().counted();
    ExperimentLikelihood.Effects effects = posterior.testEffects();
    Particles particles = model.particles();
    double[][] lifts = new double[tests.size()][particles.size()];
    for (int i = 0; i < particles.size(); i++) {
      effects.evaluate(particles.point(i));
      for (int j = 0; j < lifts.length; j++) {
        Experiment test = tests.get(j);
        lifts[j][i] = test.lift() - effects.error(j) * test.standardError();
      }
    }
    Quantiles quantiles = new Quantiles(particles.weightArray());
    List<TestedLift> rows = new ArrayList<>();
    for (int j = 0; j < lifts.length; j++) {
      Experiment test = tests.get(j);
      rows.add(
          new TestedLift(
              test.name(), test.lift(), test.standardError(), quantiles.interval(lifts[j])));
    }
    return rows;
  }

  /** Measured minus modelled lift, in standard errors of the test. */
  public double distance() {
    return (measured - modelled.median()) / standardError;
  }
}
