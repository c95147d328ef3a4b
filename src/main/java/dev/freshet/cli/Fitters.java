package dev.freshet.cli;

import dev.freshet.model.BayesianFitter;
import dev.freshet.model.Fitter;

/** The fitter every command uses: the same particles everywhere, all processors. */
final class Fitters {
  private Fitters() {}

  static Fitter standard() {
    return new BayesianFitter(
        BayesianFitter.Settings.DEFAULT.withThreads(Runtime.getRuntime().availableProcessors()));
  }
}
