package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
  private static final double MOST_APART = 3;

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

  /** In words, that data or other tests contradict this one; empty when they do not. */
  public Optional<String> contradiction() {
    double apart = Math.abs(distance());
    return apart > MOST_APART
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "measured and modelled lift are %.1f standard errors apart: the weeks, or other tests, contradict it",
                apart))
        : Optional.empty();
  }
}
