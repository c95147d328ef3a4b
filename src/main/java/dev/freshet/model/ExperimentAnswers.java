package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a fitted model says of the changes that experiments measured: the predicted lift of {@link
 * ExperimentLikelihood}, over the stored particles.
 */
public final class ExperimentAnswers {
  private ExperimentAnswers() {}

  /**
   * A test and the model's answer to the same question.
   *
   * @param experiment the test
   * @param predicted lift of the same change by the model, the outcome's units; empty when the test
   *     does not count, because not all its weeks are known or none of its media is in the model
   */
  public record Answer(Experiment experiment, Optional<Interval> predicted) {}

  /** One answer an experiment, in their order. */
  public static List<Answer> of(FittedModel model) {
    List<Experiment> all = model.data().experiments();
    if (all.isEmpty()) {
      return List.of();
    }
    Posterior posterior =
        new Posterior(model.definition(), model.anchor(), model.data(), Convention.PRODUCT);
    List<Experiment> counted = posterior.experimentLikelihood().counted();
    double[][] lifts = lifts(posterior, counted, model.particles());
    Quantiles quantiles = new Quantiles(model.particles().weightArray());
    List<Answer> answers = new ArrayList<>();
    for (Experiment experiment : all) {
      int at = counted.indexOf(experiment);
      answers.add(
          new Answer(
              experiment,
              at < 0 ? Optional.empty() : Optional.of(quantiles.interval(lifts[at]))));
    }
    return answers;
  }

  // By counted test, then particle.
  private static double[][] lifts(
      Posterior posterior, List<Experiment> counted, Particles particles) {
    ExperimentLikelihood.Effects effects = posterior.testEffects();
    double[][] lifts = new double[counted.size()][particles.size()];
    for (int i = 0; i < particles.size(); i++) {
      effects.evaluate(particles.point(i));
      for (int j = 0; j < lifts.length; j++) {
        Experiment test = counted.get(j);
        lifts[j][i] = test.lift() - effects.error(j) * test.standardError();
      }
    }
    return lifts;
  }
}
