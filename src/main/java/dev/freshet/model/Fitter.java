package dev.freshet.model;

/** Turns a window of weeks into a fitted model: the one seam through which a model is fitted. */
public interface Fitter {
  /**
   * Builds a model, or refreshes the incumbent of the request. The result is a function of the
   * request and the engine version alone: neither threads nor time of day play a part.
   *
   * @throws BadDataException when the data cannot carry a model; its problems say which and why
   */
  FittedModel fit(FitRequest request);
}
