package dev.freshet.model;

/** Turns a window of weeks into a fitted model: the one seam through which a model is fitted. */
public interface Fitter {
  /**
   * Builds a model, or refreshes the incumbent of the request. The result is a function of the
   * request and the engine version alone: neither threads nor time of day play a part.
   *
   * @return the model; it also says when its own checks failed ({@link FittedModel#gate()})
   * @throws BadDataException when the data cannot carry a model; its problems say which and why
   * @throws FitFailedException when no sampler finds a point of finite density
   * @throws java.util.concurrent.CancellationException when the calling thread is interrupted
   */
  FittedModel fit(FitRequest request);
}
